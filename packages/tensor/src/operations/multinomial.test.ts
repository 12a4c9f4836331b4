import { describe, expect, it } from "vitest";
import {
  checkpoint,
  createGenerator,
  exp,
  explain,
  gather,
  manualSeed,
  memory,
  randint,
  softmax,
  sum,
  tensor,
  trace,
  withDevice,
  zeros,
  type Tensor,
} from "../index.ts";
import { multinomial } from "./multinomial.ts";

const weights = (): Tensor =>
  tensor([
    [0.1, 0.2, 0.3, 0.4],
    [0, 1, 2, 5],
  ]);

describe("multinomial", () => {
  it.each(["cpu", "reference"] as const)("draws torch's positions on %s", (device) => {
    withDevice(device, () => {
      const x = weights();
      const generator = createGenerator(0);
      // torch 2.13: manual_seed(0), then these three and randint(0, 1000, (1,)) one after another
      const results = [
        multinomial(x, 1, { generator }),
        multinomial(x, 3, { generator }),
        multinomial(x, 6, { replacement: true, generator }),
      ];
      expect(results.map((y) => [...y.view()])).toEqual([
        [2, 3],
        [3, 1, 2, 3, 2, 1],
        [2, 1, 3, 3, 1, 3, 1, 3, 2, 3, 3, 3],
      ]);
      expect(results[0].dtype).toBe("int32");
      expect(randint(0, 1000, [1], { generator }).view()[0]).toBe(503);
    });
  });

  it("takes from the default stream", () => {
    const [draw] = [0, 1].map(() => {
      manualSeed(3);
      return [...multinomial(weights(), 2).view()];
    });
    manualSeed(3);
    expect([...multinomial(weights(), 2).view()]).toEqual(draw);
  });

  it("never draws a weight of 0, and draws the others as often as they weigh", () => {
    const generator = createGenerator(1);
    const counts = [0, 0, 0, 0];
    const drawn = multinomial(tensor([0, 1, 3, 0]), 4000, { replacement: true, generator });
    for (const at of drawn.view()) counts[at]++;
    expect([counts[0], counts[3]]).toEqual([0, 0]);
    // Four standard deviations, √(4000 · ¾ · ¼) ≈ 27 each.
    expect(Math.abs(counts[2] - 3000)).toBeLessThan(110);
  });

  it("keeps the axes before the last", () => {
    expect(multinomial(zeros([0, 3]), 2, { replacement: true }).shape).toEqual([0, 2]);
    const x = softmax(zeros([2, 3, 4]), -1);
    expect(multinomial(x, 2).shape).toEqual([2, 3, 2]);
    expect(multinomial(x, 2, { replacement: true }).shape).toEqual([2, 3, 2]);
  });

  it("leaves nothing behind but the positions", () => {
    const x = weights();
    x.requiresGrad = true;
    const before = memory().tensors;
    const y = multinomial(x, 2);
    const z = multinomial(x, 2, { replacement: true });
    expect([y.requiresGrad, z.requiresGrad]).toEqual([false, false]);
    expect(memory().tensors).toBe(before + 2);
  });

  it("is explained by what was compared", () => {
    const x = tensor([0.5, 0.5]);
    x.label = "pattern";
    const y = trace(() => multinomial(x, 1, { generator: createGenerator(2) }));
    const [score] = explain(y, [0]).reads;
    const labels = explain(score.tensor, score.index).reads.map(({ label }) => label);
    expect(labels).toEqual(["pattern", "noise"]);
  });

  it("draws the same when a checkpoint runs again", () => {
    const generator = createGenerator(4);
    const drawn: number[][] = [];
    const x = zeros([2, 20], { requiresGrad: true });
    const y = checkpoint((a) => {
      const ids = multinomial(softmax(a, -1), 3, { generator });
      drawn.push([...ids.view()]);
      return exp(gather(a, 1, ids));
    }, x);
    sum(y).backward();
    expect(drawn.length).toBe(2);
    expect(drawn[1]).toEqual(drawn[0]);
  });

  it("says what is wrong", () => {
    const refused: readonly [() => Tensor, string][] = [
      [
        () => multinomial(tensor([1, 2], { dtype: "int32" }), 1),
        "the weights are int32, give float32",
      ],
      [() => multinomial(tensor(1), 1), "a 0-d tensor has no axis to draw from"],
      [() => multinomial(weights(), 0), "numSamples 0 must be a whole number of at least 1"],
      [
        () => multinomial(weights(), 4),
        "row 1 of [2, 4] has 3 weights above 0, and 4 to draw; { replacement: true } may draw one again",
      ],
      [() => multinomial(zeros([2]), 1), "row 0 of [2] has 0 weights above 0, and 1 to draw"],
      [
        () => multinomial(tensor([[1, 1, -1]]), 1),
        "weight -1 at position 2 of row 0 must be finite and not below 0",
      ],
      [
        () => multinomial(tensor([1, NaN]), 1),
        "weight NaN at position 1 of row 0 must be finite and not below 0",
      ],
    ];
    for (const [wrong, message] of refused) expect(wrong).toThrow(`multinomial: ${message}`);
  });
});
