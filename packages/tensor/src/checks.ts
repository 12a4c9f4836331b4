import { integerRanges, isFloatingPoint, storedArrays } from "./dtype.ts";
import { describe, TensorError } from "./errors.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** Throws what is wrong with an argument. */
export function refuse(
  operation: string,
  reason: string,
  details: Readonly<Record<string, unknown>> = {},
): never {
  throw new TensorError("value", `${operation}: ${reason}`, { operation, ...details });
}

/** Throws unless an argument is a number, which NaN is not unless `mayBeNaN`. */
export function checkNumber(
  operation: string,
  name: string,
  value: unknown,
  mayBeNaN: boolean = false,
): void {
  if (typeof value === "number" && (mayBeNaN || !Number.isNaN(value))) return;
  const got = typeof value === "number" ? "NaN" : isTensor(value) ? "a tensor" : describe(value);
  refuse(operation, `${name} must be a number, got ${got}`, { [name]: value });
}

/** Throws unless an argument is a whole number of at least `least`. */
export function checkWhole(
  operation: string,
  name: string,
  value: number,
  least: number = -Infinity,
): void {
  if (Number.isInteger(value) && value >= least) return;
  const bound = least === -Infinity ? "" : ` of at least ${least}`;
  refuse(operation, `${name} ${value} must be a whole number${bound}`, { [name]: value });
}

/** Throws unless a number can stand among the elements of x as it is. */
export function checkFill(
  operation: string,
  { dtype }: Pick<Tensor, "dtype">,
  value: number,
): void {
  checkNumber(operation, "value", value, true);
  if (dtype === "bool" && value !== 0 && value !== 1) {
    refuse(operation, `value ${value} is neither 0 nor 1, as the elements of a bool tensor are`);
  }
  const range = integerRanges[dtype];
  if (range && !(Number.isInteger(value) && value >= range[0] && value <= range[1])) {
    const bits = 8 * storedArrays[dtype].BYTES_PER_ELEMENT;
    refuse(operation, `value ${value} is not a whole number of ${bits} bits, as the elements are`);
  }
}

/** Throws unless an argument is one of the names that it may be. */
export function checkChoice(
  operation: string,
  name: string,
  value: string,
  choices: readonly string[],
): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  refuse(operation, `${name} "${value}" must be one of ${list}`, { [name]: value });
}

/** `label_smoothing`, `labelsmoothing`: the same name to a person. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** Throws unless the options are an object with no other names than the known ones, so that none is passed over in silence. */
export function checkOptions(operation: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || isTensor(options)) {
    const got = isTensor(options) ? "a tensor" : describe(options);
    refuse(operation, `options come by name, as in { ${known[0]}: … }; got ${got}`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = known.find((other) => plain(other).startsWith(plain(name).slice(0, 3)));
    const hint = near ? `did you mean "${near}"?` : `there are ${known.join(", ")}`;
    refuse(operation, `there is no option "${name}"; ${hint}`, { option: name });
  }
}

/** Throws unless an operand's dtype is right for the operation. */
export function checkType(
  operation: string,
  { dtype }: Tensor,
  isRight: boolean,
  instead: string,
): void {
  if (isRight) return;
  throw new TensorError("dtype", `${operation}: not for ${dtype}; ${instead}`, {
    operation,
    dtype,
  });
}

/** Throws where −x, |x| and the like are asked of truths. */
export function checkNotBool(operation: string, x: Tensor, instead: string): void {
  checkType(operation, x, x.dtype !== "bool", instead);
}

/** Throws unless every operand is floating point. */
export function checkFloating(operation: string, operands: readonly Tensor[]): void {
  for (const x of operands) {
    checkType(operation, x, isFloatingPoint(x.dtype), 'use to(x, "float32")');
  }
}
