import type { Device } from "../device.ts";
import { storedArrays, type DType, type StoredArray } from "../dtype.ts";
import { Storage, type Memory } from "../storage.ts";
import { decodeElements, readElements, withDecoded } from "../strided.ts";
import { call } from "./call.ts";
import * as kernels from "./kernels.ts";
import { elementType, elementTypes, operand } from "./operand.ts";
import { runtime } from "./runtime.ts";

/** A block of the heap. */
class Block implements Memory {
  readonly bytesPerElement: number;
  readonly pointer: number;
  readonly #dtype: DType;
  readonly #length: number;

  constructor(dtype: DType, length: number) {
    this.bytesPerElement = storedArrays[dtype].BYTES_PER_ELEMENT;
    this.pointer = runtime().heap.allocate(length * this.bytesPerElement);
    this.#dtype = dtype;
    this.#length = length;
  }

  values(): StoredArray {
    return new storedArrays[this.#dtype](runtime().heap.uint8.buffer, this.pointer, this.#length);
  }

  free(): void {
    runtime().heap.free(this.pointer);
  }
}

/** The `cpu` device: tensors live in WASM memory, kernels in AssemblyScript and plain loops work on it. */
const cpu: Device = {
  name: "cpu",
  dtypes: elementTypes,

  allocate(dtype, length) {
    return new Storage(cpu, dtype, length, new Block(dtype, length));
  },

  read: readElements,
  decode: decodeElements,

  copy(source, target) {
    const types = [target, source].map(elementType);
    call(kernels.copy, [operand(target), operand(source)], types);
  },

  run(operation, inputs, outputs, options) {
    const { cpu: kernel, name } = operation;
    if (!kernel) throw new Error(`${name}: a view is not run`);
    withDecoded(operation, inputs, (operands) => kernel(operands, outputs, options));
  },
};

export function cpuDevice(): Device {
  return cpu;
}
