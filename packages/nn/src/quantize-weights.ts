import { isTensor, noGrad, quantize, scope, TensorError, to, type Tensor } from "@clearhead/tensor";
import type { Module } from "./module.ts";
import { parameter, type Parameter } from "./parameter.ts";

/** In what the weights of linear maps can be kept. */
export type WeightType = "float16" | "bfloat16" | "int8";

const types: readonly WeightType[] = ["float16", "bfloat16", "int8"];

/**
 * Keeps the weights of a model's linear maps in fewer bits, in place and for good: float16 and bfloat16 take half the memory, int8 with a
 * scale for each output a quarter. They are decoded a few numbers at a time on their way into a product.
 *
 * It is for inference: these weights learn nothing more, while gradients still flow through them to all else. Embeddings, norms and
 * biases stay as they are; a weight that an embedding shares is kept for it in float32. Names in the state dict stay, and an int8
 * weight has its scale beside it: `linear1.weight` and `linear1.weight_scale`, `self_attn.in_proj_weight` and `self_attn.in_proj_weight_scale`.
 *
 * @throws TensorError `value` for another type, a weight that is quantized already, or NaN and infinity in a weight that is to be int8
 * @see torchao.quantization.quantize_ with Int8WeightOnlyConfig
 * @example
 * quantizeWeights(model, "int8");
 * const logits = inference(model, () => model.forward(ids));
 */
export function quantizeWeights(model: Module<string>, type: WeightType): void {
  if (!types.includes(type)) {
    throw new TensorError(
      "value",
      `quantizeWeights: the type is ${type as string}; give ${types.join(", ")}`,
    );
  }
  const places = model.modules().flatMap(placesOf);
  for (const { module, property } of places) {
    const { dtype } = module[property] as Tensor;
    if (dtype === "float32") continue;
    throw new TensorError(
      "value",
      `quantizeWeights: "${property}" of a ${module.constructor.name} is ${dtype} already; quantize a float32 model once`,
      { property, dtype },
    );
  }
  // All of them before any takes its place, so that a model is never half done.
  const weights = new Set(places.map(({ module, property }) => module[property] as Tensor));
  const made = new Map([...weights].map((weight) => [weight, store(weight, type)]));
  for (const { module, property } of places) {
    const stored = made.get(module[property] as Tensor)!;
    module[property] = stored.weight;
    module[`${property}Scale`] = stored.scale;
  }
  const kept = new Set<Tensor>(model.parameters());
  for (const weight of made.keys()) if (!kept.has(weight)) weight.dispose();
}

type Properties = Module<string> & Record<string, unknown>;

/** Where a module holds weights of linear maps. */
function placesOf(module: Module<string>): { module: Properties; property: string }[] {
  const { linearWeights } = module.constructor as typeof Module;
  const properties = module as Properties;
  return linearWeights
    .filter((property) => isTensor(properties[property]))
    .map((property) => ({ module: properties, property }));
}

/** A weight in fewer bits. */
interface Stored {
  readonly weight: Parameter;
  readonly scale: Parameter | null;
}

function store(weight: Tensor, type: WeightType): Stored {
  const constant = (x: Tensor): Parameter => parameter(x, { requiresGrad: false });
  return noGrad(() =>
    scope(() => {
      if (type !== "int8") return { weight: constant(to(weight, type)), scale: null };
      const { values, scale } = quantize(weight);
      return { weight: constant(values), scale: constant(scale) };
    }),
  );
}
