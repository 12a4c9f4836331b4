import { handWrittenPairs, typedPhrases } from "@clearhead/tasks";
import { wordTokenizer } from "@clearhead/tokenizer";
import { generate, inference, memory, observe, softmax } from "@clearhead/transformer";
import { expect, test } from "vitest";
import { TranslationError } from "./errors.ts";
import { loadTranslator } from "./load.ts";
import { Translator } from "./translator.ts";

const translator = loadTranslator();

/** What the translator says when it refuses a sentence. */
async function refusal(sentence: string): Promise<TranslationError> {
  const error: unknown = await translator.translate(sentence).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TranslationError);
  return error as TranslationError;
}

test.each([
  ["the red car", "o carro vermelho"],
  ["the red house", "a casa vermelha"],
  [
    "the animal did not cross the street because it was too tired",
    "o animal não atravessou a rua porque ele estava cansado demais",
  ],
  [
    "the animal did not cross the street because it was too wide",
    "o animal não atravessou a rua porque ela era larga demais",
  ],
  ["The animal didn't cross the street because it was too tired.", undefined],
])("%s", async (english, portuguese) => {
  const { text, isFinished } = await translator.translate(english);
  expect(text).toBe(portuguese ?? "o animal não atravessou a rua porque ele estava cansado demais");
  expect(isFinished).toBe(true);
});

test.each(typedPhrases)(
  "a visitor types: $english",
  async ({ english, portuguese }: (typeof typedPhrases)[number]) => {
    const answer = await translator
      .translate(english)
      .then(({ text }) => text)
      .catch((error: unknown) => (error instanceof TranslationError ? undefined : error));
    expect(answer).toBe(portuguese);
  },
);

test("translates what people wrote without the grammar's generator", async () => {
  const { model, target, startId, endId } = translator;
  const source = handWrittenPairs.map(({ english }) => translator.read(english).ids);
  const { ids } = await generate(model, source, { startId, endId });
  const mistakes = handWrittenPairs
    .map(({ portuguese }, row) => ({ given: target.decode(ids[row]), portuguese }))
    .filter(({ given, portuguese }) => given !== portuguese);
  // One of about two hundred is known to be wrong: whose bags the boys carry (delas for deles).
  expect(mistakes.map(({ portuguese }) => portuguese)).toEqual([
    "os meninos estão carregando as bolsas deles",
  ]);
});

test("tells how each token was written, and what else it could have been", async () => {
  const { source, target, words, steps, text } = await translator.translate("the red house.", {
    alternatives: 3,
  });
  expect(source.tokens).toEqual(["the", "red", "house"]);
  expect(target.tokens).toEqual(["a", "casa", "vermelh", "·a"]);
  expect(target.ids.map((id) => translator.target.idToToken(id))).toEqual(target.tokens);
  expect(words).toEqual([
    { text: "a", start: 0, end: 1 },
    { text: "casa", start: 1, end: 2 },
    { text: "vermelha", start: 2, end: 4 },
  ]);
  expect(text).toBe("a casa vermelha");
  expect(steps.map(({ token }) => token)).toEqual([...target.tokens, "<eos>"]);
  for (const { id, probability, alternatives } of steps) {
    expect(alternatives).toHaveLength(3);
    expect(alternatives[0]).toMatchObject({ id, probability });
    expect(alternatives[1].probability).toBeLessThanOrEqual(probability);
    expect(alternatives.reduce((sum, one) => sum + one.probability, 0)).toBeLessThan(1.000001);
  }
});

test("replays a translation at once: the same probabilities, row by row", async () => {
  const translation = await translator.translate("the red house");
  const logits = inference(translator.model, () => translator.replay(translation));
  const { steps, target } = translation;
  expect(logits.shape).toEqual([1, steps.length, translator.target.size]);
  const probabilities = await softmax(logits, -1).data();
  steps.forEach(({ id, probability }, row) => {
    // float32, and sums of another order.
    expect(probabilities[row * translator.target.size + id]).toBeCloseTo(probability, 5);
  });
  expect(translator.fed(translation)).toEqual(["<bos>", ...target.tokens]);
});

test("can be watched while it computes, and leaves nothing behind", async () => {
  const patterns: string[] = [];
  const before = memory();
  await translator.translate("the red car", {
    within: (compute) =>
      observe(
        translator.model,
        ({ path }) => {
          if (path.endsWith("multihead_attn.pattern")) patterns.push(path);
        },
        compute,
      ),
  });
  expect(new Set(patterns)).toEqual(
    new Set([0, 1].map((layer) => `transformer.decoder.layers.${layer}.multihead_attn.pattern`)),
  );
  expect(memory()).toMatchObject({ bytes: before.bytes, tensors: before.tensors });
});

test("refuses unknown words, each with the nearest known ones", async () => {
  const error = await refusal("the anmial eats a blorptang");
  expect(error.reason).toBe("unknown words");
  expect(error.unknown.map(({ text, start, end }) => [text, start, end])).toEqual([
    ["anmial", 4, 10],
    ["blorptang", 18, 27],
  ]);
  expect(error.unknown[0].nearest[0]).toBe("animal");
  expect(error.message).toMatch(
    /^the translator does not know “anmial” \(did you mean animal.*\), “blorptang”/,
  );
});

test("refuses special tokens, and cuts what it repeats of a long word", async () => {
  expect((await refusal("<bos> the cat")).reason).toBe("unknown words");
  expect((await refusal("x".repeat(10_000))).message).toContain(`“${"x".repeat(20)}…”`);
  expect((await refusal("b c d f g h j k")).message).toContain("and 3 more");
});

test("refuses what is empty or too long", async () => {
  for (const text of ["", "  \n", ".", "!…"]) {
    expect(await refusal(text)).toMatchObject({ reason: "empty", length: 0 });
  }
  const long = "the cat ".repeat(20);
  expect(await refusal(long)).toMatchObject({ reason: "too long", length: 40, limit: 32 });
  expect((await refusal(long)).message).toBe(
    "the sentence has 40 words, the translator takes at most 32: shorten it",
  );
});

test("wants tokenizers with all special tokens", () => {
  const { shape, source, target } = translator;
  const bare = wordTokenizer({ specials: { padding: "<pad>" }, vocabulary: ["the"] });
  const none = wordTokenizer({ vocabulary: ["the"] });
  const noPadding = "this tokenizer has no special token for padding";
  expect(() => new Translator({ shape, source: none, target })).toThrow(noPadding);
  expect(() => new Translator({ shape, source, target: none })).toThrow(noPadding);
  expect(() => new Translator({ shape, source, target: bare })).toThrow(
    "this tokenizer has no special token for start",
  );
});
