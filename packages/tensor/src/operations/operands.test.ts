import { describe, expect, it } from "vitest";
import * as index from "../index.ts";
import { allclose, equal, scope, TensorError, toDevice, zeros, type Tensor } from "../index.ts";
import { calls, withoutOperands, type Call } from "../testing/calls.ts";
import { draw } from "../testing/draw.ts";

/** What a call throws; it must. */
function thrownBy(fn: () => unknown): TensorError {
  try {
    fn();
  } catch (error) {
    expect(error).toBeInstanceOf(TensorError);
    return error as TensorError;
  }
  throw new Error("nothing was thrown");
}

const functions = Object.entries(calls);
/** Every function with each of its operands. */
const operands = functions.flatMap(([name, call]) =>
  call.operands.map((_, position): [string, number, Call] => [call.name ?? name, position, call]),
);

function runWith({ operands, run }: Call, position: number, wrong: unknown): TensorError {
  return scope(() => {
    const given: unknown[] = draw(operands, "cpu");
    given[position] = wrong;
    return thrownBy(() => run(...(given as Tensor[])));
  });
}

it("knows every function that this package exports", () => {
  const exported = Object.keys(index).sort();
  expect([...Object.keys(calls), ...Object.keys(withoutOperands)].sort()).toEqual(exported);
});

describe("takes what it asks for", () => {
  it.each(functions)("%s", (_, { operands, run }) => {
    scope(() => expect(() => run(...draw(operands, "cpu"))).not.toThrow());
  });
});

describe("names itself and a disposed operand", () => {
  it.each(operands)("%s, operand %i", (name, position, call) => {
    const gone = draw(call.operands, "cpu")[position];
    gone.dispose();
    const { code, message } = runWith(call, position, gone);
    expect(message).toMatch(
      new RegExp(`^${name}: the tensor of shape \\[.*\\] was (disposed|freed)`),
    );
    expect(code).toBe("disposed");
  });
});

describe("names itself and the two devices of its operands", () => {
  it.each(operands.filter(([, , call]) => call.operands.length > 1))(
    "%s, operand %i",
    (name, position, call) => {
      const elsewhere = draw(call.operands, "reference")[position];
      const { code, message } = runWith(call, position, elsewhere);
      expect(message).toMatch(new RegExp(`^${name}: operands on different devices \\(.*cpu.*\\)`));
      expect(message).toMatch(/move one with await toDevice\(x, "(cpu|reference)"\)$/);
      expect(code).toBe("device");
    },
  );
});

const wrongs: readonly [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  [
    "an array",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["an object", { shape: [2, 3] }],
  ["x", "x"],
  ["2", 2],
];

describe("names itself and what is no tensor", () => {
  it.each(operands)("%s, operand %i", (name, position, call) => {
    for (const [what, wrong] of wrongs) {
      if (wrong === 2 && call.numbers.includes(position)) continue;
      if ((wrong === undefined || wrong === null) && call.optional.includes(position)) continue;
      const { code, message } = runWith(call, position, wrong);
      expect(message).toBe(`${name}: expected a tensor, got ${what}; make one with tensor(…)`);
      expect(code).toBe("value");
    }
  });

  const missing = undefined as unknown as Tensor;
  it.each<[string, () => Promise<unknown>]>([
    ["toDevice", () => toDevice(missing, "cpu")],
    ["allclose", () => allclose(zeros([2]), missing)],
    ["equal", () => equal(missing, zeros([2]))],
  ])("%s, which waits", async (name, run) => {
    await expect(run()).rejects.toThrow(
      `${name}: expected a tensor, got undefined; make one with tensor(…)`,
    );
  });
});
