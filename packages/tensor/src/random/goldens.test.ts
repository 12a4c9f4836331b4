import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { NumpyGenerator } from "./numpy-generator.ts";
import { TorchGenerator } from "./torch-generator.ts";

// Cases that PyTorch and NumPy computed stand beside the repository; a clone alone does not have them.
const folder = fileURLToPath(
  new URL("../../../../../shared/goldens/cases/random/", import.meta.url),
);
const names = existsSync(folder) ? readdirSync(folder) : [];

interface Config {
  readonly seed: number;
  readonly order: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
}

interface Entry {
  readonly dtype?: string;
  readonly data_offsets?: [number, number];
  readonly config?: string;
}

function read(name: string): { config: Config; outputs: Record<string, number[]> } {
  const bytes = readFileSync(folder + name);
  const dataStart = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...entries }: Record<string, Entry> = JSON.parse(
    bytes.toString("utf8", 8, dataStart),
  );
  const outputs: Record<string, number[]> = {};
  for (const [key, { dtype, data_offsets: offsets }] of Object.entries(entries)) {
    if (offsets === undefined) continue;
    const data = new Uint8Array(bytes.subarray(dataStart + offsets[0], dataStart + offsets[1]));
    outputs[key.replace("out.", "")] =
      dtype === "I64"
        ? Array.from(new BigInt64Array(data.buffer), Number)
        : [...new Float32Array(data.buffer)];
  }
  return { config: JSON.parse(metadata?.config ?? "{}"), outputs };
}

function drawn(length: number, fill: (out: Float32Array) => void): number[] {
  const out = new Float32Array(length);
  fill(out);
  return [...out];
}

const torchCases = names.filter((name) => name.startsWith("torch_"));
it.skipIf(torchCases.length === 0)(
  "agrees with the torch cases (skipped where ../shared/goldens is absent)",
  () => {
    for (const name of torchCases) {
      const { config, outputs } = read(name);
      const generator = new TorchGenerator(config.seed);
      const steps: Record<string, (length: number) => number[]> = {
        rand: (length) => drawn(length, (out) => generator.fillUniform(out)),
        rand_after: (length) => drawn(length, (out) => generator.fillUniform(out)),
        randn: (length) => drawn(length, (out) => generator.fillNormal(out)),
        randn_short: (length) => drawn(length, (out) => generator.fillNormal(out)),
        randperm: (length) => [...generator.permutation(length)],
        randint: (length) => {
          const out = new Int32Array(length);
          generator.fillIntegers(out, 0, config.sizes["high"]);
          return [...out];
        },
      };
      for (const step of config.order) {
        const actual = steps[step](outputs[step].length);
        const worst = Math.max(...actual.map((value, i) => Math.abs(value - outputs[step][i])));
        // PyTorch's float32 log, sin and cos differ between processors.
        expect(worst, `${name} ${step}`).toBeLessThanOrEqual(step.startsWith("randn") ? 1e-6 : 0);
      }
    }
  },
);

const numpyCases = names.filter((name) => name.startsWith("numpy_"));
it.skipIf(numpyCases.length === 0)(
  "agrees with the numpy cases (skipped where ../shared/goldens is absent)",
  () => {
    for (const name of numpyCases) {
      const { config, outputs } = read(name);
      const generator = new NumpyGenerator(config.seed);
      const { rand, randn } = outputs;
      expect([...Float32Array.from(generator.rand(rand.length))]).toEqual(rand);
      expect([...Float32Array.from(generator.randn(randn.length))]).toEqual(randn);
    }
  },
);
