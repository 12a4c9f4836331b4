import { describe, expect, test } from "vitest";
import { constant, cosine, linear, noam, oneCycle, type Schedule } from "./schedules.ts";

const at = (schedule: Schedule, ...steps: number[]): number[] => steps.map(schedule);
// Both sides are float64 formulas; only the order of their operations differs.
const digits = 12;

/** Learning rates, each within half a unit of the last digit. */
function near(expected: readonly number[], precision = digits): unknown {
  return expected.map((rate): unknown => expect.closeTo(rate, precision));
}

describe("constant and linear", () => {
  test("constant is the same at every step", () => {
    expect(at(constant(3e-4), 0, 1, 1000)).toEqual([3e-4, 3e-4, 3e-4]);
  });

  test("linear goes from start to end and stays (torch LinearLR: 1/3 to 1 in 5)", () => {
    const schedule = linear({ start: 1 / 3, end: 1, steps: 5 });
    expect(at(schedule, 0, 1, 2, 3, 4, 5, 6)).toEqual(
      near([1 / 3, 7 / 15, 0.6, 11 / 15, 13 / 15, 1, 1]),
    );
  });

  test("they refuse what makes no schedule", () => {
    expect(() => constant(-1)).toThrow("learningRate is -1, it cannot be negative");
    expect(() => constant(NaN)).toThrow(RangeError);
    expect(() => linear({ start: 0, end: 1, steps: 0 })).toThrow(
      "steps is 0, give a positive integer",
    );
  });
});

describe("cosine", () => {
  test("falls along half a cosine (torch CosineAnnealingLR, T_max 4) and stays at the minimum", () => {
    const schedule = cosine({ peak: 1, steps: 4 });
    // Values printed by torch 2.13 with six decimals.
    expect(at(schedule, 0, 1, 2, 3, 4, 9)).toEqual(near([1, 0.853553, 0.5, 0.146447, 0, 0], 6));
  });

  test("warms up in a line first (nanoGPT's baby configuration)", () => {
    const schedule = cosine({ peak: 1e-3, minimum: 1e-4, warmupSteps: 100, steps: 2000 });
    expect(at(schedule, 0, 99, 100, 2000)).toEqual(near([1e-3 / 101, 1e-1 / 101, 1e-3, 1e-4]));
    expect(schedule(1050)).toBeCloseTo(1e-4 + 0.5 * 9e-4, digits);
  });

  test("refuses a warm-up that does not fit", () => {
    expect(() => cosine({ peak: 1, steps: 10, warmupSteps: 10 })).toThrow(
      "a warm-up of 10 steps does not fit into 10 steps",
    );
  });
});

describe("noam", () => {
  test("is the paper's formula; step 0 counts as 1", () => {
    // Values printed by torch 2.13 (LambdaLR) with six decimals.
    expect(at(noam({ dModel: 512, warmupSteps: 4 }), 0, 1, 2, 3, 4, 5, 6)).toEqual(
      near([0.005524, 0.005524, 0.011049, 0.016573, 0.022097, 0.019764, 0.018042], 6),
    );
  });

  test("peaks at the end of the warm-up", () => {
    const schedule = noam({ dModel: 512 });
    expect(schedule(4000)).toBeGreaterThan(schedule(3999));
    expect(schedule(4000)).toBeGreaterThan(schedule(4001));
    expect(schedule(4000)).toBeCloseTo(6.9877e-4, 7);
  });

  test("refuses sizes that are not positive", () => {
    expect(() => noam({ dModel: 0 })).toThrow("dModel is 0");
    expect(() => noam({ dModel: 8, warmupSteps: 0 })).toThrow("warmupSteps is 0");
  });
});

describe("oneCycle", () => {
  // All expected values printed by torch 2.13's OneCycleLR.
  test("with the defaults", () => {
    expect(at(oneCycle({ maxLearningRate: 1, totalSteps: 6 }), 0, 1, 2, 3, 4, 5)).toEqual(
      near([
        0.040000000000000036, 0.9944154354509117, 0.811745653949763, 0.46263710266697505,
        0.1334775301888306, 4e-6,
      ]),
    );
  });

  test("with other divisors and share", () => {
    const schedule = oneCycle({
      maxLearningRate: 1,
      totalSteps: 8,
      pctStart: 0.5,
      divFactor: 10,
      finalDivFactor: 100,
    });
    expect(at(schedule, 0, 1, 2, 3, 4, 5, 6, 7)).toEqual(
      near([0.1, 0.325, 0.775, 1, 0.8536998372026805, 0.5005, 0.14730016279731956, 0.001]),
    );
  });

  test("rising to the end", () => {
    const schedule = oneCycle({ maxLearningRate: 1, totalSteps: 5, pctStart: 1 });
    expect(at(schedule, 0, 1, 2, 3, 4)).toEqual(
      near([0.04, 0.1805887450304573, 0.52, 0.8594112549695427, 1]),
    );
  });

  test("a rise shorter than a step is left out", () => {
    const schedule = oneCycle({ maxLearningRate: 1, totalSteps: 10, pctStart: 0.1 });
    expect(schedule(0)).toBe(1);
    expect(schedule(9)).toBeCloseTo(4e-6, digits);
  });

  test("refuses a step past the last, and settings that make no cycle", () => {
    expect(() => oneCycle({ maxLearningRate: 1, totalSteps: 6 })(6)).toThrow(
      "step 6 is past the last one, 5",
    );
    expect(() => oneCycle({ maxLearningRate: 1, totalSteps: 2.5 })).toThrow("totalSteps is 2.5");
    expect(() => oneCycle({ maxLearningRate: 1, totalSteps: 6, pctStart: 30 })).toThrow(
      "pctStart is 30, give a number from 0 to 1",
    );
  });
});
