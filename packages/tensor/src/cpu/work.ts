import { sizeOf } from "../shape.ts";
import { elementBlock } from "./layout.ts";
import type { Kernel, Operand } from "./kernels.ts";

/** Nanoseconds that one thread takes for an element of the largest operand, measured at sizes that a second-level cache holds. */
const perElement: Readonly<Record<string, number>> = {
  unary: 1.2,
  activation: 2,
  reduce: 0.15,
  softmax: 1.4,
  logSoftmax: 1.4,
  logSoftmaxBackward: 1.2,
  crossEntropy: 1.4,
  crossEntropyBackward: 1.2,
  layerNorm: 0.6,
  layerNormBackward: 1.6,
  layerNormParameterBackward: 1,
  rmsNormBackward: 1.5,
  rmsNormParameterBackward: 0.7,
  adamW: 2,
  dropout: 2,
};
/** The same of a kernel that only moves or adds numbers. */
const perMovedElement = 0.4;
/** Kernels whose first operand is a list of tensors. */
const overLists: ReadonlySet<string> = new Set(["adamW", "sumsOfSquares", "scaleAll"]);
/** Nanoseconds of one multiplication and addition of a matrix product. */
const perProduct = 0.04;

/** Kernels that do all of attention. */
export const attending: ReadonlySet<string> = new Set([
  "attention",
  "attentionBackward",
  "attentionQueryBackward",
  "attentionKeyBackward",
]);
/** Nanoseconds of the softmax of attention for a query and a key. */
const perPair = 1.5;

/** About how many nanoseconds a call takes on one thread: enough to tell whether threads pay. */
export function estimate({ name }: Kernel, operands: readonly Operand[], tiles: number): number {
  if (name === "matmul") {
    const [out, a] = operands;
    return sizeOf(out.shape) * a.shape[a.shape.length - 1] * perProduct;
  }
  if (attending.has(name)) {
    const [query, key, value] = operands.slice(name === "attention" ? 2 : 3);
    const [width, valueWidth] = [query, value].map(({ shape }) => shape[shape.length - 1]);
    const keys = key.shape[key.shape.length - 2];
    return sizeOf(query.shape) * keys * (perPair / width + perProduct * (1 + valueWidth / width));
  }
  if (name === "attentionWeights" || name === "attentionSlopes") {
    return sizeOf(operands[0].shape) * perPair;
  }
  let largest = 0;
  if (overLists.has(name)) largest = tiles * elementBlock;
  else for (const { shape } of operands) largest = Math.max(largest, sizeOf(shape));
  return largest * (perElement[name] ?? perMovedElement);
}
