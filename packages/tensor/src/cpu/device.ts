import type { Device } from "../device.ts";
import { bytesPerElement, type TypedArray } from "../dtype.ts";
import { Storage } from "../storage.ts";
import { call, kernelBuild, productsBy } from "./call.ts";
import { heap } from "./heap.ts";
import { operand } from "./operand.ts";

/** The `cpu` device: tensors live in WASM memory, kernels in AssemblyScript and plain loops work on it. */
const cpu: Device = {
  name: "cpu",
  dtypes: ["float32", "int32", "bool"],

  allocate(dtype, length) {
    const bytes = length * bytesPerElement[dtype];
    const memory = heap();
    const pointer = memory.allocate(bytes);
    const start = pointer / bytesPerElement[dtype];
    const values = (): TypedArray => {
      if (dtype === "float32") return memory.float32.subarray(start, start + length);
      if (dtype === "int32") return memory.int32.subarray(start, start + length);
      return memory.uint8.subarray(start, start + length);
    };
    return new Storage(cpu, dtype, length, {
      bytes,
      pointer,
      values,
      free: () => memory.free(pointer),
    });
  },

  copy(source, target) {
    call("copy", [operand(target), operand(source)], [bytesPerElement[source.dtype]]);
  },

  run(operation, inputs, outputs, options) {
    if (!operation.cpu) throw new Error(`${operation.name}: a view is not run`);
    operation.cpu(inputs, outputs, options);
  },

  describe() {
    const products = productsBy();
    return `WASM ${kernelBuild()} kernels, 1 thread${products === null ? "" : `; matrix products by ${products}`}`;
  },
};

export function cpuDevice(): Device {
  return cpu;
}
