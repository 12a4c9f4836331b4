import type { AnyOperation } from "../operation.ts";
import { operations } from "../registry.ts";
import { show } from "../shape.ts";
import { samples, type Sample } from "./samples.ts";

/** A sample of an operation, named by its operands and options. */
export interface Case {
  readonly name: string;
  readonly operation: AnyOperation;
  readonly sample: Sample;
}

/** Every sample of every operation of the registry. */
export const cases: readonly Case[] = operations.flatMap((operation) =>
  (samples[operation.name] ?? []).map((sample) => ({
    name: `${operation.name} ${describe(sample)}`,
    operation,
    sample,
  })),
);

/**
 * Operands that the functions copy where they do not lie row by row, so that kernels need not walk them: gains and
 * biases of a row, and what `reshape` cannot show as a view. By the operation's name, the first such operand.
 */
export const denseFrom: Readonly<Record<string, number>> = {
  layer_norm: 1,
  rms_norm: 1,
  linear: 2,
  scaled_linear: 2,
  reshape: 0,
};

function describe({ inputs, options }: Sample): string {
  const operands = inputs.map(({ holds, shape }) => `${holds} ${show(shape)}`).join(", ");
  const settings = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
  return [operands, ...settings].join("; ");
}
