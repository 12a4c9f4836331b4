import { apply } from "./apply.ts";
import type { Arithmetic, Element, Input } from "./arithmetic.ts";
import { describe, refusePromise, TensorError } from "./errors.ts";
import { checkTensors } from "./operands.ts";
import type { Gradient, Operation, TensorSpec } from "./operation.ts";
import { evaluateDefinition } from "./reference.ts";
import { checkShape, sameShape, show } from "./shape.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** One `Value` for each name. */
type Each<Names extends readonly string[], Value> = { readonly [Position in keyof Names]: Value };

/** What {@link customOperation} makes an operation of. */
export interface CustomOperation<
  Names extends readonly [string, ...string[]],
  Options extends object,
> {
  /** What explanations and errors call it. */
  readonly name: string;
  /** For people: `y[i] = x[i] / (1 + e^(−β · x[i]))`. */
  readonly formula: string;
  /** What the tensors that it takes are called, in their order. */
  readonly inputs: Names;
  /** Numbers and other plain values that a call may set, with their defaults. */
  readonly options?: Options;
  /** The shape rule: the shape and dtype of the result, or a helpful error. */
  readonly output: (inputs: Each<Names, TensorSpec>, options: Options) => TensorSpec;
  /** One element of the result as arithmetic on elements of the inputs. */
  readonly define: <T>(
    m: Arithmetic<T>,
    inputs: Each<Names, Input<T>>,
    options: Options,
    specs: Each<Names, TensorSpec>,
  ) => Element<T>;
  /** The gradient of each input, written with operations; `null` in the place of an input without one, or of the whole rule. */
  readonly gradient: Gradient<Options> | null;
  /** What the gradient reads, by position: every input when left out. */
  readonly saves?: Operation<Options>["saves"];
  /** Fills the output (`output.view()`, row-major) faster than the definition, on the `cpu` device. */
  readonly kernel?: (inputs: Each<Names, Tensor>, output: Tensor, options: Options) => void;
}

/** An operation of one's own: its tensors in order, then options. */
export interface CustomFunction<Names extends readonly string[], Options extends object> {
  (...operands: [...inputs: Each<Names, Tensor>, options?: Partial<Options>]): Tensor;
  /** What it runs, as tools read it. */
  readonly operation: Operation<Options>;
}

/**
 * Makes an operation of one's own, that runs on every device, is differentiated and explained like those of this package.
 *
 * The definition is written once, over an abstract arithmetic: with numbers it is evaluated (on the `cpu` device too, where no
 * kernel is given), with terms it is explained. `gradCheck` compares the gradient with it.
 *
 * @returns a function of tensors. It throws what the shape rule throws; `index` where the definition reads outside of an input;
 *   `shape` where the gradient is unlike its input
 * @throws TensorError `value` for an operation without inputs
 * @see torch.autograd.Function, torch.library
 * @example
 * const cube = customOperation({
 *   name: "cube",
 *   formula: "y = x³",
 *   inputs: ["x"],
 *   output: ([x]) => x,
 *   define: (m, [x]) => (index) => m.power(x(index), m.number(3)),
 *   gradient: ({ gradient, input }) => [mul(gradient, mul(square(input(0)), 3))],
 * });
 * cube(tensor([1, 2])); // → tensor([1., 8.])
 */
export function customOperation<
  const Names extends readonly [string, ...string[]],
  Options extends object,
>(custom: CustomOperation<Names, Options>): CustomFunction<Names, Options> {
  const { name, formula, inputs: names, kernel, define, gradient } = custom;
  if (names.length === 0) {
    throw new TensorError("value", `${name}: an operation has at least one input`, {
      operation: name,
    });
  }
  const meaning: Operation<Options>["meaning"] = {
    kind: "definition",
    define: (m, inputs, options, specs) =>
      define(
        m,
        inputs.map((read, i) => guarded(read, name, names[i], specs[i])) as never,
        options,
        specs as Each<Names, TensorSpec>,
      ),
  };
  const operation: Operation<Options> = {
    name,
    formula,
    outputs(specs, options) {
      const output = custom.output(specs as Each<Names, TensorSpec>, options);
      checkShape(name, output.shape);
      return [output];
    },
    meaning,
    gradient: gradient && checked(name, names, gradient),
    saves: custom.saves ?? { inputs: names.map((_, i) => i) },
    cpu: (inputs, [output], options) =>
      kernel
        ? kernel(inputs as Each<Names, Tensor>, output, options)
        : evaluateDefinition(meaning, inputs, output, options),
  };
  const run = (...operands: readonly unknown[]): Tensor => {
    const inputs = names.map((_, i) => operands[i] as Tensor);
    checkTensors(name, inputs);
    const options = { ...custom.options, ...(operands[names.length] as object) } as Options;
    return apply(operation, inputs, options);
  };
  return Object.assign(run, { operation });
}

/** Reads like the input, and never outside of it: there is another tensor's memory. */
function guarded<T>(
  read: Input<T>,
  operation: string,
  name: string,
  { shape }: TensorSpec,
): Input<T> {
  return (index) => {
    const lead = index.length - shape.length;
    const isInside = (at: number, size: number): boolean =>
      size === 1 || (Number.isInteger(at) && at >= 0 && at < size);
    if (lead >= 0 && shape.every((size, axis) => isInside(index[lead + axis], size))) {
      return read(index);
    }
    throw new TensorError(
      "index",
      `${operation}: its definition reads ${name}${show(index)}, and ${name} is ${show(shape)}`,
      { operation, index, shape },
    );
  };
}

/** The gradient, which must be like the inputs. */
function checked<Options>(
  operation: string,
  names: readonly string[],
  gradient: Gradient<Options>,
): Gradient<Options> {
  return (context) => {
    const results: unknown = gradient(context);
    refusePromise(`the gradient of ${operation}`, results);
    if (!Array.isArray(results) || results.length !== names.length) {
      const what = Array.isArray(results) ? `${results.length} results` : describe(results);
      throw new TensorError(
        "gradient",
        `${operation}: its gradient gave ${what}; give an array with one for each input (${names.join(", ")}), null where there is none`,
        { operation },
      );
    }
    return results.map((result: unknown, i) => {
      if (result === null) return null;
      const { shape, dtype } = context.specs[i];
      if (isTensor(result) && sameShape(result.shape, shape) && result.dtype === dtype) {
        return result;
      }
      const what = isTensor(result) ? `${show(result.shape)} ${result.dtype}` : describe(result);
      throw new TensorError(
        "shape",
        `${operation}: its gradient for ${names[i]} is ${what}, and ${names[i]} is ${show(shape)} ${dtype}`,
        { operation, input: i },
      );
    });
  };
}
