import type { Device } from "../device.ts";
import { storedArrays, type DType } from "../dtype.ts";
import { Storage } from "../storage.ts";
import { decodeElements, readElements, withDecoded } from "../strided.ts";
import { call, kernelBuild, productsBy } from "./call.ts";
import * as kernels from "./kernels.ts";
import { heap } from "./heap.ts";
import { operand } from "./operand.ts";

/** In the order of the codes that the `copy` kernel knows. */
const dtypes: readonly DType[] = ["float32", "int32", "bool", "int8", "float16", "bfloat16"];

/** The `cpu` device: tensors live in WASM memory, kernels in AssemblyScript and plain loops work on it. */
const cpu: Device = {
  name: "cpu",
  dtypes,

  allocate(dtype, length) {
    const Elements = storedArrays[dtype];
    const bytesPerElement = Elements.BYTES_PER_ELEMENT;
    const memory = heap();
    const pointer = memory.allocate(length * bytesPerElement);
    return new Storage(cpu, dtype, length, {
      bytesPerElement,
      pointer,
      values: () => new Elements(memory.uint8.buffer, pointer, length),
      free: () => memory.free(pointer),
    });
  },

  read: readElements,
  decode: decodeElements,

  copy(source, target) {
    const types = [target, source].map((x) => dtypes.indexOf(x.dtype));
    call(kernels.copy, [operand(target), operand(source)], types);
  },

  run(operation, inputs, outputs, options) {
    const { cpu: kernel, name } = operation;
    if (!kernel) throw new Error(`${name}: a view is not run`);
    withDecoded(operation, inputs, (operands) => kernel(operands, outputs, options));
  },

  describe() {
    const products = productsBy();
    return `WASM ${kernelBuild()} kernels, 1 thread${products === null ? "" : `; matrix products by ${products}`}`;
  },
};

export function cpuDevice(): Device {
  return cpu;
}
