import { describe, expect, test } from "vitest";
import { wordsIn } from "./index.ts";
import { arithmeticOf, headName, placeLabel, type Naming } from "./places.ts";

const token = (text: string) => ({ text, language: "pt-BR" });
const naming: Naming = {
  language: "en",
  trace: {
    source: [{ text: "the" }, { text: "cat" }],
    target: [{ text: "<bos>", special: "start" }, token("o")],
    written: [token("o"), token("gato")],
    probes: {},
  },
  vocabulary: {
    source: [{ text: "<pad>", special: "padding" }, { text: "cat" }],
    target: [token("o"), token("gato")],
  },
};
const probe = (label: string, axes: string[], index: number[]) => ({
  label,
  operation: "linear",
  index,
  declaration: { axes, formula: "x W", meaning: { en: "help", pt: "ajuda" } },
});
const CROSS = "transformer.decoder.layers.1.multihead_attn";

test.each([
  [
    probe(`${CROSS}.scores`, ["batch", "heads", "queries", "keys"], [0, 2, 1, 1]),
    "score of “writing gato · after o” → “cat” · cross-attention, layer 2, head 3",
  ],
  [
    probe(`${CROSS}.key`, ["batch", "heads", "keys", "features"], [0, 0, 1, 15]),
    "key of “cat”, dimension 16 · cross-attention, layer 2, head 1",
  ],
  [
    probe(
      "transformer.decoder.layers.0.self_attn.value",
      ["batch", "heads", "keys", "features"],
      [0, 0, 0, 0],
    ),
    "value of “start”, dimension 1 · decoder, layer 1, head 1",
  ],
  [
    probe("transformer.encoder.layers.0.resid_post", ["batch", "positions", "features"], [0, 1, 3]),
    "stream leaving of “cat”, dimension 4 · encoder, layer 1",
  ],
  [
    probe("logits", ["batch", "positions", "vocabulary"], [0, 1, 1]),
    "logit of “writing gato · after o”, for “gato”",
  ],
  [
    { label: "src_embed.weight", operation: "given", index: [1, 7], declaration: undefined },
    "embedding of “cat”, dimension 8",
  ],
  [
    { label: `${CROSS}.in_proj_weight`, operation: "given", index: [9, 3], declaration: undefined },
    "weight multihead_attn.in_proj_weight [10, 4] · decoder, layer 2",
  ],
  [{ label: undefined, operation: "given", index: [0], declaration: undefined }, "input"],
])("%j is called %s", (place, label) => {
  expect(placeLabel(place, naming)).toBe(label);
});

describe("in Portuguese", () => {
  test("a number", () => {
    const place = probe(`${CROSS}.query`, ["batch", "heads", "queries", "features"], [0, 0, 1, 0]);
    expect(placeLabel(place, { ...naming, language: "pt-BR" })).toBe(
      "consulta de “escreve gato · após o”, dimensão 1 · atenção cruzada, camada 2, cabeça 1",
    );
  });
  test("a head", () => {
    expect(headName({ kind: "encoder", layer: 0, head: 3 }, wordsIn("pt-BR"))).toBe(
      "codificador, camada 1, cabeça 4",
    );
  });
});

test("a weight says that training set it, an embedding whose it is", () => {
  const given = (label: string, index: number[]) =>
    arithmeticOf(
      {
        place: { label, operation: "given", index, declaration: undefined },
        formula: "",
        value: 1,
        term: null,
        operands: [],
        remainder: 0,
      },
      naming,
    ).given;
  expect(given("out.bias", [3])).toBe(
    "A weight of the model: training set it, nothing computes it.",
  );
  expect(given("tgt_embed.weight", [1, 0])).toContain(
    "The token “gato”, number 1 of the vocabulary.",
  );
});

test("both languages say the same things", () => {
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  expect(shape(wordsIn("pt-BR"))).toEqual(shape(wordsIn("en")));
});
