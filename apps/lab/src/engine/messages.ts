import type { Explained, NumberAddress } from "@clearhead/lens";
import type { Token, Trace } from "@clearhead/views";

/** A token that could be written at one place. */
export interface Candidate {
  readonly id: number;
  readonly token: Token;
  readonly probability: number;
}

/** One written token: what it was chosen from. */
export interface Step {
  readonly written: Token;
  /** The most probable tokens, best first. */
  readonly candidates: readonly Candidate[];
  readonly rest: { readonly count: number; readonly probability: number };
}

/** One sentence, its translation, and what went on inside. */
export interface Run {
  readonly text: string;
  readonly translation: string;
  readonly steps: readonly Step[];
  readonly trace: Trace;
}

/** The model itself: its size as a file, and every token that it reads and writes, by its id. */
export interface About {
  readonly bytes: number;
  readonly source: readonly Token[];
  readonly target: readonly Token[];
}

/** Why a text was not translated. */
export type Refusal =
  | { readonly reason: "empty" }
  | { readonly reason: "long"; readonly words: number; readonly limit: number }
  | {
      readonly reason: "unknown";
      readonly words: readonly { readonly word: string; readonly nearest: readonly string[] }[];
    };

/** What the page asks of the engine. */
export type Question =
  | { readonly type: "translate"; readonly text: string }
  | { readonly type: "explain"; readonly text: string; readonly address: NumberAddress }
  | { readonly type: "about" };

/** What the engine answers; `failed` says what broke, in words. */
export type Answer =
  | { readonly type: "translated"; readonly run: Run }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "explained"; readonly chain: readonly Explained[] }
  | { readonly type: "about"; readonly about: About }
  | { readonly type: "failed"; readonly message: string };

/** What a prerendered page brings: the first run, and the size of the model that made it. */
export interface First {
  readonly run: Run;
  readonly bytes: number;
}

/** A question or an answer on its way: an answer carries its question's number. */
export interface Envelope<Content> {
  readonly id: number;
  readonly content: Content;
}
