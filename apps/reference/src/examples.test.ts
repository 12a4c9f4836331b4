import { expect, test } from "vitest";
import { ready } from "./examples.ts";

const name = "square";

test("ready shows each expression that a result follows, beside or below it", () => {
  const source =
    "const x = tensor([3]);\nsquare(x); // → tensor([9.])\nx.shape;\n// → [\n// →   1 ]";
  expect(ready({ name, source })).toEqual({
    body:
      "const x = tensor([3]);\nshow(await (square(x))); // → tensor([9.])\n" +
      "show(await (x.shape));\n// → [\n// →   1 ]",
    expected: ["tensor([9.])", "[", "  1 ]"],
  });
});

test("ready shows what stands inside a block", () => {
  const source = "try {\n  f();\n} catch (error) {\n  error.code; // → shape\n}";
  expect(ready({ name, source }).expected).toEqual(["shape"]);
});

test("ready refuses an example that shows nothing, and a result that follows no expression", () => {
  const words = 'the example of square must show something, each "// →" after an expression';
  expect(() => ready({ name, source: "square(x);" })).toThrow(words);
  expect(() => ready({ name, source: "square(x); // 9" })).toThrow(words);
  expect(() => ready({ name, source: "const y = square(x); // → 9" })).toThrow(words);
});
