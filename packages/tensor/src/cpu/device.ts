import type { Device } from "../device.ts";
import { storedArrays } from "../dtype.ts";
import { Storage } from "../storage.ts";
import { decodeElements, readElements, withDecoded } from "../strided.ts";
import { call } from "./call.ts";
import * as kernels from "./kernels.ts";
import { elementType, elementTypes, operand } from "./operand.ts";
import { runtime } from "./runtime.ts";

/** The `cpu` device: tensors live in WASM memory, kernels in AssemblyScript and plain loops work on it. */
const cpu: Device = {
  name: "cpu",
  dtypes: elementTypes,

  allocate(dtype, length) {
    const { BYTES_PER_ELEMENT: width } = storedArrays[dtype];
    return new Storage(cpu, dtype, length, runtime().heap.allocate(length * width));
  },

  elements: ({ dtype, length, pointer }) =>
    new storedArrays[dtype](runtime().heap.uint8.buffer, pointer, length),
  free: ({ pointer }) => runtime().heap.free(pointer),

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
