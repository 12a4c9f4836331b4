import type { DecodeTask } from "./decode.ts";
import type { MatmulTask, RowFunction, Task } from "./task.ts";

export const units = ["GFLOP/s", "ns", "µs", "ms", "kB", "tokens/s"] as const;
export type Unit = (typeof units)[number];

/** What contestants are compared in. */
export interface Measurable<T> {
  readonly name: string;
  readonly task: T;
  readonly unit: Unit;
  /** Milliseconds of one run in the unit. */
  readonly amount: (milliseconds: number) => number;
  /** By how much of the largest element results may differ; what sums of float32 in another order make when left out. */
  readonly tolerance?: number;
}

/** A case that is a task. */
export type Case = Measurable<Task>;

function product(name: string, task: Omit<MatmulTask, "kind">): Case {
  const operations = 2 * task.batch * task.m * task.k * task.n;
  return {
    name,
    task: { kind: "matmul", ...task },
    unit: "GFLOP/s",
    amount: (milliseconds) => operations / milliseconds / 1e6,
  };
}

const layouts = [
  ["NN", false, false],
  ["NT", false, true],
  ["TN", true, false],
] as const;

const square = (size: number): Case[] =>
  layouts.map(([name, transposeA, transposeB]) =>
    product(`${size} ${name}`, { batch: 1, m: size, k: size, n: size, transposeA, transposeB }),
  );

const plain = { batch: 1, transposeA: false, transposeB: false };

function rows(operation: RowFunction): Case {
  const [count, columns] = [1000, 1000];
  return {
    name: operation,
    task: { kind: "elementwise", operation, rows: count, columns },
    unit: "ns",
    amount: (milliseconds) => (milliseconds * 1e6) / (count * columns),
  };
}

function dispatch(name: string, records: boolean): Case {
  const operations = 1000;
  return {
    name,
    task: { kind: "dispatch", operations, records },
    unit: "µs",
    amount: (milliseconds) => (milliseconds * 1e3) / operations,
  };
}

const attention = (length: number): Case => ({
  name: `T ${length}, 4 heads × 32, forward and backward`,
  task: { kind: "attention", heads: 4, length, width: 32 },
  unit: "ms",
  amount: (milliseconds) => milliseconds,
});

function gpt(layers: number, heads: number, dModel: number, length: number, batch: number): Case {
  return {
    name: `${layers} layers × ${heads} heads × d ${dModel} × T ${length} × batch ${batch}`,
    task: { kind: "train", layers, heads, dModel, length, batch },
    unit: "ms",
    amount: (milliseconds) => milliseconds,
  };
}

/** Errors of 8 bits, at most 1/254 of a row's largest weight, through all layers. */
const int8Tolerance = 0.05;

const writer = (
  name: string,
  task: Omit<DecodeTask, "kind" | "weights">,
  weights: DecodeTask["weights"],
): Case => ({
  name: `${name} ${weights}`,
  task: { kind: "decode", ...task, weights },
  unit: "tokens/s",
  amount: (milliseconds) => 1000 / milliseconds,
  ...(weights === "int8" && { tolerance: int8Tolerance }),
});

const small = { layers: 4, heads: 4, dModel: 128, vocabulary: 65, length: 512, context: 256 };
const gpt2 = { layers: 12, heads: 12, dModel: 768, vocabulary: 50257, length: 1024, context: 256 };

/** What can be measured, by name. */
export const suites: Readonly<Record<string, readonly Case[]>> = {
  matmul: [
    ...[64, 128, 256, 512, 1024, 2048].flatMap(square),
    product("odd 333 × 517 × 251", { ...plain, m: 333, k: 517, n: 251 }),
    product("tall 8192 × 64 × 64", { ...plain, m: 8192, k: 64, n: 64 }),
    product("wide 64 × 64 × 8192", { ...plain, m: 64, k: 64, n: 8192 }),
    product("batched 48 × 64 × 32 × 64", { ...plain, batch: 48, m: 64, k: 32, n: 64 }),
  ],
  matvec: [256, 768, 3072].map((size) =>
    product(`1 × ${size} × ${size}`, { ...plain, m: 1, k: size, n: size }),
  ),
  elementwise: (["copy", "exp", "gelu_tanh", "gelu", "softmax", "layer_norm"] as const).map(rows),
  dispatch: [dispatch("multiply 4 elements", false), dispatch("the same, recorded", true)],
  attention: [64, 256, 1024, 4096].map(attention),
  train: [gpt(2, 4, 32, 16, 32), gpt(4, 4, 128, 64, 12), gpt(6, 6, 384, 256, 4)],
  decode: [
    writer("4 layers × 4 heads × d 128", small, "float32"),
    writer("gpt2-124m", gpt2, "float32"),
    writer("gpt2-124m", gpt2, "int8"),
  ],
};
