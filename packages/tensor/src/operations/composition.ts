import { apply, grad } from "../apply.ts";
import { enableGrad, isGradEnabled } from "../modes.ts";
import type { Composition, GradientContext } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { permuteView } from "./views.ts";

/**
 * The gradient of a composition: its parts are computed again, at its inputs' places in the graph, and differentiated. What
 * comes out can itself be differentiated and explained.
 */
export function gradientOfParts<Options>(
  composition: Composition<Options>,
  { gradient, input, needs, specs, options }: GradientContext<Options>,
): (Tensor | null)[] {
  const createGraph = isGradEnabled();
  return enableGrad(() => {
    // Views of their own, since one input may be given twice, or be made of another.
    const inputs = specs.map(({ shape }, i) =>
      apply(permuteView, [input(i)], { dims: shape.map((_, axis) => axis) }),
    );
    const y = composition.parts(inputs, options);
    const wanted = inputs.filter((_, i) => needs[i]);
    const found = grad(y, wanted, { gradient, createGraph, allowUnused: true });
    return inputs.map((x) => found[wanted.indexOf(x)] ?? null);
  });
}
