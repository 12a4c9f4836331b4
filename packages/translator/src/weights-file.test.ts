import { readFile } from "node:fs/promises";
import { writeSafetensors } from "@clearhead/safetensors";
import { expect, test } from "vitest";
import { evaluate } from "../training/evaluate.ts";
import { paths } from "../training/paths.ts";
import { required, sha256, weightsModule, type Report } from "../training/report.ts";
import { WeightsError } from "./errors.ts";
import { loadTranslator } from "./load.ts";
import { saveTranslator } from "./weights-file.ts";

const shipped = await readFile(paths.weights);

test("the file, the module and the report are of one training, and small", async () => {
  const report = JSON.parse(await readFile(paths.report, "utf8")) as Report;
  expect(sha256(shipped)).toBe(report.sha256);
  expect(shipped.length).toBe(report.bytes);
  expect(shipped.length).toBeLessThanOrEqual(700_000);
  expect(await readFile(paths.module, "utf8")).toBe(weightsModule(shipped));
});

test("the shipped weights translate sentences that no training saw", async () => {
  const translator = loadTranslator();
  const { exact, total } = await evaluate(translator, "heldOut", 100);
  expect(exact / total).toBeGreaterThanOrEqual(required.heldOut);
  const hero = await evaluate(translator, "hero", 100);
  expect(hero.exact / hero.total).toBeGreaterThanOrEqual(required.hero);
});

test("what is saved is what was loaded, byte for byte", async () => {
  expect(Buffer.from(await saveTranslator(loadTranslator())).equals(shipped)).toBe(true);
});

test("damaged weights are refused, wherever they are cut", () => {
  for (let length = 0; length < shipped.length; length += 40_007) {
    expect(() => loadTranslator(shipped.subarray(0, length))).toThrow(WeightsError);
  }
});

test("one changed byte among the numbers is found", () => {
  for (let place = 100_000; place < shipped.length; place += 99_991) {
    const damaged = Uint8Array.from(shipped);
    damaged[place] ^= 1;
    expect(() => loadTranslator(damaged)).toThrow(
      "the translator's weights cannot be read: the weights are not those that were saved: some bytes have changed",
    );
  }
});

test("other files are refused with a reason", () => {
  expect(() => loadTranslator(writeSafetensors([]))).toThrow(
    "this safetensors file is not a translator: it has no vocabulary",
  );
  const future = writeSafetensors([], [["clearhead.translator", '{"version":2}']]);
  expect(() => loadTranslator(future)).toThrow("version 2, this package reads version 1");
  const empty = writeSafetensors([], [["clearhead.translator", '{"version":1}']]);
  expect(() => loadTranslator(empty)).toThrow(WeightsError);
});
