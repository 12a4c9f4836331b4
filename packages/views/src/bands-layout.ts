import type { Language } from "./format.ts";
import { tokenText } from "./label.ts";
import { round } from "./legend.ts";
import type { Token } from "./trace.ts";

/** A token with its place: `x` is the left edge, `y` the baseline. */
export interface Placed {
  readonly token: Token;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Where its letters begin. */
  readonly letters: number;
  readonly size: number;
}

export interface BandsLayout {
  readonly source: readonly Placed[];
  /** The start mark, before the target. */
  readonly start: Placed | null;
  readonly target: readonly Placed[];
  /** Where bands leave the source and the target. */
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** The advance of a character in the monospaced faces, in ems. */
const ADVANCE = 0.6;
/** The same for the marks, which are written in the text face. */
const PROSE_ADVANCE = 0.46;
const LARGEST = 17;
const SMALLEST = 13;
const PADDING = 0.4; // on each side of a word, in ems
const GAP = 4;
const SOURCE_Y = 40;
const TARGET_Y = 172;

/** Lays both sentences out by counting characters, so that a picture needs no page to be measured in. */
export function layoutBands(
  source: readonly Token[],
  start: Token | null,
  written: readonly Token[],
  language: Language,
  available: number,
): BandsLayout {
  const target = start ? [start, ...written] : written;
  const natural = Math.max(extent(source, language, LARGEST), extent(target, language, LARGEST));
  const fitting = Math.floor((LARGEST * available) / natural);
  const size = Math.max(SMALLEST, Math.min(LARGEST, fitting));
  const width = Math.ceil(
    Math.max(extent(source, language, size), extent(target, language, size), available),
  );
  const placed = place(target, language, size, TARGET_Y);
  return {
    source: place(source, language, size, SOURCE_Y),
    start: start ? (placed[0] ?? null) : null,
    target: start ? placed.slice(1) : placed,
    top: SOURCE_Y + 12,
    bottom: TARGET_Y - 20,
    width,
    height: TARGET_Y + 28,
  };
}

function place(tokens: readonly Token[], language: Language, size: number, y: number): Placed[] {
  let x = 0;
  return tokens.map((token, i) => {
    const joinsNext = tokens[i + 1]?.joined === true;
    const text = token.special ? tokenText(token, language) : token.text;
    const letters = text.length * (token.special ? PROSE_ADVANCE : ADVANCE) * size;
    // A piece touches its neighbour: the padding is only at the ends of a word.
    const before = token.joined ? 0 : PADDING * size;
    const after = joinsNext ? 0 : PADDING * size;
    const placed: Placed = {
      token,
      x,
      y,
      width: before + letters + after,
      letters: x + before,
      size,
    };
    x += placed.width + (joinsNext ? 0 : GAP);
    return placed;
  });
}

function extent(tokens: readonly Token[], language: Language, size: number): number {
  const last = place(tokens, language, size, 0).at(-1);
  return last ? last.x + last.width : 0;
}

/** A band between two rows, or within one row an arc that opens into the space between them. */
export function bandPath(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  height: number,
): string {
  const point = (x: number, y: number): string => `${round(x)} ${round(y)}`;
  if (from.y !== to.y) {
    const middle = (from.y + to.y) / 2;
    return `M${point(from.x, from.y)}C${point(from.x, middle)} ${point(to.x, middle)} ${point(to.x, to.y)}`;
  }
  const reach = Math.abs(to.x - from.x);
  const depth = Math.min(1.2 * height, 36 + reach * 0.45);
  const y = from.y < height ? from.y + depth : from.y - depth;
  const spread = reach === 0 ? 16 : 0;
  return `M${point(from.x - spread / 2, from.y)}C${point(from.x - spread, y)} ${point(to.x + spread, y)} ${point(to.x + spread / 2, to.y)}`;
}
