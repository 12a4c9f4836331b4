/** From how many columns a matrix draws squares instead of discs. */
export const DISCS_UP_TO = 20;

/** Discs tell a probability by their area: the radius for `probability`, where 1 fills `largest`. */
export const discRadius = (probability: number, largest: number): number =>
  largest * Math.sqrt(clamp(probability));

/** Paper to ink: how opaque the ink of a probability is, in steps of 1/64 so that equal cells can be drawn as one. */
export const inkOpacity = (probability: number): number => Math.round(clamp(probability) * 64) / 64;

/** A score's share of the largest score around it, −1 … 1: the length and the opacity of its bar. */
export const scoreShare = (score: number, largest: number): number =>
  largest > 0 && Number.isFinite(score) ? Math.max(-1, Math.min(1, score / largest)) : 0;

/** The largest size among scores, which a diverging scale is symmetric around zero with. */
export function largestSize(scores: Iterable<number>): number {
  let largest = 0;
  for (const score of scores)
    if (Number.isFinite(score)) largest = Math.max(largest, Math.abs(score));
  return largest;
}

const clamp = (value: number): number => Math.max(0, Math.min(1, value));
