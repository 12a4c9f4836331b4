import { contiguous } from "../operations/contiguous.ts";
import { matmul } from "../operations/matmul.ts";
import { mean, variance } from "../operations/mean.ts";
import { layerNorm, rmsNorm } from "../operations/norm.ts";
import { cumsum, logsumexp } from "../operations/running.ts";
import { slice } from "../operations/slice.ts";
import { logSoftmax, softmax } from "../operations/softmax.ts";
import { sum } from "../operations/sum.ts";
import { reshape, transpose } from "../operations/views.ts";
import { zeros } from "../creation.ts";
import { manualSeed, rand } from "../random.ts";
import { scope } from "../scope.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const terms = 10_000_000;
const million = 1_000_000;

let uniform: Float32Array | undefined;

/** Numbers in [0, 1) as `torch.manual_seed(0)` draws them, each changed to `change(number, position)`. */
function drawn(shape: Shape, change: (u: number, i: number) => number): Tensor {
  uniform ??= scope(() => {
    manualSeed(0);
    return Float32Array.from(rand([terms]).view());
  });
  const x = zeros(shape);
  const values = x.view();
  for (let i = 0; i < values.length; i++) values[i] = change(uniform[i], i);
  return x;
}

/** Sums in float64 whose rounding errors are put back (Neumaier, 1974): exact, for ten million float32 terms. */
class ExactSum {
  #total = 0;
  #lost = 0;

  add(term: number): void {
    const next = this.#total + term;
    this.#lost +=
      Math.abs(this.#total) >= Math.abs(term)
        ? this.#total - next + term
        : term - next + this.#total;
    this.#total = next;
  }

  value(): number {
    return this.#total + this.#lost;
  }
}

/** `Σ_k x[start + k · step]` for `count` terms: exactly, and of their magnitudes. */
function exactly(
  x: ArrayLike<number>,
  start = 0,
  step = 1,
  count: number = x.length,
): { sum: number; weight: number } {
  const total = new ExactSum();
  let weight = 0;
  for (let k = 0; k < count; k++) {
    const term = x[start + k * step];
    total.add(term);
    weight += Math.abs(term);
  }
  return { sum: total.value(), weight };
}

function largest(errors: Iterable<number>): number {
  let most = 0;
  for (const error of errors) most = error <= most ? most : error;
  return most;
}

function* differences(
  actual: ArrayLike<number>,
  exact: (i: number) => number,
  unit: (i: number) => number,
): Generator<number> {
  for (let i = 0; i < actual.length; i++) yield Math.abs(actual[i] - exact(i)) / unit(i);
}

/** Ten million terms each: how they are made from uniform numbers. */
export const series: Readonly<Record<string, (u: number, i: number) => number>> = {
  "uniform in [0, 1)": (u) => u,
  "signs alternating": (u, i) => (i % 2 === 0 ? u : -u),
  "1e8, then uniform": (u, i) => (i === 0 ? 1e8 : u),
  "0.1 each": () => 0.1,
  "1 / (u + 2^-10)": (u) => 1 / Math.fround(u + 2 ** -10),
  "10000 + uniform": (u) => 10_000 + u,
};

/** Errors of sums over Σ |terms|: of all ten million, and of the first million as ten rows and as ten columns. */
export function sumErrors(name: string): Readonly<Record<string, number>> {
  return scope(() => {
    const x = drawn([terms], series[name]);
    const values = x.view();
    const part = slice(x, 0, 0, million);
    const totals = {
      all: sum(x),
      rows: sum(reshape(part, [10, -1]), { dim: 1 }),
      columns: sum(reshape(part, [-1, 10]), { dim: 0 }),
    };
    const over = (actual: Tensor, step: number, next: number, count: number): number =>
      largest(
        Array.from(actual.view(), (value, i) => {
          const exact = exactly(values, i * next, step, count);
          return Math.abs(value - exact.sum) / exact.weight;
        }),
      );
    return {
      all: over(totals.all, 1, 0, terms),
      rows: over(totals.rows, 1, million / 10, million / 10),
      columns: over(totals.columns, 10, 1, million / 10),
    };
  });
}

/** Mean and variance of a million numbers, relative errors. */
function spreadErrors(center: number, width: number): readonly [number, number] {
  return scope(() => {
    const x = drawn([million], (u) => center + width * u);
    const values = x.view();
    const middle = exactly(values).sum / million;
    const square = exactly(Float64Array.from(values, (value) => (value - middle) ** 2)).sum;
    const exact = square / (million - 1);
    const [m, v] = [mean(x).view()[0], variance(x).view()[0]];
    return [Math.abs(m / middle - 1), Math.abs(v / exact - 1)];
  });
}

/** Largest absolute errors of a layer norm and an RMS norm, of rows of 1024 numbers. */
function normErrors(center: number, width: number): readonly [number, number] {
  return scope(() => {
    const [rows, columns] = [64, 1024];
    const x = drawn([rows, columns], (u) => center + width * u);
    const values = x.view();
    const eps = [1e-5, 2 ** -23];
    const exact = [0, 1].map(() => new Float64Array(rows * columns));
    for (let row = 0; row < rows; row++) {
      const own = Float64Array.from(values.subarray(row * columns, (row + 1) * columns));
      const middle = exactly(own).sum / columns;
      [middle, 0].forEach((shift, i) => {
        const square = exactly(own.map((value) => (value - shift) ** 2)).sum / columns;
        exact[i].set(
          own.map((value) => (value - shift) / Math.sqrt(square + eps[i])),
          row * columns,
        );
      });
    }
    const error = (y: Tensor, i: number): number =>
      largest(
        differences(
          y.view(),
          (at) => exact[i][at],
          () => 1,
        ),
      );
    return [error(layerNorm(x, [columns]), 0), error(rmsNorm(x, [columns]), 1)];
  });
}

/** Relative errors over a row of a million numbers in [-12, 12). */
function softmaxErrors(): readonly [number, number, number] {
  return scope(() => {
    const x = drawn([million], (u) => 24 * u - 12);
    const values = x.view();
    const total = exactly(Float64Array.from(values, Math.exp)).sum;
    const logTotal = Math.log(total);
    const share = (i: number): number => Math.exp(values[i]) / total;
    const logShare = (i: number): number => values[i] - logTotal;
    return [
      largest(differences(softmax(x, 0).view(), share, share)),
      largest(differences(logSoftmax(x, 0).view(), logShare, (i) => -logShare(i))),
      largest(
        differences(
          logsumexp(x, 0).view(),
          () => logTotal,
          () => logTotal,
        ),
      ),
    ];
  });
}

/** Running sums of a million uniform numbers, over the sum so far. */
function runningError(): number {
  return scope(() => {
    const x = drawn([million], (u) => u);
    const values = x.view();
    const running = new ExactSum();
    const exact = new Float64Array(million);
    for (let i = 0; i < million; i++) {
      running.add(values[i]);
      exact[i] = running.value();
    }
    const at = (i: number): number => exact[i];
    return largest(differences(cumsum(x, 0).view(), at, at));
  });
}

/** Products over an inner axis of 100 000, over |a| · |b|: eight rows, one row, one row with b transposed in memory. */
function productErrors(shift: number): readonly [number, number, number] {
  return scope(() => {
    const [rows, depth, columns] = [8, 100_000, 8];
    const a = drawn([rows, depth], (u) => u - shift);
    const b = drawn([depth, columns], (u) => u - shift);
    const [left, right] = [a.view(), b.view()];
    const exact = new Float64Array(rows * columns);
    const weight = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < depth; k++) {
          const term = left[i * depth + k] * right[k * columns + j];
          exact[i * columns + j] += term;
          weight[i * columns + j] += Math.abs(term);
        }
      }
    }
    const error = (y: Tensor): number =>
      largest(
        differences(
          y.view(),
          (at) => exact[at],
          (at) => weight[at],
        ),
      );
    const row = slice(a, 0, 0, 1);
    const turned = transpose(contiguous(transpose(b, 0, 1)), 0, 1);
    return [error(matmul(a, b)), error(matmul(row, b)), error(matmul(row, turned))];
  });
}

/** All that is measured beside the sums, by name. */
export function otherErrors(): Readonly<Record<string, number>> {
  const errors: Record<string, number> = { "cumsum, uniform": runningError() };
  for (const [center, width] of [
    [0, 1],
    [1000, 0.1],
    [1_000_000, 1],
  ]) {
    const of = `${center} + ${width} u`;
    [errors[`mean, ${of}`], errors[`variance, ${of}`]] = spreadErrors(center, width);
    [errors[`layer norm, ${of}`], errors[`RMS norm, ${of}`]] = normErrors(center, width);
  }
  const shares = softmaxErrors();
  [errors["softmax"], errors["log-softmax"], errors["logsumexp"]] = shares;
  for (const [shift, of] of [
    [0.5, "u - 1/2"],
    [0, "u"],
  ] as const) {
    const products = productErrors(shift);
    [errors[`matrix · matrix, ${of}`], errors[`row · matrix, ${of}`]] = products;
    errors[`row · matrix transposed, ${of}`] = products[2];
  }
  return errors;
}
