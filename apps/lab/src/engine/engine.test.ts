import { loadTranslator } from "@clearhead/translator";
import { headsOf } from "@clearhead/views";
import { describe, expect, test } from "vitest";
import { select } from "../state/selection.ts";
import { initialView } from "../state/view.ts";
import { Engine } from "./engine.ts";
import { examples, HERO, swapsOf } from "./examples.ts";
import type { Run } from "./messages.ts";
import { transferables } from "./transfer.ts";

const engine = new Engine(() => loadTranslator());

async function translate(text: string): Promise<Run> {
  const answer = await engine.answer({ type: "translate", text });
  if (answer.type !== "translated") throw new Error(JSON.stringify(answer));
  return answer.run;
}

describe("a translation", () => {
  test("comes with every head, and probabilities that sum to 1", async () => {
    const run = await translate(HERO);
    expect(run.translation).toBe("o animal não atravessou a rua porque ele estava cansado demais");
    expect(headsOf(run.trace)).toHaveLength(24);
    expect(run.trace.target).toHaveLength(run.steps.length);
    for (const { candidates, rest, written } of run.steps) {
      expect(candidates[0]?.token).toEqual(written);
      const sum = candidates.reduce(
        (total, { probability }) => total + probability,
        rest.probability,
      );
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  test("opens at the pronoun, with the head that knows what it means", async () => {
    const run = await translate(HERO);
    const { step, head, attention, row } = select(initialView, run);
    expect(run.steps[step]?.written.text).toBe("ele");
    expect(head.kind).toBe("cross");
    const weights = attention.weights.subarray(
      row * attention.columns.length,
      (row + 1) * attention.columns.length,
    );
    expect(attention.columns[weights.indexOf(Math.max(...weights))]?.text).toBe("animal");
  });

  test("a view that does not fit the sentence falls back to what the sentence decides", async () => {
    const run = await translate("the red car");
    const { step, answer, head } = select(
      { ...initialView, step: 90, answer: 90, head: { kind: "cross", layer: 7, head: 0 } },
      run,
    );
    expect(step).toBeLessThan(run.steps.length);
    expect(answer).toBeNull();
    expect(head.layer).toBeLessThan(2);
  });

  test("its arrays can be moved to the page", async () => {
    const answer = await engine.answer({ type: "translate", text: "the red car" });
    const buffers = transferables(answer);
    expect(buffers.length).toBeGreaterThan(20);
    const moved = structuredClone(answer, { transfer: buffers });
    expect(moved.type).toBe("translated");
    expect(buffers.every(({ byteLength }) => byteLength === 0)).toBe(true);
  });
});

test("every example is translated, with each of its words", async () => {
  const texts = new Set(
    examples.flatMap((text) => [
      text,
      ...swapsOf(text).flatMap(({ choices }) => choices.map((choice) => choice.text)),
    ]),
  );
  const translations: Record<string, string> = {};
  for (const text of texts) {
    // oxlint-disable-next-line no-await-in-loop -- one engine, one sentence at a time
    translations[text] = (await translate(text)).translation;
  }
  // Written by hand, not taken from the model.
  expect(translations).toEqual({
    [HERO]: "o animal não atravessou a rua porque ele estava cansado demais",
    "the animal did not cross the street because it was too wide":
      "o animal não atravessou a rua porque ela era larga demais",
    "the red car": "o carro vermelho",
    "the red house": "a casa vermelha",
    "the hat did not fit in the box because it was too big":
      "o chapéu não coube na caixa porque ele era grande demais",
    "the hat did not fit in the box because it was too small":
      "o chapéu não coube na caixa porque ela era pequena demais",
    "she plays the guitar": "ela toca violão",
    "she plays football": "ela joga futebol",
    "my mother is a doctor": "minha mãe é médica",
    "my father is a doctor": "meu pai é médico",
    "the boy gave the dog three cakes": "o menino deu três bolos para o cachorro",
    "the girl gave the dog three cakes": "a menina deu três bolos para o cachorro",
    "the owl did not leave the park because it was too lazy":
      "a coruja não saiu do parque porque ela era preguiçosa demais",
    "the owl did not leave the beach because it was too lazy":
      "a coruja não saiu da praia porque ela era preguiçosa demais",
    "the owl did not leave the park because it was too crowded":
      "a coruja não saiu do parque porque ele estava lotado demais",
    "nobody saw the white cat": "ninguém viu o gato branco",
    "nobody saw the white cow": "ninguém viu a vaca branca",
    "there are three books on the table": "há três livros na mesa",
    "there are ten books on the table": "há dez livros na mesa",
    "did the girl know the prince?": "a menina conhecia o príncipe?",
    "did the boy know the prince?": "o menino conhecia o príncipe?",
    "did the girl know the city?": "a menina conhecia a cidade?",
    "he never eats fish": "ele nunca come peixe",
    "attention is all you need": "atenção é tudo de que você precisa",
  });
});

describe("what cannot be done is an answer too", () => {
  test("an empty text", async () => {
    expect(await engine.answer({ type: "translate", text: " \n" })).toEqual({
      type: "refused",
      refusal: { reason: "empty" },
    });
  });
  test("a text that is too long", async () => {
    const answer = await engine.answer({ type: "translate", text: "the red car ".repeat(4000) });
    expect(answer).toEqual({
      type: "refused",
      refusal: { reason: "long", words: 12_000, limit: 32 },
    });
  });
  test("an unknown word comes with the known words near it", async () => {
    const answer = await engine.answer({ type: "translate", text: "the red hause" });
    expect(answer).toMatchObject({
      refusal: {
        reason: "unknown",
        words: [{ word: "hause", nearest: expect.arrayContaining(["house"]) as unknown }],
      },
    });
  });
  test("an address that leads nowhere", async () => {
    const answer = await engine.answer({
      type: "explain",
      text: HERO,
      address: { path: "nowhere", index: [0], follow: [] },
    });
    expect(answer).toMatchObject({
      type: "failed",
      message: expect.stringContaining('"nowhere" was not recorded') as unknown,
    });
  });
  test("weights that cannot be read", async () => {
    const broken = new Engine(() => loadTranslator(new Uint8Array(100)));
    expect(await broken.answer({ type: "about" })).toMatchObject({
      type: "failed",
      message: expect.stringContaining("weights cannot be read") as unknown,
    });
  });
});

test("a number is explained though another sentence was translated meanwhile", async () => {
  await translate("the red car");
  const answer = await engine.answer({
    type: "explain",
    text: HERO,
    address: { path: "probabilities", index: [0, 9, 3], follow: [0] },
  });
  if (answer.type !== "explained") throw new Error(JSON.stringify(answer));
  expect(answer.chain.map(({ place }) => place.label)).toEqual(["probabilities", "logits"]);
});

test("about: the size of the file and every token", async () => {
  const answer = await engine.answer({ type: "about" });
  if (answer.type !== "about") throw new Error(JSON.stringify(answer));
  expect(answer.about.bytes).toBeLessThan(700_000);
  expect(answer.about.target[1]).toEqual({ text: "<bos>", special: "start" });
  expect(answer.about.source.some(({ text }) => text === "animal")).toBe(true);
});
