import { call } from "./cpu/call.ts";
import * as kernels from "./cpu/kernels.ts";
import { binaryAdd } from "./cpu/opcode.ts";
import { operand } from "./cpu/operand.ts";
import type { Operation } from "./operation.ts";

/**
 * `y = a + b` for gradients that meet at one value: equal shapes, so its own gradient needs no other operation, and
 * the engine that walks the graph can use it.
 */
export const accumulation: Operation<object> = {
  name: "accumulate",
  formula: "y = a + b",
  outputs: ([a]) => [a],
  meaning: {
    kind: "definition",
    define:
      (m, [a, b]) =>
      (index) =>
        m.plus(a(index), b(index)),
  },
  gradient: ({ gradient }) => [gradient, gradient],
  saves: {},
  cpu: ([a, b], [y]) => call(kernels.binary, [operand(y), operand(a), operand(b)], [binaryAdd]),
};
