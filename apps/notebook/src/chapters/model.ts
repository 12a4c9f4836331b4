import { crossEntropy, manualSeed, noGrad, ones, type Tensor, tensor } from "@clearhead/nn";
import * as byHand from "../by-hand.ts";
import { ids, modelOptions } from "../notebook.ts";
import { difference, matrixOf } from "../compare.ts";
import { shapeOf, table } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import type { Chapter, Step } from "./chapter.ts";

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
    const numbers = model.parameters().reduce((sum, { size }) => sum + size, 0);
    return {
      numbers: [
        captions.repr,
        String(model),
        captions.attentionRepr,
        String(model.encoder.layers.at(0)?.selfAttn),
        `${captions.logits} ${shapeOf(logits)}`,
        table(logits, reading),
        [
          `${captions.parameters}: ${numbers}`,
          `${captions.surprise}: ${surprise.toFixed(2)}`,
          `${captions.rest}: ${await apart(atRest, again)}`,
          `${captions.training}: ${await apart(first, second)}`,
        ].join("\n"),
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
