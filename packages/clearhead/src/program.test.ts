import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTranslator, saveTranslator } from "@clearhead/translator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitCodes, run } from "./program.ts";

const hero = "the animal did not cross the street because it was too tired";

/** Runs the command line; `input` is what is piped in, `undefined` a person who types. */
async function clearhead(
  words: string[],
  input?: string,
): Promise<{ code: number; output: string; errors: string }> {
  let output = "";
  let errors = "";
  const code = await run(words, {
    write: (text) => (output += text),
    writeError: (text) => (errors += text),
    readInput: () => Promise.resolve(input),
  });
  return { code, output, errors };
}

describe("translate", () => {
  test("prints the translation", async () => {
    expect(await clearhead(["translate", hero, "--no-blas"])).toEqual({
      code: exitCodes.done,
      output: "o animal não atravessou a rua porque ele estava cansado demais\n",
      errors: "",
    });
  });

  test("says who multiplies matrices, once, and beside the output", async () => {
    const { output, errors } = await clearhead(["translate"], "the red car\nhello\n");
    expect(output).toBe("o carro vermelho\nolá\n");
    expect(errors).toMatch(/^clearhead: matrix products (by|in) [^\n]+\n$/);
  });

  test("takes the sentence in one word or in several", async () => {
    const { output } = await clearhead(["translate", "The", "red", "car."]);
    expect(output).toBe("o carro vermelho\n");
  });

  test("reads a sentence from each line of the input", async () => {
    const { output } = await clearhead(["translate"], "the red car\n\n the red house \n");
    expect(output).toBe("o carro vermelho\na casa vermelha\n");
  });

  test("--attention prints where the clearest head looked, a row for each written token", async () => {
    const { code, output } = await clearhead(["translate", "--attention", "the red car"]);
    const [translation, empty, title, header, ...rows] = output.trimEnd().split("\n");
    expect(code).toBe(exitCodes.done);
    expect([translation, empty]).toEqual(["o carro vermelho", ""]);
    expect(title).toMatch(/^Cross-attention, layer [12], head [1-4]: /);
    expect(header?.trim().split(/\s+/)).toEqual(["the", "red", "car"]);
    expect(rows.map((row) => row.split(/ {2,}/)[0])).toEqual([
      "writing o",
      "writing carro · after o",
      "writing vermelh · after carro",
      "writing ·o · after vermelh",
      "writing <eos> · after ·o",
    ]);
  });

  test("--head chooses the head", async () => {
    const { output } = await clearhead(["translate", "the red car", "--head", "1.4"]);
    expect(output).toContain("Cross-attention, layer 1, head 4: ");
    const wrong = await clearhead(["translate", "the red car", "--head", "3.1"]);
    expect(wrong.code).toBe(exitCodes.failed);
    expect(wrong.errors).toBe(
      "clearhead: there is no head 3.1; the heads (layer.head) are 1.1, 1.2, 1.3, 1.4, 2.1, 2.2, 2.3, 2.4\n",
    );
  });

  test("--json prints everything, a line for each sentence; attention rows sum to 1", async () => {
    const { output } = await clearhead(
      ["translate", "--json", "--attention"],
      "the red car\nhello\n",
    );
    const [first, second] = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Printed);
    expect(first).toMatchObject({
      text: "o carro vermelho",
      source: { tokens: ["the", "red", "car"] },
    });
    expect(second?.text).toBe("olá");
    expect(first.attention.pattern).toHaveLength(5);
    for (const row of first.attention.pattern) {
      // Three float32 weights that a softmax made.
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
  });

  interface Printed {
    text: string;
    attention: { pattern: number[][] };
  }
});

describe("translate refuses, with a message and exit code 1,", () => {
  test.each([
    ["an empty sentence", "", "there is nothing to translate: give an English sentence"],
    ["spaces", "  \t ", "there is nothing to translate"],
    ["10 000 words", "cat ".repeat(10_000), "has 10000 words, the translator takes at most"],
    ["emoji", "I love 🍕👨‍👩‍👧", "the translator does not know “🍕”"],
    ["right-to-left text", "السلام عليكم", "the translator does not know “السلام”"],
    ["HTML", "<script>alert(1)</script>", "the translator does not know “<”"],
    ["a word that it does not know", "the anmial sleeps", "“anmial” (did you mean animal"],
  ])("%s", async (_, sentence, message) => {
    const { code, output, errors } = await clearhead(["translate"], sentence);
    expect(code).toBe(exitCodes.failed);
    expect(output).toBe("");
    expect(errors).toContain(message);
    expect(errors.startsWith("clearhead: ")).toBe(true);
    expect(errors.trimEnd().split("\n")).toHaveLength(1);
    expect(errors.length).toBeLessThan(600);
  });

  test("no sentence at all, when nothing is piped in", async () => {
    const { code, errors } = await clearhead(["translate"]);
    expect(code).toBe(exitCodes.failed);
    expect(errors).toBe('clearhead: give a sentence: clearhead translate "the red car"\n');
  });
});

describe("weights of one's own", () => {
  let directory: string;
  let bytes: Uint8Array;
  const file = (name: string, content: Uint8Array): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "clearhead-weights-"));
    bytes = await saveTranslator(loadTranslator());
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("are used", async () => {
    const path = file("whole.safetensors", bytes);
    const { output } = await clearhead(["translate", "--weights", path, "the red car"]);
    expect(output).toBe("o carro vermelho\n");
  });

  test("are refused when they are damaged, cut off, something else or not there", async () => {
    const damaged = Uint8Array.from(bytes);
    damaged[damaged.length - 1000] ^= 1;
    const paths = [
      file("damaged.safetensors", damaged),
      file("cut.safetensors", bytes.subarray(0, bytes.length / 2)),
      file("text.safetensors", new TextEncoder().encode("no weights at all")),
      file("empty.safetensors", new Uint8Array()),
      join(directory, "missing.safetensors"),
    ];
    for (const path of paths) {
      const { code, output, errors } = await clearhead(["translate", "--weights", path, "hello"]);
      expect({ path, code, output }).toEqual({ path, code: exitCodes.failed, output: "" });
      expect(errors).toMatch(/^clearhead: .*weights.*\n$/);
    }
  });
});

describe("the command line", () => {
  test("--version and --help", async () => {
    expect(await clearhead(["--version"])).toMatchObject({
      code: exitCodes.done,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    const help = await clearhead(["--help"]);
    expect(help.code).toBe(exitCodes.done);
    for (const command of ["translate", "lab"]) expect(help.output).toContain(command);
    expect((await clearhead(["translate", "--help"])).output).toContain("--attention");
  });

  test.each([
    [["tranlsate", "hello"], "Did you mean translate?"],
    [["translate", "--attnetion", "hello"], "Did you mean --attention?"],
    [["lab", "--port", "http"], "A port is a whole number from 0 to 65535."],
    [["lab", "--port", "70000"], "A port is a whole number from 0 to 65535."],
    [[], "Usage: clearhead"],
  ])("%j is a mistake in the command: exit code 2", async (words, message) => {
    const { code, output, errors } = await clearhead(words);
    expect(code).toBe(exitCodes.usage);
    expect(output).toBe("");
    expect(errors).toContain(message);
  });
});
