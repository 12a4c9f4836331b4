import { Bench, ulps, type Placed } from "../cpu/testing.ts";
import type { KernelBuild } from "../cpu/module.ts";

/** Where a function bends, changes its formula, overflows or runs out of normal numbers; every float32 about them is tried, of both signs. */
const places = [
  ...[0, 2 ** -126, 1, 2, Infinity], // 0 and the subnormal numbers beside it, the smallest normal number, the largest
  ...[88.72284, 87.33654, 103.97208, 104], // exp: overflow, subnormal results, 0
  ...[Math.SQRT1_2, Math.SQRT2, 0.55, Math.LN2 / 2], // log, tanh and exp: their polynomials' ends
  ...[Math.SQRT2, 4, 9.2, 13, 120], // gelu and silu: the tail, its end
  ...[Math.PI / 4, Math.PI / 2, Math.PI, 2 ** 24], // sin and cos: quadrants, the other reduction
];
const neighbours = 1500;

/**
 * One float32 of every `stride` neighbours, of all bit patterns there are (NaN of every kind among them), drawn by a seeded
 * hash; and the neighbourhoods of {@link places}.
 */
export function sweep(stride: number, begin = 0, end: number = 2 ** 32): Float32Array {
  const near: number[] = [];
  if (begin === 0) {
    const [value, bits] = views();
    for (const place of places) {
      value[0] = place;
      const centre = bits[0];
      for (let at = Math.max(0, centre - neighbours); at <= centre + neighbours; at++) {
        near.push(at, at | 0x80000000);
      }
    }
  }
  const first = Math.ceil(begin / stride);
  const count = Math.ceil(end / stride) - first;
  const patterns = new Uint32Array(count + near.length);
  for (let i = 0; i < count; i++) {
    const hash = Math.imul(first + i, 0x9e3779b1) >>> 8;
    patterns[i] = (first + i) * stride + (hash % stride);
  }
  patterns.set(near, count);
  return new Float32Array(patterns.buffer);
}

function views(): [Float32Array, Uint32Array] {
  const value = new Float32Array(1);
  return [value, new Uint32Array(value.buffer)];
}

/** Runs a kernel from one operand (and ones, where it is a gradient's) on up to `capacity` numbers. */
export function runner(
  build: KernelBuild,
  kernel: "unary" | "binary",
  capacity: number,
): (opcode: number, x: Float32Array) => Float32Array {
  const bench = new Bench(build);
  const [out, input] = [0, 0].map(() => bench.heap.allocate(4 * capacity));
  const one = bench.heap.allocate(4);
  bench.heap.float32[one / 4] = 1;
  return (opcode, x) => {
    const place = (pointer: number, stride: number): Placed => ({
      pointer,
      shape: [x.length],
      strides: [stride],
      size: x.length,
    });
    const ones = kernel === "binary" ? [place(one, 0)] : [];
    bench.heap.float32.set(x, input / 4);
    return bench.run(kernel, [place(out, 1), place(input, 1), ...ones], [opcode]);
  };
}

/** The exact values, rounded to float64. */
export function evaluate(exact: (x: number) => number, x: Float32Array): Float64Array {
  const values = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) values[i] = exact(x[i]);
  return values;
}

export interface Worst {
  error: number;
  at: number;
}

/** The largest error in units of the last place where x ≥ `from` (or NaN). */
export function worstUlp(
  x: Float32Array,
  actual: Float32Array,
  exact: Float64Array,
  from: number = -Infinity,
): Worst {
  const worst = { error: 0, at: NaN };
  for (let i = 0; i < x.length; i++) {
    if (x[i] < from || actual[i] === exact[i]) continue;
    const error = ulps(actual[i], exact[i]);
    if (error > worst.error) [worst.error, worst.at] = [error, x[i]];
  }
  return worst;
}

/** The largest |actual − exact| / max(1, |x|) where `least` ≤ x < `most`. */
export function worstAbsolute(
  x: Float32Array,
  actual: Float32Array,
  exact: Float64Array,
  least: number,
  most: number,
): Worst {
  const worst = { error: 0, at: NaN };
  for (let i = 0; i < x.length; i++) {
    if (!(x[i] >= least && x[i] < most) || actual[i] === exact[i]) continue;
    const error = Math.abs(actual[i] - exact[i]) / Math.max(1, Math.abs(x[i]));
    if (!(error <= worst.error)) [worst.error, worst.at] = [error, x[i]];
  }
  return worst;
}
