import type { Recording } from "@clearhead/views";
import type { First } from "../engine/messages.ts";

/** Numbers as they stand in JSON: the bytes of the array, so that not a bit is lost. */
interface Packed {
  readonly float32: string;
}

/** The first state as text for a `<script type="application/json">`; `<` is escaped, so that no text can end the element. */
export function writeFirst(first: First): string {
  const text = JSON.stringify(first, (_, value: unknown) =>
    value instanceof Float32Array ? ({ float32: toBase64(value) } satisfies Packed) : value,
  );
  return text.replaceAll("<", "\\u003c");
}

/** The first state that the build left in the page, or `null` where there is none. */
export function readFirst(text: string | null): First | null {
  if (text === null) return null;
  return JSON.parse(text, (key, value: unknown) =>
    key === "data" ? fromBase64((value as Packed).float32) : value,
  ) as First;
}

function toBase64({ buffer, byteOffset, byteLength }: Recording["data"]): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Recording["data"] {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
