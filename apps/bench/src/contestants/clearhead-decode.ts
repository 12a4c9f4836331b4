import {
  argmax,
  gelu,
  noGrad,
  quantizeWeights,
  scope,
  slice,
  tensor,
  type Tensor,
} from "@clearhead/nn";
import { CausalLM } from "@clearhead/transformer";
import type { Prepared } from "../contestant.ts";
import { idsOf, weightsOf, type DecodeTask } from "../decode.ts";

function modelOf(task: DecodeTask): CausalLM {
  const model = new CausalLM({
    vocabSize: task.vocabulary,
    dModel: task.dModel,
    numHeads: task.heads,
    numLayers: task.layers,
    dropout: 0,
    activation: (x) => gelu(x, { approximate: "tanh" }),
    normFirst: true,
    positions: "learned",
    maxLength: task.length,
    scaleEmbedding: false,
    tied: true,
  });
  for (const { name, data, shape } of weightsOf(task)) {
    scope(() => model.loadStateDict({ [name]: tensor(data, { shape }) }, { strict: false }));
  }
  if (task.weights === "int8") quantizeWeights(model, "int8");
  return model.eval();
}

/** Writes with `CausalLM` and its cache, as a user of the packages would. */
export function prepareDecoding(task: DecodeTask): Prepared {
  const model = modelOf(task);
  const cache = model.newCache();
  const read = (ids: Tensor): Tensor => noGrad(() => model.forward(ids, { cache }));
  const ids = idsOf(task);
  const context = tensor(ids.subarray(0, task.context), { shape: [1, task.context] });
  const first = tensor(ids.subarray(task.context), { shape: [1, 1] });
  return {
    time(count) {
      const start = performance.now();
      let last = first;
      for (let i = 0; i < count; i++) {
        const next = scope(() => argmax(slice(read(last), 1, -1), { dim: -1 }));
        if (last !== first) last.dispose();
        last = next;
      }
      const milliseconds = performance.now() - start;
      cache.truncate(task.context);
      return Promise.resolve(milliseconds);
    },
    result() {
      cache.truncate();
      scope(() => void read(context));
      const logits = scope(() => Float32Array.from(read(first).view()));
      cache.truncate(task.context);
      return Promise.resolve(logits);
    },
    dispose() {
      model.dispose();
      cache.dispose();
      for (const x of [context, first]) x.dispose();
    },
  };
}
