import { numbers, type Operand } from "./numbers.ts";

/** A small GPT that is trained: norms before the sub-layers, learned positions, exact GELU, biases, no dropout. */
export interface TrainTask {
  readonly kind: "train";
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly length: number;
  readonly batch: number;
}

/** Characters of a text. */
export const vocabulary = 65;

/** One step: forward, backward, gradients clipped to a norm of 1, AdamW. */
export const training = {
  learningRate: 1e-3,
  betas: [0.9, 0.99],
  eps: 1e-8,
  weightDecay: 0.1,
  maxNorm: 1,
} as const;

/** How many steps are compared. */
export const comparedSteps = 10;

export interface NamedOperand extends Operand {
  readonly name: string;
}

/** Every parameter under its name in the state dict of `CausalLM`, with the value that training begins from. */
export function parametersOf({ layers, dModel, length }: TrainTask): NamedOperand[] {
  const drawn = (name: string, shape: readonly number[]): [string, readonly number[]] => [
    name,
    shape,
  ];
  const shapes = [
    drawn("embedding.weight", [vocabulary, dModel]),
    drawn("positions.weight", [length, dModel]),
    ...Array.from({ length: layers }, (_, i) =>
      [
        drawn("self_attn.in_proj_weight", [3 * dModel, dModel]),
        drawn("self_attn.in_proj_bias", [3 * dModel]),
        drawn("self_attn.out_proj.weight", [dModel, dModel]),
        drawn("self_attn.out_proj.bias", [dModel]),
        drawn("linear1.weight", [4 * dModel, dModel]),
        drawn("linear1.bias", [4 * dModel]),
        drawn("linear2.weight", [dModel, 4 * dModel]),
        drawn("linear2.bias", [dModel]),
        drawn("norm1.weight", [dModel]),
        drawn("norm1.bias", [dModel]),
        drawn("norm2.weight", [dModel]),
        drawn("norm2.bias", [dModel]),
      ].map(([name, shape]) => drawn(`encoder.layers.${i}.${name}`, shape)),
    ).flat(),
    drawn("encoder.norm.weight", [dModel]),
    drawn("encoder.norm.bias", [dModel]),
    drawn("out.weight", [vocabulary, dModel]),
    drawn("out.bias", [vocabulary]),
  ];
  return shapes.map(([name, shape], i) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const isGain = /norm\d?\.weight$/.test(name);
    const data = isGain
      ? new Float32Array(size).fill(1)
      : numbers(size, 100 + i).map((value) => (name.endsWith("bias") ? 0 : value * 0.04));
    return { name, shape, data };
  });
}

/** Ids `[batch, length]` and the id that follows each. */
export function batchOf({ batch, length }: TrainTask): { ids: Int32Array; next: Int32Array } {
  const drawn = Int32Array.from(numbers(batch * (length + 1), 9), (value) =>
    Math.floor(((value + 1) / 2) * vocabulary),
  );
  const rows = Array.from({ length: batch }, (_, row) => row * (length + 1));
  const cut = (from: number): Int32Array =>
    Int32Array.from(rows.flatMap((row) => [...drawn.subarray(row + from, row + from + length)]));
  return { ids: cut(0), next: cut(1) };
}
