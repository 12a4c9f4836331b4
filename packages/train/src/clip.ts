import {
  add,
  clamp,
  copy,
  div,
  mul,
  noGrad,
  scope,
  sqrt,
  square,
  sum,
  tensor,
  type Tensor,
} from "@clearhead/nn";

/**
 * Scales all gradients together so that their joint norm is at most `maxNorm`:
 * `g ← g · min(maxNorm / (norm + 1e-6), 1)`, `norm = √Σ g²` (torch's `clip_grad_norm_`).
 *
 * Returns the norm before clipping, a scalar; 0 when no parameter has a gradient. A gradient that is not finite makes
 * the norm not finite: read it before you use the gradients.
 *
 * @throws RangeError when `maxNorm` is negative or not a number
 *
 * @example
 * loss.backward();
 * const norm = clipGradNorm(model.parameters(), 1);
 * optimizer.step();
 */
export function clipGradNorm(parameters: Iterable<Tensor>, maxNorm: number): Tensor {
  if (!(maxNorm >= 0))
    throw new RangeError(`clipGradNorm: maxNorm is ${maxNorm}, give a number from 0`);
  const gradients = [...parameters].flatMap(({ grad }) => grad ?? []);
  if (gradients.length === 0) return tensor(0);
  return noGrad(() =>
    scope(() => {
      const norm = sqrt(
        gradients
          .map((gradient) => sum(square(gradient)))
          .reduce((total, part) => add(total, part)),
      );
      const factor = clamp(div(maxNorm, add(norm, 1e-6)), { max: 1 });
      for (const gradient of gradients) copy(gradient, mul(gradient, factor));
      return norm;
    }),
  );
}
