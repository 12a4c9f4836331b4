import type { Operand, Substitute } from "@clearhead/tensor/cpu";
import { asItIs, rowMajor, transposed, type Sgemm } from "./sgemm.ts";

/** How `cblas_sgemm` reads a matrix: as it lies or turned, and how far apart its rows (columns, where turned) begin. */
interface Matrix {
  readonly trans: number;
  readonly leading: number;
}

/** The last two axes of an operand, `null` where elements lie apart on both. The neighbours on an axis of size 1 lie anywhere. */
function matrixOf({ shape, strides }: Operand): Matrix | null {
  const axes = shape.length - 2;
  const [rows, columns] = [shape[axes], shape[axes + 1]];
  const [down, right] = [strides[axes], strides[axes + 1]];
  if ((right === 1 || columns === 1) && (down >= columns || rows === 1)) {
    return { trans: asItIs, leading: Math.max(down, columns) };
  }
  if ((down === 1 || rows === 1) && (right >= rows || columns === 1)) {
    return { trans: transposed, leading: Math.max(right, rows) };
  }
  return null;
}

/** The memory that tensors lie in, as this process sees it. */
export interface Place {
  /** Where it begins. */
  address(): number;
  /** Its elements. */
  values(): Float32Array;
  /** Puts the elements of an operand through the activation that the kernel knows by this number. */
  activate(out: Operand, activation: number): void;
}

/**
 * Fewer rows than this times a transposed matrix, as in `linear` of a token, are bound by reading the matrix once: the kernel does that
 * at two to three times the speed of OpenBLAS 0.3.21's `cblas_sgemm`, and faster than its `cblas_sgemv` and MKL's.
 */
const fewRows = 4;

/**
 * The `matmul` kernel by `cblas_sgemm`: `out = alpha · a · b + bias + (accumulate ? out : 0)`, in place; an activation goes over it
 * afterwards. What the library cannot take as it lies (both axes strided, weights of another type or scaled) is left to the kernel, and
 * so is what that does faster.
 */
export function productBy(sgemm: Sgemm, place: Place): Substitute {
  return ([out, a, b, bias], [hasBias, activation, accumulate, alpha, type = 0, hasScale = 0]) => {
    const axes = out.shape.length - 2;
    const [rows, columns] = [out.shape[axes], out.shape[axes + 1]];
    const inner = a.shape[axes + 1];
    if (type !== 0 || hasScale !== 0 || inner === 0) return false;
    const [result, left, right] = [out, a, b].map(matrixOf);
    if (!left || !right || result?.trans !== asItIs) return false;
    if (rows < fewRows && left.trans === asItIs && right.trans === transposed) return false;
    const address = place.address();
    const beta = hasBias === 0 && accumulate === 0 ? 0 : 1;
    forEachMatrix([out, a, b], (outAt, aAt, bAt) => {
      if (hasBias !== 0)
        addToRows(place.values(), outAt, result.leading, rows, columns, bias, accumulate);
      sgemm(
        rowMajor,
        left.trans,
        right.trans,
        rows,
        columns,
        inner,
        alpha,
        address + aAt,
        left.leading,
        address + bAt,
        right.leading,
        beta,
        address + outAt,
        result.leading,
      );
    });
    if (activation !== 0) place.activate(out, activation);
    return true;
  };
}

/** Writes the bias into every row, or adds it there: `sgemm` then adds the product. */
function addToRows(
  values: Float32Array,
  outAt: number,
  leading: number,
  rows: number,
  columns: number,
  bias: Operand,
  accumulate: number,
): void {
  const from = values.subarray(bias.pointer / 4, bias.pointer / 4 + columns);
  for (let row = 0; row < rows; row++) {
    const start = outAt / 4 + row * leading;
    if (accumulate === 0) values.set(from, start);
    else for (let column = 0; column < columns; column++) values[start + column] += from[column];
  }
}

/** Visits the matrices of a batch: where each operand's lies, in bytes from the beginning of the memory. */
function forEachMatrix(
  operands: readonly [out: Operand, a: Operand, b: Operand],
  visit: (out: number, a: number, b: number) => void,
): void {
  const { shape } = operands[0];
  const axes = shape.length - 2;
  const at = operands.map(({ pointer }) => pointer);
  const index = new Array<number>(axes).fill(0);
  const count = shape.slice(0, axes).reduce((product, length) => product * length, 1);
  for (let matrix = 0; matrix < count; matrix++) {
    visit(at[0], at[1], at[2]);
    for (let axis = axes - 1; axis >= 0; axis--) {
      const wraps = ++index[axis] === shape[axis];
      const moved = wraps ? 1 - shape[axis] : 1;
      operands.forEach(({ strides }, i) => (at[i] += moved * strides[axis] * 4));
      if (!wraps) break;
      index[axis] = 0;
    }
  }
}
