import type { RuleId } from "./rules.ts";

/** One English token of a sentence under construction; its identity, not its text, is its address. */
export interface Word {
  readonly text: string;
}

/** What a Portuguese piece can contract with, if anything. */
export type PieceKind = "preposition" | "determiner" | "pronoun";

/** One Portuguese piece of a sentence under construction, pointing at the English words it comes from. */
export interface Piece {
  readonly text: string;
  /** The words that it translates. */
  readonly sources: readonly Word[];
  /** The word that it agrees with, or that decides which translation it is. */
  readonly controller?: Word | undefined;
  readonly rule?: RuleId | undefined;
  readonly kind?: PieceKind | undefined;
}

/** The two sides of a phrase, built together so that every piece knows its words. */
export interface Phrase {
  readonly english: readonly Word[];
  readonly portuguese: readonly Piece[];
}

/** A written form: its stem and, if it is cut, its ending (`["vermelh", "·a"]`, `["é"]`). */
export type Form = readonly string[];

/** Reads a form from the notation of the tables: pieces separated by a space (`"vermelh ·a"`). */
export function form(text: string): Form {
  return text.split(" ");
}

/** One English token. */
export function word(text: string): Word {
  return { text };
}

/** English tokens from a text with spaces. */
export function words(text: string): Word[] {
  return text.split(" ").map(word);
}

/** One Portuguese piece. */
export function piece(
  text: string,
  sources: readonly Word[],
  details: Pick<Piece, "controller" | "rule" | "kind"> = {},
): Piece {
  return { text, sources, ...details };
}

/** What the pieces of one form say of themselves. */
export interface FormDetails {
  readonly sources: readonly Word[];
  /** The words of the ending where they differ from those of the stem (*did* carries the tense). */
  readonly endingSources?: readonly Word[] | undefined;
  /** Who decides the stem, and by which rule (tocar because of *guitar*). */
  readonly stemController?: Word | undefined;
  readonly stemRule?: RuleId | undefined;
  /** What the ending agrees with, and by which rule. */
  readonly controller?: Word | undefined;
  readonly rule?: RuleId | undefined;
}

/**
 * The pieces of a form. A form in one piece shows agreement and choice in that piece: the rule of the choice wins, as it is the rarer one.
 */
export function formPieces(written: Form, details: FormDetails): Piece[] {
  const last = written.length - 1;
  return written.map((text, index) => {
    if (last === 0)
      return piece(text, details.endingSources ?? details.sources, {
        controller: details.stemController ?? details.controller,
        rule: details.stemRule ?? details.rule,
      });
    if (index < last)
      return piece(text, details.sources, {
        controller: details.stemController,
        rule: details.stemRule,
      });
    return piece(text, details.endingSources ?? details.sources, {
      controller: details.controller,
      rule: details.rule,
    });
  });
}
