import { SafetensorsError } from "./error.ts";
import {
  byteCount,
  isCount,
  isDtype,
  maxHeaderBytes,
  metadataKey,
  type SafetensorsTensor,
  tensorError,
} from "./format.ts";
import { type Json, parseJson } from "./json.ts";

/** What a file holds. */
export interface SafetensorsFile {
  /** The tensors by name, in the order of the header; `data` is a view of the bytes that were read. */
  readonly tensors: Map<string, SafetensorsTensor>;
  /** Remarks beside the tensors, text by text. */
  readonly metadata: Map<string, string>;
}

interface Range {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a file in the safetensors format.
 *
 * Nothing is copied and nothing of the header is believed: lengths, offsets, types and shapes must agree with one
 * another and with the bytes, and the tensors must fill the data without a gap or an overlap.
 * Source: the format's description in the safetensors repository of Hugging Face.
 *
 * @param bytes The whole file.
 * @throws SafetensorsError (`header`, `tensor`) for anything else than a whole, well-formed file.
 *
 * @example
 * const { tensors, metadata } = readSafetensors(bytes);
 * tensors.get("weight"); // { dtype: "F32", shape: [2, 3], data: Uint8Array(24) }
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): SafetensorsFile {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  const headerBytes = readHeaderLength(file);
  const header = readHeader(file.subarray(8, 8 + headerBytes));
  const data = file.subarray(8 + headerBytes);

  const tensors = new Map<string, SafetensorsTensor>();
  const ranges: Range[] = [];
  let metadata = new Map<string, string>();
  for (const [name, entry] of header) {
    if (name === metadataKey) metadata = readMetadata(entry);
    else {
      const { start, end, ...tensor } = readEntry(name, entry, data.length);
      ranges.push({ name, start, end });
      tensors.set(name, { ...tensor, data: data.subarray(start, end) });
    }
  }
  checkTiling(ranges, data.length);
  return { tensors, metadata };
}

function readHeaderLength(file: Uint8Array): number {
  if (file.length < 8) {
    throw new SafetensorsError(
      "header",
      `the file has ${file.length} bytes, too few for its first 8`,
    );
  }
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > maxHeaderBytes) {
    throw new SafetensorsError(
      "header",
      `the header would be ${length} bytes long, more than ${maxHeaderBytes}: this is probably no safetensors file`,
    );
  }
  if (Number(length) > file.length - 8) {
    const there = file.length - 8;
    throw new SafetensorsError(
      "header",
      `the header should be ${length} bytes long but only ${there} follow: the file is truncated`,
    );
  }
  return Number(length);
}

function readHeader(bytes: Uint8Array): Map<string, Json> {
  if (bytes[0] !== "{".charCodeAt(0)) {
    throw new SafetensorsError("header", "the header does not begin with {");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SafetensorsError("header", "the header is no valid UTF-8");
  }
  const header = parseJson(text);
  if (!(header instanceof Map))
    throw new SafetensorsError("header", "the header is no JSON object");
  return header;
}

function readMetadata(entry: Json): Map<string, string> {
  if (!(entry instanceof Map)) {
    throw new SafetensorsError("header", `${metadataKey} must be an object of texts`);
  }
  const metadata = new Map<string, string>();
  for (const [key, value] of entry) {
    if (typeof value !== "string") {
      const shown = JSON.stringify(key.slice(0, 80));
      throw new SafetensorsError("header", `${metadataKey}: the value of ${shown} must be a text`);
    }
    metadata.set(key, value);
  }
  return metadata;
}

/** Checks one tensor's entry by itself. */
function readEntry(
  name: string,
  entry: Json,
  dataBytes: number,
): Omit<SafetensorsTensor, "data"> & { start: number; end: number } {
  if (!(entry instanceof Map)) {
    throw tensorError(name, "its entry must be an object with dtype, shape and data_offsets");
  }
  const dtype = entry.get("dtype");
  const shape = entry.get("shape");
  const offsets = entry.get("data_offsets");
  if (!isDtype(dtype)) {
    throw tensorError(name, `its dtype ${JSON.stringify(dtype)?.slice(0, 80)} is not known`);
  }
  if (!Array.isArray(shape)) throw tensorError(name, "its shape must be a list of whole numbers");
  const expected = byteCount(name, dtype, shape);
  const lengths = shape.filter(isCount);
  const [start, end] = Array.isArray(offsets) && offsets.length === 2 ? offsets : [];
  if (!isCount(start) || !isCount(end) || start > end) {
    throw tensorError(name, "its data_offsets must be two whole numbers, start <= end");
  }
  if (end > dataBytes) {
    throw tensorError(
      name,
      `its data end at byte ${end} but the file has ${dataBytes}: the file is truncated`,
    );
  }
  if (end - start !== expected) {
    const given = `shape [${lengths.join(", ")}] of ${dtype}`.slice(0, 200);
    throw tensorError(
      name,
      `${given} needs ${expected} bytes, its data_offsets give ${end - start}`,
    );
  }
  return { dtype, shape: lengths, start, end };
}

/** The tensors must lie side by side from the first byte of data to the last. */
function checkTiling(ranges: Range[], dataBytes: number): void {
  let filled = 0;
  for (const { name, start, end } of ranges.sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < filled) throw tensorError(name, `its data overlap another's at byte ${start}`);
    if (start > filled) {
      throw tensorError(name, `bytes ${filled} to ${start} before its data belong to no tensor`);
    }
    filled = end;
  }
  if (filled < dataBytes) {
    throw new SafetensorsError(
      "header",
      `the last ${dataBytes - filled} bytes of the file belong to no tensor`,
    );
  }
}
