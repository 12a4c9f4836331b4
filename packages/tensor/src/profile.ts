import { observe, type Observer, type Pass } from "./observe.ts";
import type { Storage } from "./storage.ts";
import type { Tensor } from "./tensor.ts";

/** What the calls of one operation cost together, without what other operations inside them cost. */
export interface ProfiledOperation {
  /** Its name; `softmax gradient` for a gradient that is one kernel. */
  readonly operation: string;
  /** Whether it computed values or gradients, or wrote in place. */
  readonly pass: "forward" | "backward" | "update";
  /** How often it ran. */
  readonly calls: number;
  /** How long that took altogether. */
  readonly milliseconds: number;
  /** Part of the whole time, 0 … 1. */
  readonly share: number;
  /** Memory of the results. */
  readonly bytes: number;
}

/** Where the time of a function went; `toString()` is the table. */
export interface Profile<Result> {
  /** What the function returned. */
  readonly result: Result;
  /** The longest first. */
  readonly operations: readonly ProfiledOperation[];
  /** The function from start to end: the operations, and the JavaScript between them. */
  readonly total: { readonly calls: number; readonly milliseconds: number; readonly bytes: number };
  /** The rows as a table, the longest first, and their total. */
  toString(): string;
}

/**
 * Runs `fn` and says where the time went, operation by operation. Each row is a kernel: a function that is made of several
 * operations (einsum, a loss) has none of its own, its parts have. A gradient that is written with operations is in the
 * rows of these, in the backward pass; a write in place is an update. Views compute nothing and have no row; what is no
 * operation (shape rules, records, your own code) is told as the rest. Outside `profile` nothing is measured and nothing is paid.
 * A page's clock is coarse: there, repeat what is short inside `fn`.
 *
 * @throws TensorError `scope` when `fn` returns a promise
 * @example
 * const told = profile(() => softmax(ones([2, 3]), -1)); // String(told) is the table
 * told.operations[0].operation; // → softmax
 * told.result;
 * // → tensor([[0.3333, 0.3333, 0.3333],
 * // →         [0.3333, 0.3333, 0.3333]])
 */
export function profile<Result>(fn: () => Result): Profile<Result> {
  const rows = new Map<string, Row>();
  const open: Row[] = [];
  const counted = new WeakSet<Storage>();
  const observer: Observer = ({ kind, name, pass }, run) => {
    // A rule that is written with operations costs what they cost: what is left of it belongs to the rest.
    const row = kind === "gradient" ? newRow(name, pass) : rowOf(rows, name, pass);
    open.push(row);
    const start = performance.now();
    try {
      const results = run();
      if (kind !== "write") for (const result of results) row.bytes += newBytes(result, counted);
      return results;
    } finally {
      const elapsed = performance.now() - start;
      open.pop();
      row.calls++;
      row.milliseconds += elapsed;
      const around = open.at(-1);
      if (around) around.milliseconds -= elapsed;
    }
  };

  const start = performance.now();
  const result = observe("profile", observer, fn);
  const milliseconds = performance.now() - start;
  const operations = [...rows.values()]
    .map((row) => ({ ...row, share: milliseconds > 0 ? row.milliseconds / milliseconds : 0 }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
  const total = {
    calls: operations.reduce((sum, { calls }) => sum + calls, 0),
    milliseconds,
    bytes: operations.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  return { result, operations, total, toString: () => table(operations, total) };
}

interface Row {
  readonly operation: string;
  readonly pass: Pass;
  calls: number;
  milliseconds: number;
  bytes: number;
}

function newRow(operation: string, pass: Pass): Row {
  return { operation, pass, calls: 0, milliseconds: 0, bytes: 0 };
}

function rowOf(rows: Map<string, Row>, operation: string, pass: Pass): Row {
  const key = `${pass} ${operation}`;
  let row = rows.get(key);
  if (!row) rows.set(key, (row = newRow(operation, pass)));
  return row;
}

/** The memory behind a result, once: the results of a rule may be those of operations inside it. */
function newBytes(result: Tensor | null, counted: WeakSet<Storage>): number {
  if (!result || counted.has(result.storage)) return 0;
  counted.add(result.storage);
  return result.storage.length * result.storage.bytesPerElement;
}

function table(operations: readonly ProfiledOperation[], total: Profile<unknown>["total"]): string {
  const share = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const measured = operations.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rest = total.milliseconds - measured;
  const lines = [
    ["operation", "pass", "calls", "ms", "share", "memory"],
    ...operations.map((row) => [
      row.operation,
      row.pass,
      String(row.calls),
      row.milliseconds.toFixed(3),
      share(row.share),
      memoryText(row.bytes),
    ]),
    [
      "the rest",
      "",
      "",
      rest.toFixed(3),
      share(total.milliseconds > 0 ? rest / total.milliseconds : 0),
      "",
    ],
    [
      "total",
      "",
      String(total.calls),
      total.milliseconds.toFixed(3),
      share(1),
      memoryText(total.bytes),
    ],
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        // Words stand at the left, numbers at the right.
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function memoryText(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
