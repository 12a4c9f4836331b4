import { grad } from "./apply.ts";
import { checkOptions, refuse } from "./checks.ts";
import { tensor } from "./creation.ts";
import { withDevice } from "./devices.ts";
import { describe, refusePromise, TensorError } from "./errors.ts";
import { checkTensors } from "./operands.ts";
import { mul } from "./operations/binary.ts";
import { sum } from "./operations/sum.ts";
import { scope } from "./scope.ts";
import { sameShape, show } from "./shape.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** How closely {@link gradCheck} looks. */
export interface GradCheckOptions {
  /** Half the distance of the two points of a difference quotient. */
  readonly step?: number;
  /** Largest |analytic − numeric| allowed, relative to 1 + |numeric|. */
  readonly tolerance?: number;
}

/**
 * Compares gradients with central differences `(f(x + h) − f(x − h)) / 2h`, in float64 on the reference device.
 *
 * @param fn - a function of tensors that returns one tensor, made of this package's operations
 * @param inputs - where to check; floating-point ones are varied, others passed as they are
 * @returns the largest relative error
 * @throws TensorError `gradient` naming the element that differs most
 * @see torch.autograd.gradcheck
 * @example gradCheck((x) => softmax(x, -1), [tensor([[1, 2, 3]])]) < 1e-9; // → true
 */
export function gradCheck(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradCheckOptions = {},
): number {
  checkTensors("gradCheck", inputs);
  checkOptions("gradCheck", options, ["step", "tolerance"]);
  const { step = 1e-5, tolerance = 1e-6 } = options;
  if (!(step > 0)) refuse("gradCheck", `step ${step} must be above 0`, { step });
  return withDevice("reference", () =>
    scope(() => {
      const copies = inputs.map((input) => {
        const isVaried = input.dtype === "float32" || input.dtype === "float64";
        return tensor(Array.from(input.view()), {
          shape: input.shape,
          dtype: isVaried ? "float64" : input.dtype,
          requiresGrad: isVaried,
        });
      });
      // Weights that differ for each output element, so that no error cancels in the sum.
      const loss = (): Tensor => {
        const y = fn(...copies);
        refusePromise("gradCheck", y);
        if (!isTensor(y))
          refuse("gradCheck", `the function must return a tensor, not ${describe(y)}`);
        const weights = Array.from({ length: y.size }, (_, i) => 1 + Math.sin(3 * i + 1) / 2);
        return sum(mul(y, tensor(weights, { shape: y.shape, dtype: "float64" })));
      };
      const varied = copies.filter((copy) => copy.requiresGrad);
      const gradients = grad(loss(), varied, { allowUnused: true }).map((gradient, i) => {
        const { shape, size } = varied[i];
        if (!gradient) return new Float64Array(size);
        if (sameShape(gradient.shape, shape)) return Float64Array.from(gradient.view());
        throw new TensorError(
          "gradient",
          `gradCheck: the gradient of input ${i} is ${show(gradient.shape)}, the input ${show(shape)}`,
          { input: i },
        );
      });
      let worst = 0;
      varied.forEach((input, i) => {
        const values = input.view();
        for (let at = 0; at < values.length; at++) {
          const center = values[at];
          const lossAt = (value: number): number => {
            values[at] = value;
            return scope(() => loss().view()[0]);
          };
          const numeric = (lossAt(center + step) - lossAt(center - step)) / (2 * step);
          values[at] = center;
          const error = Math.abs(gradients[i][at] - numeric) / (1 + Math.abs(numeric));
          if (!(error <= tolerance)) {
            throw new TensorError(
              "gradient",
              `gradCheck: element ${at} of input ${i}, shape ${show(input.shape)}: the gradient is ${gradients[i][at]}, the difference quotient ${numeric}`,
              { input: i, element: at, error },
            );
          }
          worst = Math.max(worst, error);
        }
      });
      return worst;
    }),
  );
}
