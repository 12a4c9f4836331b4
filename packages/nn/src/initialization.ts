import * as random from "@clearhead/tensor";
import { copy, full, noGrad, scope, TensorError, type Tensor } from "@clearhead/tensor";

/** Non-linearities for which {@link calculateGain} knows a gain. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leaky_relu";

/** Fills `target` in place with what `make` draws. */
function fill(
  target: Tensor,
  make: (options: { device: Tensor["device"]; dtype: Tensor["dtype"] }) => Tensor,
): Tensor {
  noGrad(() => scope(() => copy(target, make({ device: target.device, dtype: target.dtype }))));
  return target;
}

/** Fills `target` with `value`. @see torch.nn.init.constant_ */
export function constant(target: Tensor, value: number): Tensor {
  return fill(target, (options) => full(target.shape, value, options));
}

/** Fills `target` from U(`low`, `high`). @see torch.nn.init.uniform_ */
export function uniform(target: Tensor, low = 0, high = 1): Tensor {
  return fill(target, (options) => random.uniform(target.shape, low, high, options));
}

/** Fills `target` from N(`mean`, `std`²). @see torch.nn.init.normal_ */
export function normal(target: Tensor, mean = 0, std = 1): Tensor {
  return fill(target, (options) => random.normal(target.shape, mean, std, options));
}

/**
 * How many inputs reach one output of a weight `[out, in, …]`, and how many outputs one input reaches.
 *
 * @throws TensorError `shape` for fewer than two axes
 * @see torch.nn.init._calculate_fan_in_and_fan_out
 */
export function calculateFanInAndFanOut(weight: Tensor): { fanIn: number; fanOut: number } {
  const [out, into, ...receptive] = weight.shape;
  if (out === undefined || into === undefined) {
    throw new TensorError(
      "shape",
      `calculateFanInAndFanOut: a weight of shape [${weight.shape.join(", ")}] has no fan-in and fan-out; it needs at least two axes, [out, in]`,
      { shape: weight.shape },
    );
  }
  const field = receptive.reduce((product, size) => product * size, 1);
  return { fanIn: into * field, fanOut: out * field };
}

/**
 * The factor that keeps a signal's size through a non-linearity. `slope` is leaky ReLU's.
 *
 * @see torch.nn.init.calculate_gain
 */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.sqrt(2);
    case "leaky_relu":
      return Math.sqrt(2 / (1 + slope ** 2));
    case "linear":
    case "sigmoid":
      return 1;
  }
}

function xavierStd(weight: Tensor, gain: number): number {
  const { fanIn, fanOut } = calculateFanInAndFanOut(weight);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

/**
 * Glorot's uniform start: U(±a), `a = gain · √(6 / (fanIn + fanOut))`.
 *
 * @throws TensorError `shape` for fewer than two axes
 * @see torch.nn.init.xavier_uniform_
 */
export function xavierUniform(target: Tensor, { gain = 1 }: { gain?: number } = {}): Tensor {
  const bound = Math.sqrt(3) * xavierStd(target, gain);
  return uniform(target, -bound, bound);
}

/**
 * Glorot's normal start: N(0, std²), `std = gain · √(2 / (fanIn + fanOut))`.
 *
 * @throws TensorError `shape` for fewer than two axes
 * @see torch.nn.init.xavier_normal_
 */
export function xavierNormal(target: Tensor, { gain = 1 }: { gain?: number } = {}): Tensor {
  return normal(target, 0, xavierStd(target, gain));
}

/**
 * He's uniform start: U(±bound), `bound = gain · √(3 / fan)`.
 *
 * @param options.a - leaky ReLU's slope, for its gain
 * @param options.mode - which fan keeps its variance: `"fan_in"` (forward) or `"fan_out"` (backward)
 * @throws TensorError `shape` for fewer than two axes
 * @see torch.nn.init.kaiming_uniform_
 */
export function kaimingUniform(
  target: Tensor,
  {
    a = 0,
    mode = "fan_in",
    nonlinearity = "leaky_relu",
  }: { a?: number; mode?: "fan_in" | "fan_out"; nonlinearity?: Nonlinearity } = {},
): Tensor {
  const { fanIn, fanOut } = calculateFanInAndFanOut(target);
  if (target.size === 0) return target;
  const std = calculateGain(nonlinearity, a) / Math.sqrt(mode === "fan_in" ? fanIn : fanOut);
  const bound = Math.sqrt(3) * std;
  return uniform(target, -bound, bound);
}
