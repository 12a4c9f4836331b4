import { SafetensorsError } from "./error.ts";

/** A JSON value whose objects are maps, so that a key such as `__proto__` is a key like any other. */
export type Json = string | number | boolean | null | Json[] | Map<string, Json>;

/** A header needs three levels; more room is for fields that later versions may add. */
const maxDepth = 16;
const whitespace = " \t\n\r";
const literals: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * Parses JSON, and refuses what `JSON.parse` lets pass: an object with the same key twice, and deep nesting.
 *
 * @throws SafetensorsError (`header`) with the place of the mistake.
 */
export function parseJson(text: string): Json {
  let at = 0;
  const result = readValue(0);
  skipWhitespace();
  if (at < text.length) throw mistake("only spaces may follow the closing brace");
  return result;

  function readValue(depth: number): Json {
    if (depth > maxDepth) throw mistake(`nested deeper than ${maxDepth} levels`);
    skipWhitespace();
    const first = text[at];
    if (first === "{") return readObject(depth);
    if (first === "[") return readArray(depth);
    if (first === '"') return readString();
    for (const [word, value] of literals) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    return readNumber();
  }

  function readObject(depth: number): Json {
    const object = new Map<string, Json>();
    at++;
    if (take("}")) return object;
    do {
      skipWhitespace();
      if (text[at] !== '"') throw mistake("a key in double quotes is expected");
      const start = at;
      const key = readString();
      if (object.has(key)) {
        at = start;
        throw mistake(`the key ${JSON.stringify(key.slice(0, 80))} appears twice`);
      }
      if (!take(":")) throw mistake("a colon is expected");
      object.set(key, readValue(depth + 1));
    } while (take(","));
    if (!take("}")) throw mistake("a comma or a closing brace is expected");
    return object;
  }

  function readArray(depth: number): Json {
    const items: Json[] = [];
    at++;
    if (take("]")) return items;
    do items.push(readValue(depth + 1));
    while (take(","));
    if (!take("]")) throw mistake("a comma or a closing bracket is expected");
    return items;
  }

  /** Finds the closing quote and leaves escapes to `JSON.parse`. */
  function readString(): string {
    const start = at;
    let end = start;
    let backslashes: number;
    do {
      end = text.indexOf('"', end + 1);
      if (end < 0) throw mistake("a string is not closed");
      backslashes = 0;
      while (text[end - 1 - backslashes] === "\\") backslashes++;
    } while (backslashes % 2 === 1);
    at = end + 1;
    try {
      return String(JSON.parse(text.slice(start, at)));
    } catch {
      at = start;
      throw mistake("a string has a bad escape or a control character");
    }
  }

  function readNumber(): number {
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = at;
    const found = number.exec(text);
    if (found === null) throw mistake("a value is expected");
    at = number.lastIndex;
    return Number(found[0]);
  }

  function take(character: string): boolean {
    skipWhitespace();
    if (text[at] !== character) return false;
    at++;
    return true;
  }

  function skipWhitespace(): void {
    while (at < text.length && whitespace.includes(text[at] ?? "")) at++;
  }

  function mistake(problem: string): SafetensorsError {
    return new SafetensorsError(
      "header",
      `the header is no valid JSON at character ${at}: ${problem}`,
    );
  }
}
