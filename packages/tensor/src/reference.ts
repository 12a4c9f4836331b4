import type { Input } from "./arithmetic.ts";
import type { Device } from "./device.ts";
import { storedArrays, type StoredArray } from "./dtype.ts";
import { evaluator } from "./evaluate.ts";
import { elementReader, elementWriter } from "./half.ts";
import type { Definition } from "./operation.ts";
import { runSelection } from "./selection.ts";
import { broadcastStrides, forEachIndex, position } from "./shape.ts";
import { Storage } from "./storage.ts";
import { decodeElements, readElements, withDecoded } from "./strided.ts";
import type { Tensor } from "./tensor.ts";

function reader(tensor: Tensor): Input<number> {
  const read = elementReader(tensor.dtype, tensor.storage.values());
  const { shape, offset } = tensor;
  const strides = broadcastStrides(shape, tensor.strides, shape);
  const rank = shape.length;
  return (index) => {
    const lead = index.length - rank;
    let at = offset;
    for (let axis = 0; axis < rank; axis++) at += index[lead + axis] * strides[axis];
    return read(at);
  };
}

/** Fills `output` (fresh, row-major) with what the definition says: in float64, then rounded to the output's type. */
export function evaluateDefinition<Options>(
  meaning: Definition<Options>,
  inputs: readonly Tensor[],
  output: Tensor,
  options: Options,
): void {
  const write = elementWriter(output.dtype, output.storage.values());
  const element = meaning.define(evaluator(), inputs.map(reader), options, inputs);
  forEachIndex(output.shape, (index, at) => write(at, element(index)));
}

/** The elements of each storage. */
const memories = new WeakMap<Storage, StoredArray>();

/**
 * The device that is the definitions themselves: every element evaluated in float64, then rounded to the output's type.
 * Slow and right; every test compares with it.
 */
const reference: Device = {
  name: "reference",
  dtypes: ["float32", "int32", "bool", "float64", "float16", "bfloat16", "int8"],

  allocate(dtype, length) {
    const storage = new Storage(reference, dtype, length, 0);
    memories.set(storage, new storedArrays[dtype](length));
    return storage;
  },

  elements: (storage) => memories.get(storage)!,
  free: (storage) => void memories.delete(storage),

  read: readElements,
  decode: decodeElements,

  copy(source, target) {
    const read = elementReader(source.dtype, source.storage.values());
    const write = elementWriter(target.dtype, target.storage.values());
    forEachIndex(source.shape, (index) => {
      const value = read(position(index, source.strides, source.offset));
      write(position(index, target.strides, target.offset), value);
    });
  },

  run(operation, inputs, outputs, options) {
    const { meaning, name } = operation;
    withDecoded(operation, inputs, (operands) => {
      if (meaning.kind === "selection") {
        runSelection(meaning, operands[0], outputs, options);
      } else if (meaning.kind === "definition") {
        evaluateDefinition(meaning, operands, outputs[0], options);
      } else {
        throw new Error(`${name}: a ${meaning.kind} is not run`);
      }
    });
  },
};

export function referenceDevice(): Device {
  return reference;
}
