import { crossEntropy, manualSeed, noGrad, ones, type Tensor, tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { ids, modelOptions } from "../notebook.ts";
import { difference, matrixOf } from "../compare.ts";
import { shapeOf, table } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure, type Step } from "./chapter.ts";

export const modelChapter: Chapter = {
  name: "model",
  formula: "logits = out(norm(layer₂(layer₁(√dModel · embedding(ids) + positions))))",
  shapes: "ids [10] → x [10, 32] → logits [10, 1000]",
  async run({ modules: { model }, weights }, { captions, reading }) {
    const input = tensor(ids, { dtype: "int32" });
    const logits = byHand.model(ids, weights.model);
    const atRest = withPackages.model(ids, model);
    const again = withPackages.model(ids, model);
    const [first, second] = noGrad(() => [0, 1].map(() => model.train().forward(input)));
    model.eval();
    const surprise = await crossEntropy(atRest, input).item();
    const size = model.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
    return {
      figures: [
        figure(captions.repr, String(model)),
        figure(captions.attentionRepr, String(model.encoder.layers.at(0)?.selfAttn)),
        figure(captions.logits(shapeOf(logits)), table(logits, reading)),
        figure(captions.parameters(size)),
        figure(captions.surprise(surprise.toFixed(2))),
        figure(captions.repeated(await apart(atRest, again), await apart(first, second))),
      ],
      steps: [{ name: "model", byHand: logits, withPackages: atRest }, await dropoutStep(logits)],
    };
  },
};

/** The same coins for both columns: dropout of ones, after the same seed, shows which numbers are kept. */
async function dropoutStep(x: byHand.Matrix): Promise<Step> {
  const p = modelOptions.dropout;
  const coins = withPackages.dropout(seeded(ones([x.length, x[0].length])), { p });
  const keep = (await matrixOf(coins)).map((row) => row.map((value) => value !== 0));
  return {
    name: "dropout",
    byHand: byHand.dropout(x, keep, p),
    withPackages: withPackages.dropout(seeded(tensor(x)), { p }),
  };
}

function seeded(x: Tensor): Tensor {
  manualSeed(0);
  return x;
}

async function apart(a: Tensor, b: Tensor): Promise<string> {
  return (await difference(await matrixOf(a), b)).toFixed(2);
}
