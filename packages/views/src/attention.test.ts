import { describe, expect, test } from "vitest";
import { attentionFrom, attentionOf, isMasked, rowOf, strongest } from "./attention.ts";
import { causal, trace } from "./testing/trace.ts";
import { headsOf, parseAttentionPath } from "./probes.ts";

describe("a head out of a trace", () => {
  test("takes the head's own part of the recording", () => {
    const cross = attentionOf(trace, { kind: "cross", layer: 0, head: 1 });
    expect([...cross.weights]).toEqual([0.125, 0.875, 0.75, 0.25, 0, 1]);
    expect(cross.columns).toBe(trace.source);
    expect(cross.masked).toBeUndefined();
  });

  test("in a decoder the row that was fed a token is the one that writes the next", () => {
    const { rows } = attentionOf(trace, { kind: "cross", layer: 0, head: 0 });
    expect(rows.map(({ token, after }) => [token.text, after?.text])).toEqual([
      ["carro", "<s>"],
      ["vermelh", "carro"],
      ["o", "vermelh"],
    ]);
  });

  test("a score of −∞ is a masked cell", () => {
    const own = attentionOf(trace, { kind: "decoder", layer: 0, head: 0 });
    expect(own).toEqual(causal);
    expect(isMasked(own, 0, 1)).toBe(true);
    expect(isMasked(own, 2, 1)).toBe(false);
  });

  test("says what is missing", () => {
    expect(() => attentionOf(trace, { kind: "encoder", layer: 3, head: 0 })).toThrow(
      "encoder layer 3",
    );
    expect(() => attentionOf(trace, { kind: "encoder", layer: 0, head: 2 })).toThrow(
      "a layer with 2 heads",
    );
  });

  test("lists every head: encoder, decoder, cross", () => {
    expect(headsOf(trace).map(({ kind, head }) => `${kind} ${head}`)).toEqual([
      "encoder 0",
      "encoder 1",
      "decoder 0",
      "decoder 1",
      "cross 0",
      "cross 1",
    ]);
  });
});

describe("attention from nested numbers", () => {
  test("takes words or tokens", () => {
    const attention = attentionFrom(
      [
        [1, 0],
        [0.25, 0.75],
      ],
      ["o", { text: "carro", language: "pt-BR" }],
      ["the", "car"],
    );
    expect(attention.rows[1]).toEqual({ token: { text: "carro", language: "pt-BR" } });
    expect([...rowOf(attention, 1)]).toEqual([0.25, 0.75]);
    expect(strongest(attention, 1)).toEqual([1, 0]);
  });

  test("refuses weights that do not fit the words", () => {
    expect(() => attentionFrom([[1, 0]], ["o", "carro"], ["the", "car"])).toThrow(
      "2 rows of 2 weights are needed",
    );
    expect(() => attentionFrom([[1], [1]], ["o", "carro"], ["the", "car"])).toThrow("of 1, 1");
  });
});

test.each([
  [
    "transformer.encoder.layers.1.self_attn.pattern",
    { kind: "encoder", layer: 1, name: "pattern" },
  ],
  [
    "transformer.decoder.layers.0.multihead_attn.scores",
    { kind: "cross", layer: 0, name: "scores" },
  ],
  ["layers.11.self_attn.query", { kind: "decoder", layer: 11, name: "query" }],
  ["transformer.encoder.layers.0.linear1", null],
])("%s", (path, expected) => {
  expect(parseAttentionPath(path)).toEqual(expected);
});
