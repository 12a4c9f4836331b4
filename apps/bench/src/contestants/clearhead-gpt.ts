import { crossEntropy, noGrad, reshape, scope, tensor } from "@clearhead/nn";
import { AdamW, clipGradNorm } from "@clearhead/train";
import { CausalLM } from "@clearhead/transformer";
import { timed, type Prepared } from "../contestant.ts";
import {
  batchOf,
  comparedSteps,
  parametersOf,
  training,
  vocabulary,
  type TrainTask,
} from "../gpt.ts";

/** A model at its start: a function that trains one step and gives the loss. */
function begin(task: TrainTask): { step: () => number; dispose: () => void } {
  const model = new CausalLM({
    vocabSize: vocabulary,
    dModel: task.dModel,
    numHeads: task.heads,
    numLayers: task.layers,
    dropout: 0,
    activation: "gelu",
    normFirst: true,
    positions: "learned",
    maxLength: task.length,
    scaleEmbedding: false,
  });
  scope(() => {
    const state = parametersOf(task).map(
      ({ name, data, shape }) => [name, tensor(data, { shape })] as const,
    );
    noGrad(() => model.loadStateDict(Object.fromEntries(state)));
  });
  const { ids, next } = batchOf(task);
  const input = tensor(ids, { shape: [task.batch, task.length] });
  const target = tensor(next);
  const parameters = [...model.parameters()];
  const optimizer = new AdamW(parameters, training);
  const step = (): number =>
    scope(() => {
      optimizer.zeroGrad();
      const logits = reshape(model.forward(input), [-1, vocabulary]); // [batch · length, vocabulary]
      const loss = crossEntropy(logits, target);
      loss.backward();
      clipGradNorm(parameters, training.maxNorm);
      optimizer.step();
      return loss.view()[0];
    });
  const dispose = (): void => [...parameters, input, target].forEach((x) => x.dispose());
  return { step, dispose };
}

/** Trains `CausalLM` with `AdamW`, as a user of the packages would. */
export function prepareGpt(task: TrainTask): Prepared {
  const { step, dispose } = begin(task);
  return {
    time: (count) => timed(count, step),
    result() {
      const fresh = begin(task);
      const losses = Float32Array.from({ length: comparedSteps }, fresh.step);
      fresh.dispose();
      return Promise.resolve(losses);
    },
    dispose,
  };
}
