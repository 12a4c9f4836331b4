import type { Words } from "./words.ts";
import { english } from "./words.en.ts";
import { portuguese } from "./words.pt-BR.ts";

export type Language = "pt-BR" | "en";

export const words: Record<Language, Words> = { "pt-BR": portuguese, en: english };

/**
 * The language asked for, else the terminal's when that is English, else Portuguese: the notebook's own.
 *
 * @param asked - What stands after `--lang`: `pt-BR` or `en`; `pt`, `pt_BR` and `en-US` are understood.
 * @param environment - Where `LC_ALL`, `LC_MESSAGES` and `LANG` are looked up, as POSIX orders them.
 * @throws {RangeError} For any other language.
 */
export function chooseLanguage(
  asked: string | undefined,
  environment: Record<string, string | undefined>,
): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  if (asked === undefined) return /^en/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "en" : "pt-BR";
  if (/^pt([-_]|$)/i.test(asked)) return "pt-BR";
  if (/^en([-_]|$)/i.test(asked)) return "en";
  throw new RangeError(`--lang ${asked}: choose pt-BR or en`);
}
