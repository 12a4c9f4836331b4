import type { Piece } from "../words.ts";

const articles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  em: { o: "no", a: "na", os: "nos", as: "nas" },
  de: { o: "do", a: "da", os: "dos", as: "das" },
  a: { o: "ao", a: "à", os: "aos", as: "às" },
};

/** *em* and *de* melt into these by their first letter: n-, d- (nele, deste, daquela). */
const melting = /^(est[ea]s?|aquel[ea]s?|el[ea]s?)$/;

/**
 * The contraction of a preposition and the form after it, or undefined where Portuguese keeps them apart (*em um*).
 *
 * @example
 * contraction("em", "a"); // "na"
 * contraction("em", "um"); // undefined
 */
export function contraction(preposition: string, next: string): string | undefined {
  const withArticle = articles[preposition]?.[next];
  if (withArticle !== undefined) return withArticle;
  if (preposition === "em" && melting.test(next)) return `n${next}`;
  if (preposition === "de" && melting.test(next)) return `d${next}`;
  if (preposition === "a" && next.startsWith("aquel")) return `à${next.slice(1)}`;
  return undefined;
}

/** Contracts prepositions with the determiners and pronouns after them; the one piece keeps the words of both. */
export function contract(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const current = pieces[index];
    const next = pieces[index + 1];
    const melted =
      current.kind === "preposition" && next !== undefined && next.kind !== undefined
        ? contraction(current.text, next.text)
        : undefined;
    if (next === undefined || melted === undefined) {
      result.push(current);
      continue;
    }
    result.push({
      text: melted,
      sources: [...new Set([...current.sources, ...next.sources])],
      controller: next.controller,
      rule: current.text === "a" && melted.startsWith("à") ? "crase" : "contraction",
    });
    index++;
  }
  return result;
}
