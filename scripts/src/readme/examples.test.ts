import { describe, expect, test } from "vitest";
import { extractExamples, extractQuotes, outputLines } from "./examples.ts";

const fence = "```";

describe("extractExamples", () => {
  test("takes what a module prints from its comments, in order", () => {
    const markdown = `# Title
${fence}ts
const x = 1;
console.log(x); // → 1
console.log("a\\n  b");
// → a
// →   b
${fence}`;
    expect(extractExamples(markdown)).toEqual([
      {
        kind: "module",
        source: 'const x = 1;\nconsole.log(x); // → 1\nconsole.log("a\\n  b");\n// → a\n// →   b',
        line: 2,
        expected: ["1", "a", "  b"],
      },
    ]);
  });

  test("takes what a module prints from the text block right after it", () => {
    const markdown = `${fence}ts\nconsole.log(1);\n${fence}\n\n${fence}text\n1\n${fence}`;
    expect(extractExamples(markdown)[0]?.expected).toEqual(["1"]);
  });

  test("a text block after a paragraph is no result", () => {
    const markdown = `${fence}ts\nf();\n${fence}\nThen:\n${fence}text\n1\n${fence}`;
    expect(extractExamples(markdown)[0]?.expected).toEqual([]);
  });

  test("runs a shell line that begins with a dollar, and no other", () => {
    const markdown = `${fence}sh\nnpm test\n${fence}\n${fence}sh\n$ clearhead --version\n${fence}\n${fence}text\n1.0.0\n${fence}`;
    expect(extractExamples(markdown)).toEqual([
      { kind: "command", source: "clearhead --version", line: 4, expected: ["1.0.0"] },
    ]);
  });

  test("leaves a block alone that shows Markdown", () => {
    const longer = `${fence}\``;
    const markdown = `${longer}markdown\n${fence}ts\nf();\n${fence}\n${longer}\n`;
    expect(extractExamples(markdown)).toEqual([]);
  });

  test("refuses two places for one result, and a block without an end", () => {
    const twice = `${fence}ts\nf(); // → 1\n${fence}\n${fence}text\n1\n${fence}`;
    expect(() => extractExamples(twice)).toThrow(
      "README.md:1: results stand in comments and in a text",
    );
    expect(() => extractExamples(`a\n${fence}ts\nf();`)).toThrow(
      "README.md:2: the block has no closing",
    );
    expect(() => extractExamples(`${fence}sh\n$ clearhead\n${fence}`)).toThrow(
      "a text block follows",
    );
  });
});

test("extractQuotes takes the blocks that name a file, part by part", () => {
  const markdown = `${fence}ts\nf();\n${fence}\n${fence}typescript src/a.ts\nf();\n\ng();\n${fence}`;
  expect(extractQuotes(markdown)).toEqual([{ path: "src/a.ts", parts: ["f();", "g();"], line: 4 }]);
});

test("outputLines drops trailing spaces and the last line's end", () => {
  expect(outputLines("a  \n\n b\n")).toEqual(["a", "", " b"]);
  expect(outputLines("")).toEqual([]);
});
