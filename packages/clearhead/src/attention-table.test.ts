import { expect, test } from "vitest";
import { attentionTable, clearestHead, type HeadAttention } from "./attention-table.ts";

const sharp: HeadAttention = {
  layer: 2,
  head: 3,
  pattern: [
    [0.96, 0.04, 0],
    [0, 0.004, 0.996],
    [0.1, 0.9, 0],
  ],
};
const vague: HeadAttention = { layer: 1, head: 1, pattern: [[0.4, 0.3, 0.3]] };

test("the table says layer and head; each row names what it writes and what it was fed", () => {
  expect(attentionTable(sharp, ["the", "red", "car"], ["o", "carro", "vermelh"])).toBe(
    [
      "Cross-attention, layer 2, head 3: where each written token looks, in percent",
      "                               the  red  car",
      "writing o                       96    4    ·",
      "writing carro · after o          ·    ·  100",
      "writing vermelh · after carro   10   90    ·",
    ].join("\n"),
  );
});

test("the clearest head has the largest row maxima", () => {
  expect(clearestHead([vague, sharp])).toBe(sharp);
  expect(clearestHead([sharp, vague])).toBe(sharp);
  expect(() => clearestHead([])).toThrow("there are no heads");
});
