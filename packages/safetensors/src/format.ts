import { SafetensorsError } from "./error.ts";

/** Bytes of one element of each type that the format knows in whole bytes. */
const bytesPerElement = {
  F64: 8,
  I64: 8,
  U64: 8,
  C64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** An element type, by the format's own name. */
export type SafetensorsDtype = keyof typeof bytesPerElement;

/** One tensor of a file: its type, its shape, and its bytes in row-major, little-endian order. */
export interface SafetensorsTensor {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** A header longer than this is refused, as in the reference implementation. */
export const maxHeaderBytes = 100_000_000;

/** The key of the header that holds remarks instead of a tensor. */
export const metadataKey = "__metadata__";

export function isDtype(name: unknown): name is SafetensorsDtype {
  return typeof name === "string" && Object.hasOwn(bytesPerElement, name);
}

export function elementBytes(dtype: SafetensorsDtype): number {
  return bytesPerElement[dtype];
}

/**
 * Number of bytes that a tensor of this type and shape takes.
 *
 * @throws SafetensorsError (`tensor`) when a size is not a whole number >= 0, or there are more bytes than 2^53.
 */
export function byteCount(
  name: string,
  dtype: SafetensorsDtype,
  shape: readonly unknown[],
): number {
  let bytes: number = bytesPerElement[dtype];
  for (const [axis, length] of shape.entries()) {
    if (!isCount(length)) {
      const problem = `its shape has ${String(length).slice(0, 40)} at axis ${axis}, which is no whole number >= 0`;
      throw tensorError(name, problem);
    }
    bytes *= length;
  }
  if (shape.includes(0)) return 0;
  if (!Number.isSafeInteger(bytes))
    throw tensorError(name, "its shape asks for more than 2^53 bytes");
  return bytes;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
}

export function tensorError(name: string, problem: string): SafetensorsError {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return new SafetensorsError("tensor", `tensor ${JSON.stringify(shown)}: ${problem}`);
}
