import { clipNorm, type Tensor } from "@clearhead/nn";

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
  return clipNorm(
    [...new Set(parameters)].flatMap(({ grad }) => grad ?? []),
    maxNorm,
  );
}
