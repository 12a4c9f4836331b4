import { describe, expect, it } from "vitest";
import {
  createGenerator,
  crossEntropy,
  explain,
  logSoftmax,
  nllLoss,
  ones,
  profile,
  randn,
  reshape,
  slice,
  tensor,
  trace,
  withDevice,
  type Reduction,
  type Tensor,
} from "../index.ts";
import { distanceToParts } from "../testing/composed.ts";
import { layouts } from "../testing/draw.ts";

const shapes: readonly (readonly [number, number])[] = [
  [1, 1],
  [5, 3],
  [9, 65],
  [3, 1030],
];

/** The losses are computed twice: in one kernel, and from log-probabilities. */
const parts =
  (target: Tensor, reduction: Reduction, ignoreIndex: number) =>
  (logits: Tensor): Tensor =>
    nllLoss(logSoftmax(logits, 1), target, { reduction, ignoreIndex });

describe.each<Reduction>(["mean", "sum", "none"])("cross-entropy of ids, %s", (reduction) => {
  it.each(shapes)("%i rows of %i classes are what the parts give, from any strides", (rows, n) => {
    const generator = createGenerator(2);
    const logits = randn([rows, n], { generator });
    const ids = Array.from({ length: rows }, (_, row) => (row % 4 === 2 ? -1 : (row * 7) % n));
    const pairs = tensor(
      ids.map((id) => [id, 0]),
      { dtype: "int32" },
    );
    const target = reshape(slice(pairs, 1, 0, 1), [rows]); // every other element
    for (const change of Object.values(layouts)) {
      const distance = distanceToParts(
        (x) => crossEntropy(x, target, { reduction, ignoreIndex: -1 }),
        parts(target, reduction, -1),
        [change(logits)],
      );
      // Sums of up to a thousand exponentials, once divided and once subtracted as a logarithm.
      expect(distance).toBeLessThan(2e-6);
    }
  });
});

describe("cross-entropy", () => {
  const logits = (): Tensor => ones([2, 3], { requiresGrad: true });
  const target = (): Tensor => tensor([0, 2], { dtype: "int32" });

  it("does not overflow, and lets NaN through", () => {
    const x = tensor([
      [1e4, -1e4, 0],
      [NaN, 0, 0],
      [-Infinity, 0, 0],
    ]);
    const ids = tensor([0, 1, 0], { dtype: "int32" });
    const losses = [...crossEntropy(x, ids, { reduction: "none" }).view()];
    expect(losses).toEqual([0, NaN, Infinity]);
  });

  it("is one kernel forwards and one backwards", () => {
    const told = profile(() => crossEntropy(logits(), target()).backward());
    const calls = told.operations.filter(({ operation }) => operation.startsWith("cross_entropy"));
    expect(calls.map(({ operation, pass }) => `${pass} ${operation}`).sort()).toEqual([
      "backward cross_entropy gradient",
      "forward cross_entropy",
    ]);
  });

  it("is explained by its parts, and computed by them on another device", () => {
    const loss = trace(() => crossEntropy(logits(), target()));
    expect(explain(loss, []).operation).toBe("div");
    const exact = withDevice("reference", () => crossEntropy(logits(), target()));
    // ln 3 in float32, whose numbers near 1 are 6e-8 apart.
    expect(loss.view()[0]).toBeCloseTo(exact.view()[0], 6);
  });
});
