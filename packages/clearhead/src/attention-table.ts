/** What one head of the cross-attention looked at. */
export interface HeadAttention {
  /** Counted from 1, as people count. */
  layer: number;
  /** Counted from 1. */
  head: number;
  /** `pattern[row][column]`: how much the row's written token looked at the column's word; each row sums to 1. */
  pattern: readonly (readonly number[])[];
}

/**
 * The head that decides most clearly: the largest mean of the rows' largest weights.
 *
 * @throws RangeError when there is no head
 */
export function clearestHead(heads: readonly HeadAttention[]): HeadAttention {
  const clarity = ({ pattern }: HeadAttention): number =>
    pattern.reduce((sum, row) => sum + Math.max(...row), 0) / pattern.length;
  const [first, ...others] = heads;
  if (!first) throw new RangeError("clearestHead: there are no heads");
  return others.reduce((best, head) => (clarity(head) > clarity(best) ? head : best), first);
}

/**
 * A head's pattern as a text table in percent; weights that round to 0 are dots. A row names the token that it
 * writes and the one that it was fed: the row that was fed *o* is the one that writes *animal*.
 *
 * @param words - the English words, one for each column
 * @param written - the tokens in the order in which they were written, one for each row
 */
export function attentionTable(
  { layer, head, pattern }: HeadAttention,
  words: readonly string[],
  written: readonly string[],
): string {
  const labels = written.map((token, row) =>
    row === 0 ? `writing ${token}` : `writing ${token} · after ${written[row - 1]}`,
  );
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const widths = words.map((word) => Math.max(word.length, "100".length));
  const line = (label: string, cells: readonly string[]): string =>
    [label.padEnd(labelWidth), ...cells.map((cell, column) => cell.padStart(widths[column]))].join(
      "  ",
    );
  const percent = (weight: number): string => {
    const rounded = Math.round(100 * weight);
    return rounded === 0 ? "·" : String(rounded);
  };
  return [
    `Cross-attention, layer ${layer}, head ${head}: where each written token looks, in percent`,
    line("", words),
    ...pattern.map((row, index) => line(labels[index], row.map(percent))),
  ].join("\n");
}
