import { loadTranslator, type Translator } from "@clearhead/translator";
import { Engine } from "../engine/engine.ts";
import { HERO } from "../engine/examples.ts";
import type { First } from "../engine/messages.ts";

/** What a picture of the arrival needs; queries and keys come from the worker. */
const SHOWN = /\.(pattern|scores)$/;

/** The first run, as the build leaves it in the page and the worker computes it again. */
export async function computeFirst(load: () => Translator = loadTranslator): Promise<First> {
  const engine = new Engine(load);
  const translated = await engine.answer({ type: "translate", text: HERO });
  const about = await engine.answer({ type: "about" });
  if (translated.type !== "translated" || about.type !== "about") {
    throw new Error(
      `the first sentence was not translated: ${JSON.stringify([translated, about]).slice(0, 400)}`,
    );
  }
  const { run } = translated;
  const probes = Object.fromEntries(
    Object.entries(run.trace.probes).filter(([path]) => SHOWN.test(path)),
  );
  return { run: { ...run, trace: { ...run.trace, probes } }, bytes: about.about.bytes };
}
