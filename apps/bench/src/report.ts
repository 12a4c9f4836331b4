import type { Case, Unit } from "./suites.ts";
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
  { name, unit, amount }: Case,
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

/** The first contestant's figures, then each other's beside how many times as fast the first is. */
export function linesOf(rows: readonly Row[], measured: readonly Measured[]): string[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map((row, i) => {
    const figures = `${digits(row.median).padStart(8)} ${row.unit} (${digits(row.min)} … ${digits(row.max)})`;
    const ratio =
      i === 0 ? "" : `  ${pairedRatio(measured[0].samples, measured[i].samples).toFixed(2)} ×`;
    return `  ${row.name.padEnd(width)} ${figures}${ratio}`;
  });
}
