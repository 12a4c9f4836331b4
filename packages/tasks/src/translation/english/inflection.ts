/** The plural of a regular English noun. */
export function pluralOf(noun: string): string {
  if (/(s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

/** The forms of an English verb. */
export interface EnglishVerb {
  readonly base: string;
  readonly third: string;
  readonly past: string;
  readonly gerund: string;
}

/**
 * The forms of an English verb from its base, its past where that is irregular, and its gerund where the spelling changes.
 *
 * @example
 * englishVerb("carry").past; // "carried"
 */
export function englishVerb(base: string, past?: string, gerund?: string): EnglishVerb {
  const ied = /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : undefined;
  const ed = base.endsWith("e") ? `${base}d` : `${base}ed`;
  const ing = /[^e]e$/.test(base) ? `${base.slice(0, -1)}ing` : `${base}ing`;
  return {
    base,
    third: base === "have" ? "has" : base.endsWith("o") ? `${base}es` : pluralOf(base),
    past: past ?? ied ?? ed,
    gerund: gerund ?? ing,
  };
}

/** *a* or *an*, by the first letter of the next word. */
export function indefiniteBefore(next: string): string {
  return /^[aeiou]/.test(next) && !next.startsWith("uni") ? "an" : "a";
}
