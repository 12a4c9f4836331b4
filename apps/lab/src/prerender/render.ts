import { loadTranslator, type Translator } from "@clearhead/translator";
import { style } from "@clearhead/views";
import { render } from "svelte/server";
import Page from "../components/Page.svelte";
import { Engine } from "../engine/engine.ts";
import { HERO } from "../engine/examples.ts";
import type { First } from "../engine/messages.ts";
import { writeFirst } from "./first.ts";

/** What the build puts into the page: the first state as elements and as data, and the style sheet of its views. */
export interface Prerendered {
  readonly head: string;
  readonly body: string;
  readonly first: string;
  readonly style: string;
}

/** What a picture of the arrival needs: the patterns; queries and keys come from the worker. */
const SHOWN = /\.(pattern|scores)$/;

/** Translates the first sentence with the shipped model and renders the page as it arrives. */
export async function prerender(load: () => Translator = loadTranslator): Promise<Prerendered> {
  const first = await computeFirst(load);
  const { head, body } = render(Page, {
    props: {
      first,
      connect: () => {
        throw new Error("a prerendered page has no engine");
      },
    },
  });
  return { head, body, first: writeFirst(first), style };
}

/** The first run as the page will compute it again. */
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
