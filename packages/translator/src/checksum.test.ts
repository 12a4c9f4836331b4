import { expect, test } from "vitest";
import { checksum } from "./checksum.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("is FNV-1a: the test vectors of its authors", () => {
  expect(checksum([])).toBe("811c9dc5");
  expect(checksum([bytes("a")])).toBe("e40c292c");
  expect(checksum([bytes("foobar")])).toBe("bf9cf968");
});

test("is of all parts in their order", () => {
  expect(checksum([bytes("foo"), bytes("bar")])).toBe("bf9cf968");
  expect(checksum([bytes("bar"), bytes("foo")])).not.toBe("bf9cf968");
});
