import { emptyTensor } from "./apply.ts";
import type { DeviceName } from "./device.ts";
import { defaultDevice, deviceNamed } from "./devices.ts";
import { integerRanges, isHalf, storedArrays, type DType, type TypedArray } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { checkTensors } from "./operands.ts";
import { checkShape, show, sizeOf, type Shape } from "./shape.ts";
import { checkFill, checkNumber, checkWhole, refuse } from "./checks.ts";
import { isTensor, type Nested, type Tensor } from "./tensor.ts";

/** What every function that makes a tensor takes. */
export interface TensorOptions {
  /** `"float32"` unless the data say otherwise (integers in an Int32Array or Int8Array, booleans). */
  readonly dtype?: DType;
  /** Where it lives: the default device when left out. */
  readonly device?: DeviceName;
  /** Whether operations on it record gradients: false when left out. */
  readonly requiresGrad?: boolean;
}

/** Makes a row-major tensor and fills it; the elements of a half are encoded from the float32 that `fill` writes. */
export function filledTensor(
  shape: Shape,
  fallback: DType,
  { dtype = fallback, device = defaultDevice(), requiresGrad = false }: TensorOptions,
  fill: (values: TypedArray) => void,
): Tensor {
  const home = deviceNamed(device);
  const result = emptyTensor(shape, dtype, home);
  if (isHalf(dtype)) {
    const numbers = emptyTensor(shape, "float32", home);
    fill(numbers.view());
    home.copy(numbers, result);
    numbers.dispose();
  } else fill(result.view());
  if (requiresGrad) result.requiresGrad = true;
  return result;
}

function isTypedArray(data: unknown): data is TypedArray {
  if (!ArrayBuffer.isView(data)) return false;
  if ("length" in data && !data.constructor.name.startsWith("Big")) return true;
  refuse("tensor", `a ${data.constructor.name} holds no numbers; make an Int32Array of it`);
}

/** Writes nested arrays row by row and checks that every row has the length of the first. */
function flatten(data: Nested, shape: Shape, values: number[], depth = 0): void {
  if (
    Array.isArray(data) !== depth < shape.length ||
    (Array.isArray(data) && data.length !== shape[depth])
  ) {
    throw new TensorError(
      "shape",
      `tensor: the nested arrays are ragged: at depth ${depth} expected ${depth < shape.length ? `${shape[depth]} items` : "a number"}, ` +
        `got ${Array.isArray(data) ? `${data.length} items` : "a number"}`,
      { shape, depth },
    );
  }
  if (Array.isArray(data)) for (const item of data) flatten(item, shape, values, depth + 1);
  else values.push(asNumber(data));
}

function asNumber(value: unknown): number {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  if (isTensor(value)) {
    refuse(
      "tensor",
      "got a tensor among the numbers; join tensors with stack([…]), copy one with clone(x)",
    );
  }
  refuse("tensor", `${String(value)} (${typeof value}) is not a number`, { value });
}

function shapeOf(data: Nested): number[] {
  const shape: number[] = [];
  for (let level: Nested | undefined = data; Array.isArray(level); level = level[0])
    shape.push(level.length);
  return shape;
}

/** Whether there are elements and all are booleans: a single number makes numbers of them. */
function isAllBoolean(data: Nested): boolean {
  if (!Array.isArray(data)) return typeof data === "boolean";
  return data.length > 0 && data.every(isAllBoolean);
}

/** Throws when a number cannot be stored in an integer type without being silently changed. */
function checkValues(operation: string, dtype: DType, values: ArrayLike<number>): void {
  const range = integerRanges[dtype];
  if (!range) return;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Number.isInteger(value) && value >= range[0] && value <= range[1]) continue;
    throw new TensorError(
      "value",
      `${operation}: ${value} at position ${at} is not a whole number of ${8 * storedArrays[dtype].BYTES_PER_ELEMENT} bits, which ${dtype} needs`,
      { position: at, value },
    );
  }
}

/**
 * A tensor of the given numbers, copied.
 *
 * @param data - nested arrays, a number (0-d) or a typed array with `shape`
 * @returns float32 for numbers, bool for booleans and nothing else, int32 for an `Int32Array`, unless `dtype` says otherwise
 * @throws TensorError `shape` for ragged arrays or a shape that does not fit, `value` for what is not a number of the dtype
 * @see torch.tensor
 * @example
 * tensor([[1, 2], [3, 4]]);
 * // → tensor([[1., 2.],
 * // →         [3., 4.]])
 * tensor(new Int32Array([1, 2, 3, 4]), { shape: [2, 2] }).dtype; // → int32
 */
export function tensor(
  data: Nested | TypedArray,
  options: TensorOptions & { readonly shape?: Shape } = {},
): Tensor {
  let values: ArrayLike<number>;
  let natural: Shape;
  let fallback: DType = "float32";
  if (isTypedArray(data)) {
    values = data;
    natural = [data.length];
    if (data instanceof Int32Array) fallback = "int32";
    if (data instanceof Int8Array) fallback = "int8";
  } else {
    natural = shapeOf(data);
    const list: number[] = [];
    flatten(data, natural, list);
    values = list;
    if (isAllBoolean(data)) fallback = "bool";
  }
  const shape = options.shape ?? natural;
  checkShape("tensor", shape);
  if (sizeOf(shape) !== values.length) {
    throw new TensorError(
      "shape",
      `tensor: ${values.length} numbers do not fill the shape ${show(shape)}, which has ${sizeOf(shape)}`,
      { shape, length: values.length },
    );
  }
  const dtype = options.dtype ?? fallback;
  checkValues("tensor", dtype, values);
  return filledTensor(shape, fallback, options, (target) => {
    if (dtype === "bool")
      for (let at = 0; at < values.length; at++) target[at] = values[at] === 0 ? 0 : 1;
    else target.set(values);
  });
}

/**
 * A tensor of one repeated number.
 *
 * @throws TensorError `shape` for sizes that are not whole and ≥ 0, `value` for a number that the dtype cannot hold
 * @see torch.full
 * @example full([3], 7); // → tensor([7., 7., 7.])
 */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  return filled("full", shape, value, options);
}

function filled(operation: string, shape: Shape, value: number, options: TensorOptions): Tensor {
  checkShape(operation, shape);
  checkFill(operation, { dtype: options.dtype ?? "float32" }, value);
  return filledTensor(shape, "float32", options, (values) => values.fill(value));
}

/**
 * A tensor of zeros.
 *
 * @throws TensorError `shape` for sizes that are not whole and ≥ 0
 * @see torch.zeros
 * @example zeros([2], { dtype: "int32" }); // → tensor([0, 0])
 */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled("zeros", shape, 0, options);
}

/**
 * A tensor of ones.
 *
 * @throws TensorError `shape` for sizes that are not whole and ≥ 0
 * @see torch.ones
 * @example ones([1, 3]); // → tensor([[1., 1., 1.]])
 */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled("ones", shape, 1, options);
}

function like(operation: string, x: Tensor, value: number, options: TensorOptions): Tensor {
  checkTensors(operation, [x]);
  return filled(operation, x.shape, value, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * Zeros of the shape, dtype and device of `x`, unless the options say otherwise.
 *
 * @see torch.zeros_like
 * @example zerosLike(tensor([1, 2])); // → tensor([0., 0.])
 */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return like("zerosLike", x, 0, options);
}

/**
 * Ones of the shape, dtype and device of `x`, unless the options say otherwise.
 *
 * @see torch.ones_like
 * @example onesLike(tensor([true, false])); // → tensor([True, True])
 */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return like("onesLike", x, 1, options);
}

/**
 * One repeated number in the shape, dtype and device of `x`, unless the options say otherwise.
 *
 * @throws TensorError `value` for a number that the dtype cannot hold
 * @see torch.full_like
 * @example fullLike(tensor([1, 2]), 7); // → tensor([7., 7.])
 */
export function fullLike(x: Tensor, value: number, options: TensorOptions = {}): Tensor {
  return like("fullLike", x, value, options);
}

/**
 * `1` on the diagonal, `0` elsewhere: `[rows, columns]`, square when `columns` is left out.
 *
 * @throws TensorError `shape`
 * @see torch.eye
 * @example eye(1, 3); // → tensor([[1., 0., 0.]])
 */
export function eye(rows: number, columns: number = rows, options: TensorOptions = {}): Tensor {
  checkShape("eye", [rows, columns]);
  return filledTensor([rows, columns], "float32", options, (values) => {
    values.fill(0);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  });
}

/**
 * `steps` numbers from `start` to `end`, both included, at equal distances: float32 unless `dtype` says otherwise.
 *
 * The second half is counted back from `end`, so that the last number is `end` itself, bit for bit as torch has it.
 *
 * @throws TensorError `value` when `steps` is no whole number ≥ 0
 * @see torch.linspace
 * @example linspace(0, 1, 5); // → tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 */
export function linspace(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions = {},
): Tensor {
  checkNumber("linspace", "start", start);
  checkNumber("linspace", "end", end);
  checkWhole("linspace", "steps", steps, 0);
  return filledTensor([steps], "float32", options, (values) => {
    // The distance is a float32 where the numbers are; the products and sums are exact enough in float64 to be one fused step.
    const round = values instanceof Float32Array ? Math.fround : Number;
    const [first, last] = [round(start), round(end)];
    const step = steps > 1 ? round(round(last - first) / (steps - 1)) : 0;
    const half = Math.max(1, Math.floor(steps / 2));
    for (let at = 0; at < steps; at++) {
      values[at] = at < half ? first + at * step : last - (steps - 1 - at) * step;
    }
  });
}

/**
 * `start, start + step, …` as long as it is before `end`: int32 unless `dtype` says otherwise or a number is not whole.
 * With one number, `0, 1, …` before it.
 *
 * @returns int32, or float32 when one of the numbers is not whole, unless `dtype` says otherwise
 * @throws TensorError `value` when `step` is 0 or leads away from `end`, or an integer dtype does not hold the numbers
 * @see torch.arange
 * @example arange(3); // → tensor([0, 1, 2])
 */
export function arange(end: number): Tensor;
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(
  first: number,
  second?: number,
  step = 1,
  options: TensorOptions = {},
): Tensor {
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const count = Math.ceil((end - start) / step);
  if (!Number.isFinite(count) || count < 0) {
    throw new TensorError(
      "value",
      `arange: from ${start} to ${end} in steps of ${step} never arrives; step must be finite, not 0, and point from start to end`,
      { start, end, step },
    );
  }
  const isWhole = [start, end, step].every(Number.isInteger);
  const dtype = options.dtype ?? (isWhole ? "int32" : "float32");
  if (count > 0)
    checkValues("arange", dtype, [start, start + (count - 1) * step, count > 1 ? step : 0]);
  return filledTensor([count], isWhole ? "int32" : "float32", options, (values) => {
    for (let at = 0; at < count; at++) values[at] = start + at * step;
  });
}
