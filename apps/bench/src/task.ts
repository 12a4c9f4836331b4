import type { DecodeTask } from "./decode.ts";
import type { TrainTask } from "./gpt.ts";
import { numbers, type Operand } from "./numbers.ts";

/** A matrix product: `[batch, m, k] · [batch, k, n]`, either operand stored transposed. */
export interface MatmulTask {
  readonly kind: "matmul";
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export type RowFunction = "copy" | "exp" | "gelu" | "gelu_tanh" | "softmax" | "layer_norm";

/** A function of each element, or of each row, of `[rows, columns]`. */
export interface ElementwiseTask {
  readonly kind: "elementwise";
  readonly operation: RowFunction;
  readonly rows: number;
  readonly columns: number;
}

/** Many small operations one after another: `x = x · a` on a few elements, so that what is measured is the cost of a call. */
export interface DispatchTask {
  readonly kind: "dispatch";
  readonly operations: number;
  /** Whether gradients are recorded. */
  readonly records: boolean;
}

/** Scaled dot-product attention on `[heads, length, width]`, with the gradients of query, key and value. */
export interface AttentionTask {
  readonly kind: "attention";
  readonly heads: number;
  readonly length: number;
  readonly width: number;
}

/** A function of operands. */
export type OperationTask = MatmulTask | ElementwiseTask | DispatchTask | AttentionTask;

/** What is computed, said without any library, so that every contestant computes the same. */
export type Task = OperationTask | TrainTask | DecodeTask;

const operand = (shape: readonly number[], seed: number): Operand => ({
  data: numbers(
    shape.reduce((size, length) => size * length, 1),
    seed,
  ),
  shape,
});

/** The operands of a task, as they lie in memory. */
export function operandsOf(task: OperationTask): Operand[] {
  switch (task.kind) {
    case "matmul": {
      const { batch, m, k, n, transposeA, transposeB } = task;
      const lead = batch === 1 ? [] : [batch];
      return [
        operand([...lead, ...(transposeA ? [k, m] : [m, k])], 1),
        operand([...lead, ...(transposeB ? [n, k] : [k, n])], 2),
      ];
    }
    case "elementwise":
      return [operand([task.rows, task.columns], 3)];
    case "dispatch":
      return [operand([4], 4)];
    case "attention": {
      const shape = [task.heads, task.length, task.width];
      return [operand(shape, 5), operand(shape, 6), operand(shape, 7)];
    }
  }
}
