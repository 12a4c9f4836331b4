import { apply, emptyTensor } from "../apply.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { checkChoice, checkNotBool, checkOptions } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { mapElements } from "../cpu/loops.ts";
import * as code from "../cpu/opcode.ts";
import { operand } from "../cpu/operand.ts";
import { evaluator } from "../evaluate.ts";
import { checkTensors } from "../operands.ts";
import type { Gradient, GradientContext, Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { converted, unified } from "./cast.ts";
import { gt, le, lt } from "./compare.ts";

type Context = GradientContext<object>;

/** One-operand arithmetic: the same shape, one kernel with an opcode, integers by the definition. */
function unary(
  name: string,
  formula: string,
  opcode: number,
  element: <T>(m: Arithmetic<T>, x: T) => T,
  saves: "input" | "output" | "nothing",
  gradient: (context: Context) => Tensor,
  fusedOpcode?: number,
): Operation<object> {
  const keeps = { input: { inputs: [0] }, output: { outputs: [0] }, nothing: {} };
  const entry: Operation<object> = {
    name,
    formula,
    outputs: ([x]) => [x],
    meaning: {
      kind: "definition",
      define:
        (m, [x]) =>
        (index) =>
          element(m, x(index)),
    },
    gradient: (context) => [gradient(context)],
    saves: keeps[saves],
    cpu([x], [y]) {
      if (x.dtype === "float32") {
        call(kernels.unary, [operand(y), operand(x)], [opcode]);
      } else {
        const numbers = evaluator();
        mapElements(x, y, (value) => element(numbers, value));
      }
    },
  };
  return fusedOpcode === undefined
    ? entry
    : { ...entry, fusedGradient: fused(fusedOpcode, saves === "output") };
}

/** The gradient in one kernel, from the saved input (or output) and the gradient of the output. */
function fused(opcode: number, readsOutput: boolean): Gradient<object> {
  return ({ gradient, input, output }) => {
    const saved = readsOutput ? output(0) : input(0);
    const result = emptyTensor(saved.shape, saved.dtype, saved.storage.device);
    call(kernels.binary, [operand(result), operand(saved), operand(gradient)], [opcode]);
    return [result];
  };
}

export const negation: Operation<object> = /* @__PURE__ */ unary(
  "neg",
  "y = −x",
  code.unaryNeg,
  (m, x) => m.negate(x),
  "nothing",
  ({ gradient }) => neg(gradient),
);

export const absolute: Operation<object> = /* @__PURE__ */ unary(
  "abs",
  "y = |x|",
  code.unaryAbs,
  (m, x) => m.abs(x),
  "input",
  ({ gradient, input }) => {
    const sign = sub(
      converted(gt(input(0), 0), gradient.dtype),
      converted(lt(input(0), 0), gradient.dtype),
    );
    return mul(gradient, sign);
  },
);

export const exponential: Operation<object> = /* @__PURE__ */ unary(
  "exp",
  "y = eˣ",
  code.unaryExp,
  (m, x) => m.exp(x),
  "output",
  ({ gradient, output }) => mul(gradient, output(0)),
);

export const logarithm: Operation<object> = /* @__PURE__ */ unary(
  "log",
  "y = ln x",
  code.unaryLog,
  (m, x) => m.log(x),
  "input",
  ({ gradient, input }) => div(gradient, input(0)),
);

export const squareRoot: Operation<object> = /* @__PURE__ */ unary(
  "sqrt",
  "y = √x",
  code.unarySqrt,
  (m, x) => m.sqrt(x),
  "output",
  ({ gradient, output }) => div(gradient, mul(output(0), 2)),
);

export const reciprocalRoot: Operation<object> = /* @__PURE__ */ unary(
  "rsqrt",
  "y = 1 / √x",
  code.unaryRsqrt,
  (m, x) => m.divide(m.number(1), m.sqrt(x)),
  "output",
  ({ gradient, output }) => mul(mul(gradient, -0.5), mul(output(0), square(output(0)))),
);

export const inverse: Operation<object> = /* @__PURE__ */ unary(
  "reciprocal",
  "y = 1 / x",
  code.unaryReciprocal,
  (m, x) => m.divide(m.number(1), x),
  "output",
  ({ gradient, output }) => neg(mul(gradient, square(output(0)))),
);

export const squaring: Operation<object> = /* @__PURE__ */ unary(
  "square",
  "y = x²",
  code.unarySquare,
  (m, x) => m.times(x, x),
  "input",
  ({ gradient, input }) => mul(gradient, mul(input(0), 2)),
);

export const sine: Operation<object> = /* @__PURE__ */ unary(
  "sin",
  "y = sin x",
  code.unarySin,
  (m, x) => m.sin(x),
  "input",
  ({ gradient, input }) => mul(gradient, cos(input(0))),
);

export const cosine: Operation<object> = /* @__PURE__ */ unary(
  "cos",
  "y = cos x",
  code.unaryCos,
  (m, x) => m.cos(x),
  "input",
  ({ gradient, input }) => neg(mul(gradient, sin(input(0)))),
);

export const hyperbolicTangent: Operation<object> = /* @__PURE__ */ unary(
  "tanh",
  "y = tanh x",
  code.unaryTanh,
  (m, x) => m.tanh(x),
  "output",
  ({ gradient, output }) => mul(gradient, sub(1, square(output(0)))),
  code.binaryTanhGradient,
);

export const errorFunction: Operation<object> = /* @__PURE__ */ unary(
  "erf",
  "y = erf x = 2/√π · ∫₀ˣ e^(−t²) dt",
  code.unaryErf,
  (m, x) => m.erf(x),
  "input",
  ({ gradient, input }) => mul(gradient, mul(exp(neg(square(input(0)))), 2 / Math.sqrt(Math.PI))),
);

function logistic<T>(m: Arithmetic<T>, x: T): T {
  return m.divide(m.number(1), m.plus(m.number(1), m.exp(m.negate(x))));
}

export const logisticSigmoid: Operation<object> = /* @__PURE__ */ unary(
  "sigmoid",
  "y = σ(x) = 1 / (1 + e⁻ˣ)",
  code.unarySigmoid,
  logistic,
  "output",
  ({ gradient, output }) => mul(gradient, mul(output(0), sub(1, output(0)))),
  code.binarySigmoidGradient,
);

export const rectifier: Operation<object> = /* @__PURE__ */ unary(
  "relu",
  "y = max(x, 0)",
  code.unaryRelu,
  (m, x) =>
    m.choose(
      m.compare("<", x, m.number(0)),
      () => m.number(0),
      () => x,
    ),
  "output",
  // NaN ≤ 0 is false: a NaN lets its gradient through, as in PyTorch.
  ({ gradient, output }) => mul(gradient, sub(1, converted(le(output(0), 0), gradient.dtype))),
  code.binaryReluGradient,
);

/** A gate closes faster than x falls: at −∞, where the formula is ∞ · 0, the value is its limit 0. */
function vanishing<T>(m: Arithmetic<T>, x: T, value: () => T): T {
  return m.choose(m.compare("=", x, m.number(-Infinity)), () => m.number(-0), value);
}

export const swish: Operation<object> = /* @__PURE__ */ unary(
  "silu",
  "y = x · σ(x)",
  code.unarySilu,
  // x / (1 + e⁻ˣ) rather than x · σ(x): no 0 · ∞ at large negative x.
  (m, x) => vanishing(m, x, () => m.divide(x, m.plus(m.number(1), m.exp(m.negate(x))))),
  "input",
  ({ gradient, input }) => {
    const gate = sigmoid(input(0));
    return mul(gradient, mul(gate, add(1, mul(input(0), sub(1, gate)))));
  },
  code.binarySiluGradient,
);

export const smoothRectifier: Operation<object> = /* @__PURE__ */ unary(
  "softplus",
  "y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|))",
  code.unarySoftplus,
  (m, x) => {
    const positive = m.choose(
      m.compare(">", x, m.number(0)),
      () => x,
      () => m.number(0),
    );
    return m.plus(positive, m.log(m.plus(m.number(1), m.exp(m.negate(m.abs(x))))));
  },
  "input",
  ({ gradient, input }) => mul(gradient, sigmoid(input(0))),
);

export const gaussianUnit: Operation<object> = /* @__PURE__ */ unary(
  "gelu",
  "y = x · Φ(x) = x/2 · (1 + erf(x/√2))",
  code.unaryGelu,
  (m, x) =>
    vanishing(m, x, () =>
      m.times(
        m.times(m.number(0.5), x),
        m.plus(m.number(1), m.erf(m.divide(x, m.number(Math.SQRT2)))),
      ),
    ),
  "input",
  ({ gradient, input }) => {
    const x = input(0);
    const cumulative = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return mul(gradient, add(cumulative, mul(x, density)));
  },
  code.binaryGeluGradient,
);

const geluScale = Math.sqrt(2 / Math.PI);
/** From the paper that proposed the approximation (Hendrycks and Gimpel, 2016). */
const geluCubic = 0.044715;

export const gaussianUnitTanh: Operation<object> = /* @__PURE__ */ unary(
  "gelu_tanh",
  "y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))",
  code.unaryGeluTanh,
  (m, x) =>
    vanishing(m, x, () => {
      const cube = m.times(m.number(geluCubic), m.times(x, m.times(x, x)));
      const inner = m.times(m.number(geluScale), m.plus(x, cube));
      return m.times(m.times(m.number(0.5), x), m.plus(m.number(1), m.tanh(inner)));
    }),
  "input",
  ({ gradient, input }) => {
    const x = input(0);
    const t = tanh(mul(mul(x, add(1, mul(square(x), geluCubic))), geluScale));
    const slope = mul(add(1, mul(square(x), 3 * geluCubic)), geluScale);
    const inside = mul(mul(x, sub(1, square(t))), slope);
    return mul(gradient, mul(add(add(1, t), inside), 0.5));
  },
  code.binaryGeluTanhGradient,
);

function run(operation: Operation<object>, x: Tensor): Tensor {
  checkTensors(operation.name, [x]);
  return apply(operation, unified([x], "float32"), {});
}

/**
 * `y = −x`.
 *
 * @param x - any shape, not bool
 * @throws TensorError `dtype` for bool
 * @see torch.neg
 * @example neg(tensor([1, -2])); // → tensor([-1.,  2.])
 */
export function neg(x: Tensor): Tensor {
  checkTensors("neg", [x]);
  checkNotBool("neg", x, "logicalNot turns them round");
  return apply(negation, [x], {});
}

/**
 * `y = |x|`; its gradient at 0 is 0.
 *
 * @param x - any shape, not bool
 * @throws TensorError `dtype` for bool
 * @see torch.abs
 * @example abs(tensor([1, -2])); // → tensor([1., 2.])
 */
export function abs(x: Tensor): Tensor {
  checkTensors("abs", [x]);
  checkNotBool("abs", x, 'count with to(x, "int32")');
  return apply(absolute, [x], {});
}

/**
 * `y = eˣ`.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.exp
 * @example exp(tensor([0, 1])); // → tensor([1.0000, 2.7183])
 */
export function exp(x: Tensor): Tensor {
  return run(exponential, x);
}

/**
 * `y = ln x`: −∞ at 0, NaN below.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.log
 * @example log(tensor([1, Math.E, 0])); // → tensor([0., 1., -inf])
 */
export function log(x: Tensor): Tensor {
  return run(logarithm, x);
}

/**
 * `y = √x`: NaN below 0, and at 0 the gradient is ∞.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.sqrt
 * @example sqrt(tensor([4, 9])); // → tensor([2., 3.])
 */
export function sqrt(x: Tensor): Tensor {
  return run(squareRoot, x);
}

/**
 * `y = 1 / √x`: ∞ at 0, NaN below.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.rsqrt
 * @example rsqrt(tensor([4, 16])); // → tensor([0.5000, 0.2500])
 */
export function rsqrt(x: Tensor): Tensor {
  return run(reciprocalRoot, x);
}

/**
 * `y = 1 / x`: ±∞ at ±0.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.reciprocal
 * @example reciprocal(tensor([2, 4])); // → tensor([0.5000, 0.2500])
 */
export function reciprocal(x: Tensor): Tensor {
  return run(inverse, x);
}

/**
 * `y = x²`.
 *
 * @param x - any shape; bool becomes int32
 * @see torch.square
 * @example square(tensor([3, -4])); // → tensor([ 9., 16.])
 */
export function square(x: Tensor): Tensor {
  checkTensors("square", [x]);
  return apply(squaring, [x.dtype === "bool" ? converted(x, "int32") : x], {});
}

/**
 * `y = sin x`.
 *
 * @param x - any shape, in radians; integers and bool become float32
 * @see torch.sin
 * @example sin(tensor([0, Math.PI / 2])); // → tensor([0., 1.])
 */
export function sin(x: Tensor): Tensor {
  return run(sine, x);
}

/**
 * `y = cos x`.
 *
 * @param x - any shape, in radians; integers and bool become float32
 * @see torch.cos
 * @example cos(tensor([0, Math.PI])); // → tensor([ 1., -1.])
 */
export function cos(x: Tensor): Tensor {
  return run(cosine, x);
}

/**
 * `y = tanh x = (e²ˣ − 1) / (e²ˣ + 1)`: between −1 and 1.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.tanh
 * @example tanh(tensor([0, 1])); // → tensor([0.0000, 0.7616])
 */
export function tanh(x: Tensor): Tensor {
  return run(hyperbolicTangent, x);
}

/**
 * `y = erf x = 2/√π · ∫₀ˣ e^(−t²) dt`, the error function: between −1 and 1.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.erf
 * @example erf(tensor([0, 1])); // → tensor([0.0000, 0.8427])
 */
export function erf(x: Tensor): Tensor {
  return run(errorFunction, x);
}

/**
 * `y = σ(x) = 1 / (1 + e⁻ˣ)`: between 0 and 1.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.sigmoid
 * @example sigmoid(tensor([0, 2])); // → tensor([0.5000, 0.8808])
 */
export function sigmoid(x: Tensor): Tensor {
  return run(logisticSigmoid, x);
}

/**
 * `y = max(x, 0)`; its gradient at 0 is 0.
 *
 * @param x - any shape, not bool
 * @throws TensorError `dtype` for bool
 * @see torch.relu
 * @example relu(tensor([-1, 2])); // → tensor([0., 2.])
 */
export function relu(x: Tensor): Tensor {
  checkTensors("relu", [x]);
  checkNotBool("relu", x, 'count with to(x, "int32")');
  return apply(rectifier, [x], {});
}

/**
 * `y = x · σ(x)`, also called swish; 0 at −∞, where torch gives NaN.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.nn.functional.silu
 * @example silu(tensor([-1, 2])); // → tensor([-0.2689,  1.7616])
 */
export function silu(x: Tensor): Tensor {
  return run(swish, x);
}

/**
 * `y = ln(1 + eˣ)`, without overflow: a smooth {@link relu}.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.nn.functional.softplus
 * @example softplus(tensor([-1, 2])); // → tensor([0.3133, 2.1269])
 */
export function softplus(x: Tensor): Tensor {
  return run(smoothRectifier, x);
}

/**
 * `y = ln σ(x) = −ln(1 + e⁻ˣ)`, without underflow.
 *
 * @param x - any shape; integers and bool become float32
 * @see torch.nn.functional.logsigmoid
 * @example logsigmoid(tensor([-1, 2])); // → tensor([-1.3133, -0.1269])
 */
export function logsigmoid(x: Tensor): Tensor {
  checkTensors("logsigmoid", [x]);
  return neg(softplus(neg(x)));
}

/**
 * `y = x · Φ(x)`, Φ the cumulative normal distribution; 0 at −∞ and ∞ at ∞, where torch gives NaN.
 *
 * @param x - any shape; integers and bool become float32
 * @param options - `approximate`: `"none"` (the default) is exact, `"tanh"` is `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`, as in GPT-2
 * @see torch.nn.functional.gelu; Hendrycks and Gimpel, 2016
 * @example gelu(tensor([-1, 2])); // → tensor([-0.1587,  1.9545])
 */
export function gelu(x: Tensor, options: { readonly approximate?: "none" | "tanh" } = {}): Tensor {
  checkTensors("gelu", [x]);
  checkOptions("gelu", options, ["approximate"]);
  const { approximate = "none" } = options;
  checkChoice("gelu", "approximate", approximate, ["none", "tanh"]);
  return run(approximate === "tanh" ? gaussianUnitTanh : gaussianUnit, x);
}
