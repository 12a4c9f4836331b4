/** Puts all lines but the first two places further in. */
export function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

/** A float as Python prints it: `0.1`, `1.0`, `1e-05`. */
export function pythonFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return value.toFixed(1);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${digits}e${sign}${exponent.slice(1).padStart(2, "0")}`;
}

export function pythonBoolean(value: boolean): string {
  return value ? "True" : "False";
}

/** A shape as Python prints a tuple: `(32,)`, `(4, 32)`. */
export function pythonTuple(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}
