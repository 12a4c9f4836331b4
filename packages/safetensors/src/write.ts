import { SafetensorsError } from "./error.ts";
import {
  byteCount,
  elementBytes,
  isDtype,
  maxHeaderBytes,
  metadataKey,
  type SafetensorsTensor,
  tensorError,
} from "./format.ts";

/**
 * Writes tensors and remarks as one file in the safetensors format.
 *
 * Wide elements come first, so that each tensor begins at a multiple of its element's size; the same arguments
 * always give the same bytes.
 *
 * @param tensors Names and tensors: a Map or a list of pairs.
 * @param metadata Remarks, text by text: a Map or a list of pairs.
 * @throws SafetensorsError (`tensor`, `header`) when a name comes twice or is no well-formed text, or a tensor's bytes
 * do not agree with its type and shape.
 *
 * @example
 * const bytes = writeSafetensors([["weight", encodeTensor(Float32Array.of(1, 2), [2])]], [["format", "pt"]]);
 */
export function writeSafetensors(
  tensors: Iterable<readonly [string, SafetensorsTensor]>,
  metadata: Iterable<readonly [string, string]> = [],
): Uint8Array {
  const entries = [...tensors];
  const remarks = [...metadata];
  checkNames("tensor", entries);
  checkNames("metadata key", remarks);
  for (const [name, tensor] of entries) checkTensor(name, tensor);
  entries.sort(([, a], [, b]) => elementBytes(b.dtype) - elementBytes(a.dtype));

  let end = 0;
  // Written key by key, since an object literal cannot hold a key such as __proto__.
  const fields = entries.map(([name, { dtype, shape, data }]) => {
    const start = end;
    end += data.length;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [start, end] })}`;
  });
  if (remarks.length > 0) {
    const texts = remarks.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
    fields.unshift(`"${metadataKey}":{${texts.join(",")}}`);
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  if (headerBytes > maxHeaderBytes) {
    const problem = `the header would be ${headerBytes} bytes long, more than ${maxHeaderBytes}`;
    throw new SafetensorsError("header", problem);
  }

  const file = new Uint8Array(8 + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  file.fill(" ".charCodeAt(0), 8 + header.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const [, { data }] of entries) {
    file.set(data, at);
    at += data.length;
  }
  return file;
}

function checkNames(kind: string, entries: readonly (readonly [string, unknown])[]): void {
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const shown = `${kind} ${JSON.stringify(name.slice(0, 80))}`;
    if (seen.has(name)) throw new SafetensorsError("header", `${shown} comes twice`);
    if (!isWellFormed(name) || (typeof value === "string" && !isWellFormed(value))) {
      throw new SafetensorsError("header", `${shown} is no well-formed text: half a character`);
    }
    seen.add(name);
  }
}

/** Half of a surrogate pair cannot be written as UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function checkTensor(name: string, { dtype, shape, data }: SafetensorsTensor): void {
  if (name === metadataKey) throw tensorError(name, "this name is reserved for the metadata");
  if (!isDtype(dtype)) throw tensorError(name, `its dtype ${String(dtype)} is not known`);
  const expected = byteCount(name, dtype, shape);
  if (data.length !== expected) {
    const given = `shape [${shape.join(", ")}] of ${dtype}`;
    throw tensorError(name, `${given} needs ${expected} bytes, its data have ${data.length}`);
  }
}
