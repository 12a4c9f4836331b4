import { decodeTensor, readSafetensors } from "@clearhead/safetensors";
import type { DType, TypedArray } from "@clearhead/tensor";

/** Values that PyTorch computed, or that it was given. */
export interface Stored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

/** One file: a call of a torch function or module, what went in and what came out. */
export interface Case {
  readonly op: string;
  /** The arguments, under torch's own names. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: ReadonlyMap<string, Stored>;
  readonly parameters: ReadonlyMap<string, Stored>;
  readonly outputs: ReadonlyMap<string, Stored>;
  /** What each output is multiplied by before all are summed to the loss; empty in a case without gradients. */
  readonly cotangents: ReadonlyMap<string, Stored>;
  /** d loss / d input and d loss / d parameter, as `in.NAME` and `param.NAME`. */
  readonly gradients: ReadonlyMap<string, Stored>;
}

/** Int64 becomes int32, the integer type that exists here. */
const dtypes: Readonly<Record<string, DType>> = {
  F32: "float32",
  F64: "float64",
  I64: "int32",
  I32: "int32",
  BOOL: "bool",
};

/** Reads one case from a safetensors file. Throws when it is damaged or holds what no case holds. */
export function readCase(bytes: Uint8Array): Case {
  const { tensors, metadata } = readSafetensors(bytes);
  const parts = {
    in: new Map<string, Stored>(),
    param: new Map<string, Stored>(),
    out: new Map<string, Stored>(),
    cot: new Map<string, Stored>(),
    grad: new Map<string, Stored>(),
  };
  for (const [key, tensor] of tensors) {
    const [, part, name] = /^(in|param|out|cot|grad)\.(.+)$/.exec(key) ?? [];
    const dtype = dtypes[tensor.dtype];
    if (part === undefined || name === undefined || dtype === undefined) {
      throw new Error(`${key} (${tensor.dtype}) belongs to no part of a case`);
    }
    const stored = { dtype, shape: tensor.shape, values: decodeTensor(tensor) };
    parts[part as keyof typeof parts].set(name, stored);
  }
  const [op, config] = [metadata.get("op"), metadata.get("config")];
  if (op === undefined || config === undefined) throw new Error("its metadata lack op or config");
  return {
    op,
    config: JSON.parse(config) as Record<string, unknown>,
    inputs: parts.in,
    parameters: parts.param,
    outputs: parts.out,
    cotangents: parts.cot,
    gradients: parts.grad,
  };
}
