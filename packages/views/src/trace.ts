/** A word, a piece of a word or a mark of a vocabulary, as it is drawn. */
export interface Token {
  readonly text: string;
  /** BCP 47, for the `lang` attribute: a screen reader should read *ele* in Portuguese. */
  readonly language?: string;
  /** Drawn without a space before it: the `a` of `vermelh·a`. */
  readonly joined?: boolean;
  /** Tokens that are no words. */
  readonly special?: "start" | "end" | "padding" | "unknown";
}

/** The values that passed one probe, row-major, and what the probe declares of itself. */
export interface Recording {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** The axes in words, outermost first: `batch`, `heads`, `queries`, `keys`. */
  readonly axes: readonly string[];
  /** How the value is made, as plain text. */
  readonly formula: string;
  readonly meaning: { readonly en: string; readonly pt: string };
}

/** What one run of a model left behind: plain data, so that a worker can send it and a file can hold it. */
export interface Trace {
  /** What the encoder read; empty for a model without one. */
  readonly source: readonly Token[];
  /** What the decoder read: its first token is the start mark. */
  readonly target: readonly Token[];
  /** What each row of the decoder wrote: `written[i]` comes after `target[i]`. */
  readonly written: readonly Token[];
  /** By path: `transformer.decoder.layers.1.multihead_attn.pattern`. */
  readonly probes: Readonly<Record<string, Recording>>;
}

/** Who asks whom: the source itself, the target itself, or the target the source. */
export type AttentionKind = "encoder" | "decoder" | "cross";

/** One head; layers and heads count from 0 here and from 1 on the screen. */
export interface HeadPlace {
  readonly kind: AttentionKind;
  readonly layer: number;
  readonly head: number;
}

/** A cell of an attention matrix: the row asks, the column answers. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A row of attention. In a decoder, the row that was fed `after` is the one that writes `token`. */
export interface Row {
  readonly token: Token;
  readonly after?: Token;
}

/** One head's attention: `weights[row * columns.length + column]`, and each row sums to 1. */
export interface Attention {
  readonly rows: readonly Row[];
  readonly columns: readonly Token[];
  readonly weights: Float32Array;
  /** 1 where a mask forbids the look, shaped as `weights`. */
  readonly masked?: Uint8Array;
}
