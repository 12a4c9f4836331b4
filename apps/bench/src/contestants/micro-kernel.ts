import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deviceInfo } from "@clearhead/tensor";
import { timed, type Contestant, type Prepared } from "../contestant.ts";

/** Tiles of 6 × 8, as deep as a block of a product is, so that both panels stay in the first cache. */
const [rows, columns, steps] = [6, 8, 256];
const [rowsAt, columnsAt, outAt] = [0, 8192, 16_384];

type Repeat = (rows: number, columns: number, steps: number, out: number, count: number) => void;

/** Compiled now from the kernels' sources, so that nobody who installs the package carries it. */
function compile(): Repeat {
  const folder = dirname(createRequire(import.meta.url).resolve("@clearhead/tensor/package.json"));
  const features = deviceInfo().cpu.includes("relaxed-simd") ? "simd,relaxed-simd" : "simd";
  const { stdout, stderr, status } = spawnSync(process.execPath, [
    join(folder, "scripts", "micro-kernel.mjs"),
    features,
  ]);
  if (status !== 0) throw new Error(`the micro-kernel does not compile: ${stderr.toString()}`);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const module = new WebAssembly.Module(stdout);
  return new WebAssembly.Instance(module, { env: { memory, scratch: 0 } }).exports[
    "repeat"
  ] as Repeat;
}

/**
 * The innermost loop of our products and nothing else, on operands that are packed already: the most that they can reach. A
 * control, which computes tiles for as many multiplications as the case has.
 */
export function microKernel(): Contestant {
  const repeat = compile();
  return {
    name: "micro-kernel",
    threads: 1,
    prepare(task): Promise<Prepared | string> {
      if (task.kind !== "matmul") return Promise.resolve("multiplies tiles only");
      const wanted = (task.batch * task.m * task.k * task.n) / (rows * columns * steps);
      const tiles = Math.max(1, Math.round(wanted));
      return Promise.resolve({
        async time(count) {
          const run = (): void => repeat(rowsAt, columnsAt, steps, outAt, tiles);
          return (await timed(count, run)) * (wanted / tiles);
        },
        result: () => Promise.resolve(null),
        dispose: () => undefined,
      });
    },
    close: () => undefined,
  };
}
