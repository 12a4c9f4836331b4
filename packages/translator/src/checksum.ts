// The constants of FNV-1a with 32 bits (Fowler, Noll and Vo).
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** The FNV-1a hash of some bytes: it finds every single damaged byte, and others with a chance of 1 − 2⁻³². */
export function checksum(parts: Iterable<Uint8Array>): string {
  let value = offsetBasis;
  for (const part of parts) {
    for (const byte of part) value = Math.imul(value ^ byte, prime);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
