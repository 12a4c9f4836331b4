import type { Matrix, Vector } from "./by-hand.ts";

const width = 96;

/** Fills paragraphs (an empty line between two of them) into lines that a terminal can hold. */
export function wrap(text: string, indent = ""): string {
  const paragraphs = text.trim().split(/\n\s*\n/);
  return paragraphs.map((paragraph) => fill(paragraph.split(/\s+/), indent)).join("\n\n");
}

function fill(words: string[], indent: string): string {
  const lines = [""];
  for (const word of words.filter((text) => text !== "")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && indent.length + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => indent + line).join("\n");
}

/** A title over the whole width. */
export function heading(title: string): string {
  return `── ${title} ${"─".repeat(Math.max(2, width - title.length - 4))}`;
}

/** `[10, 64]` */
export function shapeOf(matrix: Matrix): string {
  return `[${matrix.length}, ${matrix[0].length}]`;
}

/** `0`, `1`, …: labels for rows that have no words. */
export function numbered(rows: readonly unknown[], first = 0): string[] {
  return rows.map((_, i) => String(first + i));
}

/** The first numbers of each labelled row, with `…` where there are more. */
export function table(matrix: Matrix, labels: string[], columns = 7): string {
  const margin = longest(labels);
  return matrix
    .map((row, i) => {
      const numbers = row.slice(0, columns).map((value) => fixed(value).padStart(8));
      return `  ${labels[i].padEnd(margin)} ${numbers.join("")}${row.length > columns ? "  …" : ""}`;
    })
    .join("\n");
}

/** One row of numbers, each under its label. */
export function row(numbers: Vector, labels: string[]): string {
  return `  ${numbers.map((value, i) => `${labels[i]} ${value.toFixed(2)}`).join("   ")}`;
}

/** An attention pattern: rows ask (queries), columns answer (keys), and each row adds up to 1. */
export function pattern(weights: Matrix, queries: string[], keys: string[]): string {
  const margin = longest(queries);
  const cell = longest(keys, 6) + 1;
  const head = `  ${" ".repeat(margin)} ${keys.map((key) => key.padStart(cell)).join("")}`;
  const rows = weights.map((row, i) => {
    const cells = row.map((weight) => `${shade(weight)} ${weight.toFixed(2)}`.padStart(cell));
    return `  ${queries[i].padEnd(margin)} ${cells.join("")}   Σ ${sum(row).toFixed(2)}`;
  });
  return [head, ...rows].join("\n");
}

/** Several patterns side by side, one mark for each pair of tokens, the darker the more. */
export function thumbnails(patterns: Matrix[], titles: string[]): string {
  const columns = patterns.map((weights, p) => {
    const marks = weights.map((row) => row.map((weight) => shade(weight).repeat(2)).join(""));
    return [titles[p].padEnd(marks[0].length), ...marks];
  });
  return columns[0].map((_, line) => `  ${columns.map((c) => c[line]).join("    ")}`).join("\n");
}

/** From paper to ink; of ten tokens, each would have 0.10 if all were alike. */
export function shade(weight: number): string {
  if (weight < 0.05) return "·";
  if (weight < 0.1) return "░";
  if (weight < 0.2) return "▒";
  return weight < 0.4 ? "▓" : "█";
}

/** The mean and the variance of each row, before and after. */
export function spread(before: Matrix, after: Matrix, labels: string[]): string {
  const margin = longest(labels);
  return labels
    .map((label, i) => {
      const [from, to] = [before[i], after[i]].map(moments);
      return `  ${label.padEnd(margin)}  ${from}  →  ${to}`;
    })
    .join("\n");
}

function moments(numbers: Vector): string {
  const mean = sum(numbers) / numbers.length;
  const variance = sum(numbers.map((value) => (value - mean) ** 2)) / numbers.length;
  return [mean, variance].map((value) => fixed(value).padStart(7)).join("");
}

/** The three likeliest words of each row: id and probability. */
export function likeliest(probabilities: Matrix, labels: string[]): string {
  const margin = longest(labels);
  return probabilities
    .map((row, i) => {
      const best = largest(row, 3).map((id) => `${String(id).padStart(3)} ${row[id].toFixed(3)}`);
      return `  ${labels[i].padEnd(margin)}  ${best.join("   ")}   Σ ${sum(row).toFixed(2)}`;
    })
    .join("\n");
}

/** Where the largest numbers are, largest first. */
export function largest(row: Vector, count: number): number[] {
  return row
    .map((_, index) => index)
    .sort((a, b) => row[b] - row[a])
    .slice(0, count);
}

/** Three decimals, and no sign before 0.000. */
function fixed(value: number): string {
  return value.toFixed(3).replace(/^-(?=[0.]+$)/, "");
}

function sum(row: Vector): number {
  return row.reduce((total, value) => total + value, 0);
}

function longest(labels: string[], least = 0): number {
  return Math.max(least, ...labels.map((label) => label.length));
}
