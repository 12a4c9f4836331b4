/** Words longer than this are compared with nothing: no word of a vocabulary is near them. */
const maxLength = 64;

/**
 * The known words that fewest edits turn into `word`: one edit inserts, deletes or changes a character or swaps two
 * neighbours. At most one edit in three characters, and at most three; ties in the order of `known`.
 *
 * @example
 * nearestWords("anmial", ["animal", "street"], 3); // ["animal"]
 */
export function nearestWords(word: string, known: Iterable<string>, count: number): string[] {
  const characters = Array.from(word.slice(0, 2 * maxLength + 1));
  // One character is as near to every other one.
  if (characters.length < 2 || characters.length > maxLength) return [];
  const limit = Math.min(3, Math.ceil(characters.length / 3));
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    // A character takes one or two code units.
    if (candidate.length > 2 * (characters.length + limit)) continue;
    const distance = editDistance(characters, Array.from(candidate), limit);
    if (distance > 0 && distance <= limit) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance);
  return found.slice(0, count).map(({ candidate }) => candidate);
}

/**
 * The optimal string alignment distance (Levenshtein's with swaps of neighbours), or more than `limit` as soon as it
 * must be.
 */
function editDistance(a: readonly string[], b: readonly string[], limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, at(beforeLast, column - 2) + 1);
      }
      current.push(least);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
