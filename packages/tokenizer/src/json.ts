import { characterTokenizer } from "./character-tokenizer.ts";
import { TokenizerError } from "./error.ts";
import type { Specials, Tokenizer } from "./tokenizer.ts";
import { wordTokenizer } from "./word-tokenizer.ts";

/**
 * The tokenizer that was saved by `JSON.stringify(tokenizer)`.
 *
 * @param json The text, or the object that it stands for.
 * @throws TokenizerError (`format`) when it is no saved tokenizer, (`vocabulary`) when its vocabulary is faulty.
 *
 * @example
 * tokenizerFromJson(JSON.stringify(characterTokenizer({ vocabulary: "abc" }))).size; // 3
 */
export function tokenizerFromJson(json: string | object): Tokenizer {
  const { type, version, specials, vocabulary, lowerCase, splitClitics } = parse(json);
  if (version !== 1) throw bad(`its version is ${String(version)}, only 1 is known`);
  if (!Array.isArray(vocabulary) || !vocabulary.every(isText)) {
    throw bad("its vocabulary must be a list of texts");
  }
  if (typeof lowerCase !== "boolean") throw bad("lowerCase must be true or false");
  const options = { vocabulary, specials: checkSpecials(specials), lowerCase };
  if (type === "characters") return characterTokenizer(options);
  if (type !== "words") throw bad(`its type is ${String(type)}, neither "words" nor "characters"`);
  if (typeof splitClitics !== "boolean") throw bad("splitClitics must be true or false");
  return wordTokenizer({ ...options, splitClitics });
}

function parse(json: string | object): Record<string, unknown> {
  let value: unknown = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch {
      throw bad("it is not valid JSON");
    }
  }
  if (!isRecord(value)) throw bad("it must be an object");
  return value;
}

function checkSpecials(specials: unknown): Specials {
  if (!isRecord(specials) || !Object.values(specials).every(isText)) {
    throw bad("specials must give a text for each role");
  }
  const { padding, start, end, unknown, mask, ...more } = specials as Record<string, string>;
  const [role] = Object.keys(more);
  if (role !== undefined)
    throw bad(`it has a special token for the unknown role ${JSON.stringify(role)}`);
  return {
    ...(padding !== undefined && { padding }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(unknown !== undefined && { unknown }),
    ...(mask !== undefined && { mask }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(problem: string): TokenizerError {
  return new TokenizerError("format", `this is no saved tokenizer: ${problem}`);
}
