import * as layout from "./layout.ts";

/** Where a kernel finds a tensor. */
export interface Operand {
  /** Address of element 0 in bytes. */
  readonly pointer: number;
  readonly shape: readonly number[];
  /** In elements; 0 where broadcast, negative where flipped. */
  readonly strides: readonly number[];
}

/**
 * How many tiles a call has. A tile is the smallest piece of work that a thread takes: tiles write to different elements, and no sum runs over more than one, so the result does not depend on who computes which.
 */
type CountTiles = (operands: readonly Operand[]) => number;

/** A kernel, by its name in the module, where its source (kernels/) tells its operands and options. */
export interface Kernel {
  readonly name: string;
  readonly countTiles: CountTiles;
}

const elements: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(sizeOf(shape, shape.length) / layout.elementBlock);
};

const products: CountTiles = (operands) => {
  const { shape } = operands[0];
  const batchAxes = shape.length - 2;
  const rowBlocks = Math.ceil(shape[batchAxes] / layout.rowsPerTile);
  const columnBlocks = Math.ceil(shape[batchAxes + 1] / layout.columnBlock);
  return sizeOf(shape, batchAxes) * rowBlocks * columnBlocks;
};

const rows: CountTiles = (operands) => {
  const { shape } = operands[0];
  return shape[shape.length - 1] === 0 ? 0 : sizeOf(shape, shape.length - 1);
};

const each: CountTiles = ([{ shape }]) => sizeOf(shape, shape.length);

const results: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(sizeOf(shape, shape.length) / layout.columnsPerTile);
};

const columns: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(shape[shape.length - 1] / layout.columnsPerTile);
};

/** Rows of the first operand, or tiles of a list of tensors, which stand in its shape. */
const firstAxis: CountTiles = ([{ shape }]) => shape[0];

const headsOfKeys: CountTiles = (operands) => {
  const { shape } = operands[4];
  return sizeOf(shape, shape.length - 2);
};

/** Blocks of rows of the matrices of an operand. */
const blocksOf =
  (position: number, block: number): CountTiles =>
  (operands) => {
    const { shape } = operands[position];
    const axes = shape.length - 2;
    return sizeOf(shape, axes) * Math.ceil(shape[axes] / block);
  };

/** Number of elements of the first `axes` axes. */
function sizeOf(shape: readonly number[], axes: number): number {
  let size = 1;
  for (let axis = 0; axis < axes; axis++) size *= shape[axis];
  return size;
}

// Each by itself, so that a bundle names those that it calls.
export const matmul: Kernel = { name: "matmul", countTiles: products };
export const unary: Kernel = { name: "unary", countTiles: elements };
export const binary: Kernel = { name: "binary", countTiles: elements };
export const copy: Kernel = { name: "copy", countTiles: elements };
export const softmax: Kernel = { name: "softmax", countTiles: rows };
export const softmaxBackward: Kernel = { name: "softmaxBackward", countTiles: rows };
export const logSoftmax: Kernel = { name: "logSoftmax", countTiles: rows };
export const logSoftmaxBackward: Kernel = { name: "logSoftmaxBackward", countTiles: rows };
export const crossEntropy: Kernel = { name: "crossEntropy", countTiles: each };
export const crossEntropyBackward: Kernel = { name: "crossEntropyBackward", countTiles: rows };
export const layerNorm: Kernel = { name: "layerNorm", countTiles: rows };
export const layerNormBackward: Kernel = { name: "layerNormBackward", countTiles: rows };
export const layerNormParameterBackward: Kernel = {
  name: "layerNormParameterBackward",
  countTiles: columns,
};
export const rmsNorm: Kernel = { name: "rmsNorm", countTiles: rows };
export const rmsNormBackward: Kernel = { name: "rmsNormBackward", countTiles: rows };
export const rmsNormParameterBackward: Kernel = {
  name: "rmsNormParameterBackward",
  countTiles: columns,
};
export const activation: Kernel = { name: "activation", countTiles: elements };
export const activationBackward: Kernel = { name: "activationBackward", countTiles: columns };
export const adamW: Kernel = { name: "adamW", countTiles: firstAxis };
export const sumsOfSquares: Kernel = { name: "sumsOfSquares", countTiles: firstAxis };
export const scaleAll: Kernel = { name: "scaleAll", countTiles: firstAxis };
export const reduce: Kernel = { name: "reduce", countTiles: results };
export const where: Kernel = { name: "where", countTiles: elements };
export const maskedFill: Kernel = { name: "maskedFill", countTiles: elements };
export const compare: Kernel = { name: "compare", countTiles: elements };
export const gatherRows: Kernel = { name: "gatherRows", countTiles: rows };
export const scatterAddRows: Kernel = { name: "scatterAddRows", countTiles: columns };
export const dropout: Kernel = { name: "dropout", countTiles: elements };
export const attention: Kernel = {
  name: "attention",
  countTiles: /* @__PURE__ */ blocksOf(2, layout.attentionQueries),
};
export const attentionBackward: Kernel = {
  name: "attentionBackward",
  countTiles: headsOfKeys,
};
export const attentionQueryBackward: Kernel = {
  name: "attentionQueryBackward",
  countTiles: /* @__PURE__ */ blocksOf(3, layout.attentionBlock),
};
export const attentionKeyBackward: Kernel = {
  name: "attentionKeyBackward",
  countTiles: /* @__PURE__ */ blocksOf(4, layout.attentionBlock),
};
export const attentionWeights: Kernel = { name: "attentionWeights", countTiles: firstAxis };
export const attentionQuotients: Kernel = { name: "attentionQuotients", countTiles: firstAxis };
export const attentionSlopes: Kernel = { name: "attentionSlopes", countTiles: firstAxis };
