import { expect, it } from "vitest";
import { alibi, alibiSlopes } from "./alibi.ts";

it("halves the slopes from head to head, and fills up other numbers of heads", () => {
  expect(alibiSlopes(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((head) => 2 ** -head));
  // Hugging Face's build_alibi_tensor: four slopes of four heads, then every second one of eight.
  expect(alibiSlopes(6)).toEqual([2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -1, 2 ** -3]);
  expect(alibiSlopes(1)).toEqual([2 ** -8]);
  expect(() => alibiSlopes(0)).toThrow("0 is not a number of heads");
});

it("takes distance off the scores, the queries being the last positions", async () => {
  expect(await alibi(1, 2, 3).array()).toEqual([
    [
      [-1 / 256, -0, -1 / 256],
      [-2 / 256, -1 / 256, -0],
    ],
  ]);
});
