/** The languages that the views speak. */
export type Language = "en" | "pt-BR";

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A true minus and the language's decimal mark. */
function dress(text: string, language: Language): string {
  const signed = text.replace("-", "−");
  return language === "pt-BR" ? signed.replace(".", ",") : signed;
}

/**
 * A number in four significant digits: `0.7103`, `−12.35`, `3.1·10⁻⁸`.
 */
export function formatNumber(value: number, language: Language = "en", digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
    const power = Math.abs(Number(exponent))
      .toString()
      .replace(/\d/g, (d) => SUPERSCRIPT[Number(d)] ?? "");
    return `${dress(String(Number(mantissa)), language)}·10${Number(exponent) < 0 ? "⁻" : ""}${power}`;
  }
  if (Number.isInteger(value)) return dress(String(value === 0 ? 0 : value), language);
  return dress(value.toPrecision(digits), language);
}

/** `=` where the four digits are the whole number, `≈` where they are not. */
export function equalsSign(value: number): "=" | "≈" {
  return !Number.isFinite(value) || Number(value.toPrecision(4)) === value ? "=" : "≈";
}

/** Decimals that give the largest of a panel's values four significant digits, so that the panel's numbers line up. */
export function decimalsFor(values: Iterable<number>, digits = 4): number {
  let largest = 0;
  for (const value of values)
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return digits - 1;
  return Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
}

/** A number with the decimals of its panel; a zero has no sign. */
export function formatFixed(value: number, decimals: number, language: Language = "en"): string {
  if (!Number.isFinite(value)) return formatNumber(value, language);
  const text = value.toFixed(decimals);
  return dress(Number(text) === 0 ? text.replace("-", "") : text, language);
}

/** `71 %`, as it is said; what is less than half a percent but not nothing is `<1 %`. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.005) return "<1 %";
  if (share < 1 && share > 0.995) return ">99 %";
  return `${Math.round(share * 100)} %`;
}
