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

/** Name and shape of every parameter in the state dict of `CausalLM`. */
export function shapesOf({
  layers,
  dModel,
  length,
  vocabulary,
}: {
  readonly layers: number;
  readonly dModel: number;
  readonly length: number;
  readonly vocabulary: number;
}): (readonly [name: string, shape: readonly number[]])[] {
  const layer = [
    ["self_attn.in_proj_weight", [3 * dModel, dModel]],
    ["self_attn.in_proj_bias", [3 * dModel]],
    ["self_attn.out_proj.weight", [dModel, dModel]],
    ["self_attn.out_proj.bias", [dModel]],
    ["linear1.weight", [4 * dModel, dModel]],
    ["linear1.bias", [4 * dModel]],
    ["linear2.weight", [dModel, 4 * dModel]],
    ["linear2.bias", [dModel]],
    ["norm1.weight", [dModel]],
    ["norm1.bias", [dModel]],
    ["norm2.weight", [dModel]],
    ["norm2.bias", [dModel]],
  ] as const;
  return [
    ["embedding.weight", [vocabulary, dModel]],
    ["positions.weight", [length, dModel]],
    ...Array.from({ length: layers }, (_, i) =>
      layer.map(([name, shape]) => [`encoder.layers.${i}.${name}`, shape] as const),
    ).flat(),
    ["encoder.norm.weight", [dModel]],
    ["encoder.norm.bias", [dModel]],
    ["out.weight", [vocabulary, dModel]],
    ["out.bias", [vocabulary]],
  ];
}

/** The value that a parameter begins from: small numbers, gains of 1, biases of 0. */
export function valuesOf(name: string, shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (/norm\d?\.weight$/.test(name)) return new Float32Array(size).fill(1);
  if (name.endsWith("bias")) return new Float32Array(size);
  return numbers(size, seed).map((value) => value * 0.04);
}

/** Every parameter under its name in the state dict of `CausalLM`, with the value that training begins from. */
export function parametersOf(task: TrainTask): NamedOperand[] {
  return shapesOf({ ...task, vocabulary }).map(([name, shape], i) => ({
    name,
    shape,
    data: valuesOf(name, shape, 100 + i),
  }));
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
