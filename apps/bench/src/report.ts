import type { Measurable, Unit } from "./suites.ts";
import { median, pairedRatio } from "./measure.ts";

/** One contestant's figures in one case. */
export interface Row {
  readonly suite: string;
  readonly case: string;
  readonly name: string;
  readonly threads: number;
  readonly unit: Unit;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Measured {
  readonly name: string;
  readonly threads: number;
  /** Milliseconds of one run, a round each. */
  readonly samples: readonly number[];
}

export function rowsOf(
  suite: string,
  { name, unit, amount }: Measurable<unknown>,
  measured: readonly Measured[],
): Row[] {
  return measured.map((contestant) => {
    const amounts = contestant.samples.map(amount);
    return {
      suite,
      case: name,
      name: contestant.name,
      threads: contestant.threads,
      unit,
      median: median(amounts),
      min: Math.min(...amounts),
      max: Math.max(...amounts),
    };
  });
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** A row of something that is the same each time. */
export function rowOf(suite: string, name: string, one: string, unit: Unit, value: number): Row {
  return { suite, case: name, name: one, threads: 1, unit, median: value, min: value, max: value };
}

/** Each contestant's figures, beside how many times as fast, or as small, the base is: the first, or the first of a name. */
export function linesOf(
  rows: readonly Row[],
  measured?: readonly Measured[],
  baseName?: string,
): string[] {
  const base = Math.max(
    0,
    rows.findIndex(({ name }) => name === baseName),
  );
  const labels = rows.map(({ name, threads }) =>
    threads === 1 ? name : `${name}, ${threads} threads`,
  );
  const width = Math.max(...labels.map(({ length }) => length));
  return rows.map((row, i) => {
    const spread = measured ? ` (${digits(row.min)} … ${digits(row.max)})` : "";
    const ratio = measured
      ? pairedRatio(measured[base].samples, measured[i].samples)
      : row.median / rows[base].median;
    const times = i === base ? "" : `  ${ratio.toFixed(2)} ×`;
    return `  ${labels[i].padEnd(width)} ${digits(row.median).padStart(8)} ${row.unit}${spread}${times}`;
  });
}
