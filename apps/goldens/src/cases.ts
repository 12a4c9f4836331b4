import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
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

/** Where a case stands. */
export interface CaseFile {
  readonly group: string;
  readonly name: string;
  readonly path: string;
}

/** All `.safetensors` files under a folder, in order; a file's group is its folder. */
export function findCases(folder: string): CaseFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".safetensors") && statSync(join(folder, file)).isFile())
    .map((file) => {
      const path = join(folder, file);
      const group = relative(folder, dirname(path)).split(sep).join("/") || basename(folder);
      return { group, name: basename(file, ".safetensors"), path };
    })
    .sort((a, b) => compare(a.group, b.group) || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Int64 becomes int32, the integer type that exists here. */
const dtypes: Readonly<Record<string, DType>> = {
  F32: "float32",
  F64: "float64",
  I64: "int32",
  I32: "int32",
  BOOL: "bool",
};

/** Reads one case. Throws when the file is damaged or holds what no case holds. */
export function readCase(path: string): Case {
  const { tensors, metadata } = readSafetensors(readFileSync(path));
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
