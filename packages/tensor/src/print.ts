import { isFloatingPoint, type DType } from "./dtype.ts";
import { sizeOf, type Shape } from "./shape.ts";

// PyTorch's default print options.
const precision = 4;
const lineWidth = 80;
const threshold = 1000;
const edgeItems = 3;

const prefix = "tensor(";

/**
 * The text that PyTorch prints for a tensor with these values: `repr(tensor)`.
 *
 * float32, bool and int32, which stands for PyTorch's default int64, go without saying; other types, and those of empty
 * tensors, are named.
 * Source: PyTorch, `torch/_tensor_str.py`.
 *
 * @param data The values in row-major order; a bool is 0 or 1.
 * @param suffix One more remark at the end, such as `requires_grad=True`.
 *
 * @example
 * formatTensor([1, 2.5, -3], [3], "float32"); // tensor([ 1.0000,  2.5000, -3.0000])
 */
export function formatTensor(
  data: ArrayLike<number>,
  shape: Shape,
  dtype: DType,
  suffix?: string,
): string {
  const size = sizeOf(shape);
  const suffixes: string[] = [];
  if (size === 0 && shape.length !== 1) suffixes.push(`size=(${shape.join(", ")})`);
  const isDefault = dtype === "float32" || ((dtype === "int32" || dtype === "bool") && size > 0);
  if (!isDefault) {
    suffixes.push(`dtype=torch.${dtype}`);
  }
  if (suffix !== undefined) suffixes.push(suffix);
  return withSuffixes(prefix + (size === 0 ? "[]" : formatValues(data, shape, dtype)), suffixes);
}

function formatValues(data: ArrayLike<number>, shape: Shape, dtype: DType): string {
  const size = data.length;
  // A long tensor shows three items at each end of an axis, and only what is shown decides the column width.
  const isSummarized = size > threshold;
  const print = (column: ColumnFormat, dim: number, offset: number, length: number): string => {
    if (dim === shape.length) return column.format(data[offset]);
    const step = length / shape[dim];
    const isRow = dim === shape.length - 1;
    const items: string[] = [];
    for (let index = 0; index < shape[dim]; index++) {
      if (isSummarized && index === edgeItems && shape[dim] > 2 * edgeItems) {
        items.push(isRow ? " ..." : "...");
        index = shape[dim] - edgeItems;
      }
      items.push(print(column, dim + 1, offset + index * step, step));
    }
    const indent = prefix.length + dim;
    const separator = `,${"\n".repeat(shape.length - dim - 1)}${" ".repeat(indent + 1)}`;
    return `[${isRow ? wrap(items, indent, column.width) : items.join(separator)}]`;
  };
  const shown: number[] = [];
  print({ width: 1, format: (value) => String(shown.push(value)) }, 0, 0, size);
  return print(columnFormat(shown, dtype), 0, 0, size);
}

/** Joins the items of a row, with as many on a line as fit. */
function wrap(items: readonly string[], indent: number, width: number): string {
  const perLine = Math.max(1, Math.floor((lineWidth - indent) / (width + 2)));
  const lines: string[] = [];
  for (let start = 0; start < items.length; start += perLine) {
    lines.push(items.slice(start, start + perLine).join(", "));
  }
  return lines.join(`,\n${" ".repeat(indent + 1)}`);
}

interface ColumnFormat {
  readonly width: number;
  readonly format: (value: number) => string;
}

/** One way to write every value: integers with a point, fixed, or scientific when the range asks for it. */
function columnFormat(values: readonly number[], dtype: DType): ColumnFormat {
  if (dtype === "bool") return padded(values, (value) => (value === 0 ? "False" : "True"));
  if (!isFloatingPoint(dtype)) return padded(values, String);
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0);
  if (finite.length === 0) return { width: 1, format: withPoint };
  let least = Infinity;
  let greatest = 0;
  for (const value of finite) {
    least = Math.min(least, Math.abs(value));
    greatest = Math.max(greatest, Math.abs(value));
  }
  if (greatest / least > 1000 || greatest > 1e8 || least < 1e-4) return padded(finite, scientific);
  return padded(finite, finite.every(Number.isInteger) ? withPoint : fixed);
}

/** Right-aligned to the widest of `values`; PyTorch leaves zero, inf and nan out of account. */
function padded(values: readonly number[], text: (value: number) => string): ColumnFormat {
  const width = values.reduce((widest, value) => Math.max(widest, text(value).length), 1);
  return { width, format: (value) => text(value).padStart(width) };
}

function withPoint(value: number): string {
  return nonFinite(value) ?? `${sign(value)}${Math.abs(value)}.`;
}

function fixed(value: number): string {
  return nonFinite(value) ?? roundHalfEven(value, "toFixed");
}

function scientific(value: number): string {
  // Python writes at least two digits of the exponent.
  return (
    nonFinite(value) ?? roundHalfEven(value, "toExponential").replace(/e([+-])(\d)$/, "e$10$2")
  );
}

function nonFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? undefined : `${sign(value)}inf`;
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** Python rounds a tie to the even digit, JavaScript rounds it up; forty digits more tell a tie from a near one. */
function roundHalfEven(value: number, method: "toFixed" | "toExponential"): string {
  const size = Math.abs(value);
  const tie = /^(\d+\.\d{3}[02468])50*(e.*)?$/.exec(size[method](precision + 40));
  return sign(value) + (tie ? tie[1] + (tie[2] ?? "") : size[method](precision));
}

/** Appends the remarks, each on a new line when it would not fit, and closes the parenthesis. */
function withSuffixes(text: string, suffixes: readonly string[]): string {
  let result = text;
  let lastLine = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    const fits = lastLine + suffix.length + 2 <= lineWidth;
    result += (fits ? ", " : `,\n${" ".repeat(prefix.length)}`) + suffix;
    lastLine = (fits ? lastLine + 2 : prefix.length) + suffix.length;
  }
  return `${result})`;
}
