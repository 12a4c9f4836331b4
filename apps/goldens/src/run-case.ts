import {
  add,
  createScope,
  type DeviceName,
  isTensor,
  mul,
  sum,
  type Tensor,
  tensor,
  withDevice,
} from "@clearhead/tensor";
import { type Agreement, compare, type Comparison, relative } from "./agreement.ts";
import { Arguments, Unsupported } from "./arguments.ts";
import type { Case, Stored } from "./cases.ts";
import { functions } from "./functions.ts";
import { modules } from "./modules.ts";
import { random } from "./random.ts";
import type { Row } from "./row.ts";
import { training } from "./training.ts";

const rows: Readonly<Record<string, Row>> = { ...functions, ...modules, ...training, ...random };

/** The comparison of one output or gradient. */
export interface Result extends Comparison {
  /** `out.NAME` or `grad.in.NAME` or `grad.param.NAME`. */
  readonly name: string;
}

/** Computes a case on a device and compares every output and gradient. Throws Unsupported when it cannot be computed. */
export async function runCase(given: Case, device: DeviceName): Promise<Result[]> {
  const row = Object.hasOwn(rows, given.op) ? rows[given.op] : undefined;
  if (row === undefined) throw new Unsupported(`${given.op} has no counterpart here`);
  using memory = createScope();
  const { actual, call } = memory.run(() => withDevice(device, () => compute(row, given)));
  try {
    const results: Result[] = [];
    for (const [name, expected] of expectations(given)) {
      const [part, ...rest] = name.split(".");
      const own = part === "out" ? row.agreement?.(rest.join("."), call) : undefined;
      const agreement = own ?? (part === "out" ? relative(1e-5) : relative(2e-5));
      results.push({ name, ...(await compareTensor(actual.get(name), expected, agreement)) });
    }
    const surplus = [...actual.keys()].find(
      (name) => name.startsWith("out.") && !given.outputs.has(name.slice(4)),
    );
    if (surplus !== undefined) throw new Error(`${surplus} is computed, but not in the case`);
    return results;
  } finally {
    call.module?.dispose();
  }
}

/** Everything that PyTorch computed: `out.NAME`, `grad.in.NAME`, `grad.param.NAME`. */
function expectations(given: Case): [name: string, expected: Stored][] {
  return [
    ...[...given.outputs].map(([name, stored]): [string, Stored] => [`out.${name}`, stored]),
    ...[...given.gradients].map(([name, stored]): [string, Stored] => [`grad.${name}`, stored]),
  ];
}

interface Computed {
  /** What was computed, by the names of the expectations; null is a gradient that nothing reached. */
  readonly actual: ReadonlyMap<string, Tensor | null>;
  readonly call: Arguments;
}

function compute(row: Row, given: Case): Computed {
  const inputs = toTensors(given.inputs);
  for (const [name, input] of inputs) {
    if (given.gradients.has(`in.${name}`)) input.requiresGrad = true;
  }
  const shapes = new Map([...given.outputs].map(([name, stored]) => [name, stored.shape]));
  const call = new Arguments(inputs, given.config, toTensors(given.parameters), shapes);
  const outputs = namedOutputs(row.run(call), given);
  call.checkAllRead();
  const actual = new Map<string, Tensor | null>(
    Object.entries(outputs).map(([name, output]) => [`out.${name}`, output]),
  );
  if (given.cotangents.size === 0) return { actual, call };
  lossOf(outputs, given).backward();
  for (const [name, input] of inputs) actual.set(`grad.in.${name}`, input.grad);
  for (const [name, parameter] of Object.entries(call.module?.stateDict() ?? {})) {
    actual.set(`grad.param.${name}`, parameter.grad);
  }
  return { actual, call };
}

/** A single result has the name of the case's only output. */
function namedOutputs(
  result: ReturnType<Row["run"]>,
  given: Case,
): Readonly<Record<string, Tensor>> {
  if (!isTensor(result)) return result;
  const [name, ...more] = given.outputs.keys();
  if (name === undefined || more.length > 0)
    throw new Error("the case has several outputs, one is computed");
  return { [name]: result };
}

/** `Σ output · cotangent` over all outputs that have one. */
function lossOf(outputs: Readonly<Record<string, Tensor>>, given: Case): Tensor {
  const parts = [...toTensors(given.cotangents)].map(([name, cotangent]) => {
    const output = outputs[name];
    if (output === undefined) throw new Error(`out.${name} is not computed`);
    return sum(mul(output, cotangent));
  });
  return parts.reduce((total, part) => add(total, part));
}

function toTensors(stored: ReadonlyMap<string, Stored>): Map<string, Tensor> {
  return new Map(
    [...stored].map(([name, { values, shape, dtype }]) => [name, tensor(values, { shape, dtype })]),
  );
}

async function compareTensor(
  actual: Tensor | null | undefined,
  expected: Stored,
  agreement: Agreement,
): Promise<Comparison> {
  if (!actual) return { error: Infinity, tolerance: 0, problem: "is not computed" };
  const { dtype, shape } = actual;
  return compare({ dtype, shape, values: await actual.data() }, expected, agreement);
}
