import type { Parameter } from "@clearhead/nn";

/** Lets a layer share a weight, and frees the one that it was made with. */
export function tie(layer: { weight: Parameter }, weight: Parameter): void {
  layer.weight.dispose();
  layer.weight = weight;
}
