// Prints the figures of docs/numerics.md: `npm run accuracy`. It takes some minutes; `npm run accuracy -- exp log` measures only exp and log.
import { builds } from "../cpu/testing.ts";
import { otherErrors, series, sumErrors } from "./sums.ts";
import { evaluate, runner, sweep, worstAbsolute, worstUlp, type Worst } from "./sweep.ts";
import { torchErrors } from "./torch-errors.ts";
import { functions, slopes, type Truth } from "./truths.ts";

const names = process.argv.slice(2);
/** Numbers that are looked at together; the first lot of a sweep has neighbourhoods too. */
const lot = 2 ** 20;
const unary = builds.map((build) => runner(build, "unary", 2 * lot));

function larger(a: Worst, b: Worst): Worst {
  return b.error > a.error ? b : a;
}

function show({ error, at }: Worst): string {
  return error === 0 ? "0" : `${error.toPrecision(3)} at ${at.toPrecision(6)}`;
}

function print(title: string, cells: Readonly<Record<string, string>>): void {
  const texts = Object.entries(cells).map(([name, value]) => `${name} ${value}`);
  console.log(`${title.padEnd(30)} ${texts.join(" | ")}`);
}

function bitsOf(value: number): number {
  return new Uint32Array(new Float32Array([value]).buffer)[0];
}

/** One float32 of 64, and every one where the function bends. */
function* lots(bends: readonly [number, number] = [1, 1]): Generator<Float32Array> {
  for (let begin = 0; begin < 2 ** 32; begin += 64 * lot) yield sweep(64, begin, begin + 64 * lot);
  const [first, last] = bends.map(bitsOf);
  for (const sign of [0, 2 ** 31]) {
    for (let begin = sign + first; begin < sign + last; begin += lot) {
      yield sweep(1, begin, Math.min(sign + last, begin + lot));
    }
  }
}

/** The worst errors of a function in each build, and how many of its results differ between the builds. */
function measure({ opcode, exact, from = -Infinity, bends }: Truth): Record<string, string> {
  const worst = builds.map((): Worst => ({ error: 0, at: NaN }));
  let below: Worst = { error: 0, at: NaN };
  let [differing, count] = [0, 0];
  for (const x of lots(bends)) {
    const expected = evaluate(exact, x);
    const results = unary.map((run, i) => {
      const actual = run(opcode, x);
      worst[i] = larger(worst[i], worstUlp(x, actual, expected, from));
      below = larger(below, worstAbsolute(x, actual, expected, -Infinity, from));
      return actual;
    });
    const [first, last] = [results[0], results[results.length - 1]];
    for (let i = 0; i < x.length; i++) differing += Number(!Object.is(first[i], last[i]));
    count += x.length;
  }
  return {
    ...Object.fromEntries(builds.map((build, i) => [build, show(worst[i])])),
    ...(from > -Infinity && { [`below ${from}, absolute`]: show(below) }),
    "differ between builds": differing ? `${((100 * differing) / count).toPrecision(2)} %` : "0",
  };
}

console.log("Functions: worst error in ulp");
for (const truth of functions) {
  if (names.length === 0 || names.includes(truth.name)) print(truth.name, measure(truth));
}
if (names.length === 0) {
  console.log("\nGradients of functions: worst absolute error");
  const x = sweep(4096).filter((value) => Math.abs(value) < 20);
  for (const { name, opcode, exact } of slopes) {
    const expected = evaluate(exact, x);
    const errors = builds.map((build) => {
      const actual = runner(build, "binary", x.length)(opcode, x);
      return [build, show(worstAbsolute(x, actual, expected, -20, 20))];
    });
    print(name, Object.fromEntries(errors) as Record<string, string>);
  }
  console.log(`\nSums, ${builds.at(-1)} and PyTorch: worst error over Σ |terms|`);
  for (const name of Object.keys(series)) {
    const ours = sumErrors(name);
    const cells = Object.entries(ours).map(([layout, error]) => [
      layout,
      `${error.toExponential(1)} / ${torchErrors.sums[name][layout].toExponential(1)}`,
    ]);
    print(name, Object.fromEntries(cells) as Record<string, string>);
  }
  console.log(`\nOthers, ${builds.at(-1)} and PyTorch`);
  for (const [name, error] of Object.entries(otherErrors())) {
    const torch = torchErrors.other[name].toExponential(1);
    print(name, { ours: error.toExponential(1), PyTorch: torch });
  }
}
