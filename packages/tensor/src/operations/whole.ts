import type { Arithmetic } from "../arithmetic.ts";

/** The smallest whole number that is not below x: `⌈x⌉ = −⌊−x⌋`. */
export function up<T>(m: Arithmetic<T>, x: T): T {
  return m.negate(m.floor(m.negate(x)));
}

/** x without its fraction: `⌈x⌉` where x < 0, else `⌊x⌋`. */
export function towardZero<T>(m: Arithmetic<T>, x: T): T {
  return m.choose(
    m.compare("<", x, m.number(0)),
    () => up(m, x),
    () => m.floor(x),
  );
}
