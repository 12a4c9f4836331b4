import { afterAll, expect, inject, it } from "vitest";
import { useDeterministicAlgorithms } from "./deterministic.ts";
import { digests } from "./testing/digests.ts";

afterAll(() => useDeterministicAlgorithms(false));

it("computes the same bits as Node", () => {
  useDeterministicAlgorithms(true);
  expect(digests()).toEqual(inject("digestsOfNode"));
});
