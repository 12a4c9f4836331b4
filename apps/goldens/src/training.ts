import { parameter } from "@clearhead/nn";
import {
  clone,
  crossEntropy,
  noGrad,
  reshape,
  scope,
  select,
  slice,
  stack,
  type Tensor,
  tensor,
  zerosLike,
} from "@clearhead/tensor";
import { Adam, AdamW, clipGradNorm, noam, type Optimizer, SGD } from "@clearhead/train";
import { Seq2SeqTransformer } from "@clearhead/transformer";
import { relative, within } from "./agreement.ts";
import type { Arguments } from "./arguments.ts";
import type { Row } from "./row.ts";

const copyOf = (x: Tensor): Tensor => noGrad(() => clone(x));

/** Ten steps of an optimizer on given gradients. */
function optimizerRow(make: (parameters: Tensor[], given: Arguments) => Optimizer): Row {
  return {
    run(given) {
      const gradients = given.tensor("gradients");
      const trained = parameter(copyOf(given.tensor("start")));
      const optimizer = make([trained], given);
      const history: Tensor[] = [];
      for (let step = 0; step < (gradients.shape[0] ?? 0); step++) {
        trained.grad = copyOf(select(gradients, 0, step));
        optimizer.step();
        history.push(copyOf(trained));
      }
      return { after_each_step: stack(history, 0) };
    },
  };
}

/** Optimizers, clipping, schedules, and a whole training. */
export const training: Readonly<Record<string, Row>> = {
  "torch.optim.SGD": optimizerRow(
    (parameters, given) =>
      new SGD(parameters, {
        learningRate: given.get("lr"),
        ...given.options("momentum", "dampening", "weight_decay", "nesterov"),
      }),
  ),
  "torch.optim.Adam": optimizerRow(
    (parameters, given) =>
      new Adam(parameters, {
        learningRate: given.get("lr"),
        ...given.options("betas", "eps", "weight_decay"),
      }),
  ),
  "torch.optim.AdamW": optimizerRow(
    (parameters, given) =>
      new AdamW(parameters, {
        learningRate: given.get("lr"),
        ...given.options("betas", "eps", "weight_decay"),
      }),
  ),
  "torch.nn.utils.clip_grad_norm_": {
    run(given) {
      const parameters = given.tensors().map((gradient) => {
        const clipped = parameter(zerosLike(gradient));
        clipped.grad = copyOf(gradient);
        return clipped;
      });
      const norm = clipGradNorm(parameters, given.get("max_norm"));
      const clipped = parameters.map((each, index) => [`g${index}`, copyOf(each.grad ?? each)]);
      return { total_norm: norm, ...Object.fromEntries(clipped) };
    },
  },
  "paper 5.3": {
    run(given) {
      const schedule = noam({
        dModel: given.get("d_model"),
        warmupSteps: given.get("warmup_steps"),
      });
      const steps = given.tensor("step");
      return { lr: tensor(Float32Array.from(steps.view(), schedule), { shape: steps.shape }) };
    },
  },
  "nn.Embedding x2 + nn.Transformer + nn.Linear, AdamW, clip 1.0, label smoothing 0.1, no positions":
    {
      run(given) {
        const [numEncoderLayers, numDecoderLayers] = given.get<[number, number]>("layers");
        const vocabSize = given.get<number>("vocab");
        const model = new Seq2SeqTransformer({
          srcVocabSize: vocabSize,
          tgtVocabSize: vocabSize,
          dModel: given.get("d_model"),
          numHeads: given.get("nhead"),
          dimFeedforward: given.get("dim_feedforward"),
          numEncoderLayers,
          numDecoderLayers,
          dropout: 0,
          positions: "none",
          scaleEmbedding: false,
        });
        model.loadStateDict(given.parameters);
        given.module = model;
        const optimizer = new AdamW(model.parameters(), {
          learningRate: given.get("lr"),
          weightDecay: given.get("weight_decay"),
        });
        const [src, tgt] = [given.tensor("src"), given.tensor("tgt")];
        const losses: Tensor[] = [];
        for (let step = 0; step < given.get<number>("steps"); step++) {
          const loss = scope(() => {
            const target = select(tgt, 0, step);
            const logits = model.forward(select(src, 0, step), slice(target, 1, 0, -1));
            const result = crossEntropy(
              reshape(logits, [-1, vocabSize]),
              reshape(slice(target, 1, 1), [-1]),
              { labelSmoothing: 0.1 },
            );
            optimizer.zeroGrad();
            result.backward();
            clipGradNorm(model.parameters(), 1);
            optimizer.step();
            return result.detach();
          });
          losses.push(loss);
        }
        const final = Object.entries(model.stateDict()).map(([name, value]) => [
          `final.${name}`,
          value,
        ]);
        return { losses: stack(losses, 0), ...Object.fromEntries(final) };
      },
      agreement: (output) => {
        if (output === "losses") return within(1e-4);
        return relative(finalTolerance, output.endsWith("in_proj_bias") ? isNoKeyBias : undefined);
      },
    },
};

/** Forty steps multiply the rounding of the first; what serves the losses serves the weights. */
const finalTolerance = 1e-4;

/**
 * Softmax does not see a bias that all keys share, so the keys' third of `in_proj_bias` has gradient 0 but for rounding,
 * and AdamW makes full steps of rounding.
 */
function isNoKeyBias(element: number, size: number): boolean {
  return Math.floor((3 * element) / size) !== 1;
}
