import {
  manualSeed,
  memory,
  observe,
  softmax,
  zeros,
  tensor,
  withDevice,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { generate, generateSteps, type GenerateOptions } from "./generate.ts";
import { Seq2SeqTransformer } from "./seq2seq-transformer.ts";

const [pad, start, end] = [0, 1, 2];
const ends: GenerateOptions = { startId: start, endId: end };

function newModel(
  options: { paddingId?: number; maxLength?: number } = { paddingId: pad },
): Seq2SeqTransformer {
  manualSeed(4);
  return new Seq2SeqTransformer({
    srcVocabSize: 9,
    tgtVocabSize: 7,
    dModel: 8,
    numHeads: 2,
    numLayers: 1,
    maxLength: 20,
    ...options,
  });
}

/** A bias for the output that decides for `id`. */
function bias(id: number): Tensor {
  return tensor(Array.from({ length: 7 }, (_, at) => (at === id ? 100 : 0)));
}

/** What greedy decoding means: the likeliest id after each prefix, computed from scratch. */
async function byHand(
  model: Seq2SeqTransformer,
  source: number[],
  length: number,
): Promise<number[]> {
  model.eval();
  const written = [start];
  while (written.length <= length && written.at(-1) !== end) {
    const logits = model.forward(
      tensor([source], { dtype: "int32" }),
      tensor([written], { dtype: "int32" }),
    );
    const last = [...(await logits.data())].slice(-7);
    written.push(last.indexOf(Math.max(...last)));
  }
  model.train();
  return written.slice(1).filter((id) => id !== end);
}

it("writes the likeliest id after each prefix, for each row as if it were alone", async () => {
  const model = newModel();
  const sources = [[3, 4, 5, 6], [7], [8, 3, 2]];
  const { ids, finished } = await generate(model, sources, { ...ends, maxLength: 9 });
  for (const [row, source] of sources.entries()) {
    expect(ids[row]).toEqual(await byHand(model, source, 9));
    expect(finished[row]).toBe(ids[row].length < 9);
  }
});

it("gives each step's logits and probabilities, and frees them with the next", async () => {
  const model = newModel();
  const seen: Tensor[] = [];
  let index = 0;
  for await (const step of generateSteps(
    model,
    [
      [3, 4],
      [5, 6],
    ],
    { ...ends, maxLength: 3 },
  )) {
    expect(step.index).toBe(index++);
    expect(step.logits.shape).toEqual([2, 7]);
    const expected = [...(await softmax(step.logits, -1).data())];
    expect([...(await step.probabilities.data())]).toEqual(expected);
    const probabilities = [...(await step.probabilities.data())];
    step.ids.forEach((id, row) => {
      const own = probabilities.slice(row * 7, row * 7 + 7);
      // A row that had ended goes on with the end, whatever is likeliest.
      const isLikeliest = own[id] === Math.max(...own);
      expect(isLikeliest || id === end).toBe(true);
    });
    expect(seen.every(({ isDisposed }) => isDisposed)).toBe(true);
    seen.push(step.logits, step.probabilities);
  }
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every(({ isDisposed }) => isDisposed)).toBe(true);
});

it("leaves no tensor behind, also when the reader stops early", async () => {
  const model = newModel();
  await generate(model, [[3, 4]], { ...ends, maxLength: 2 });
  const before = memory().tensors;
  for (let round = 0; round < 5; round++) {
    for await (const { ids } of generateSteps(model, [[3, 4]], { ...ends, maxLength: 4 })) {
      if (ids.length > 0) break;
    }
    await generate(model, [[3, 4]], { ...ends, maxLength: 4 });
  }
  // The garbage collector may meanwhile have taken what other tests left.
  expect(memory().tensors).toBeLessThanOrEqual(before);
});

it("computes where the model is", async () => {
  const options = { ...ends, maxLength: 4 };
  const expected = await generate(newModel(), [[3, 4, 5]], options);
  const model = withDevice("reference", () => newModel());
  expect(await generate(model, [[3, 4, 5]], options)).toEqual(expected);
});

it("computes in evaluation mode and gives the mode back", async () => {
  const model = newModel();
  const once = await generate(model, [[3, 4, 5]], { ...ends, maxLength: 6 });
  expect(model.training).toBe(true);
  expect(await generate(model, [[3, 4, 5]], { ...ends, maxLength: 6 })).toEqual(once);
});

it("stops at the end id, or says that it was cut off", async () => {
  const model = newModel();
  model.loadStateDict({ "out.bias": bias(end) }, { strict: false });
  expect(await generate(model, [[3], [4]], ends)).toEqual({
    ids: [[], []],
    finished: [true, true],
  });
  model.loadStateDict({ "out.bias": bias(5) }, { strict: false });
  expect(await generate(model, [[3]], { ...ends, maxLength: 4 })).toEqual({
    ids: [[5, 5, 5, 5]],
    finished: [false],
  });
  // 50 more than the source, but the model has places for 20.
  expect((await generate(model, [[3]], ends)).ids[0]).toHaveLength(20);
  expect((await generate(model, [[3]], { ...ends, maxLength: 0 })).ids).toEqual([[]]);
});

it("lets an observer stand around each computation", async () => {
  const model = newModel();
  const options: GenerateOptions = {
    ...ends,
    maxLength: 3,
    within: (compute) =>
      observe(
        model,
        ({ name, value }) => {
          if (name !== "logits") return undefined;
          const five = zeros(value.shape);
          five.view().forEach((_, at, all) => (all[at] = at % 7 === 5 ? 1 : 0));
          return five;
        },
        compute,
      ),
  };
  expect((await generate(model, [[3, 4]], options)).ids).toEqual([[5, 5, 5]]);
});

it("refuses what the model cannot take", async () => {
  const model = newModel();
  const attempt = (source: number[][], options: GenerateOptions = ends): Promise<unknown> =>
    generate(model, source, options);
  expect(await attempt([])).toEqual({ ids: [], finished: [] });
  await expect(attempt([[]])).rejects.toThrow(
    "generate: the source is empty; give at least one id",
  );
  await expect(attempt([[3, 9]])).rejects.toThrow(
    "a source id is 9; ids are whole numbers from 0 to 8",
  );
  await expect(attempt([[0.5]])).rejects.toThrow("a source id is 0.5");
  await expect(attempt([new Array(21).fill(3)])).rejects.toThrow(
    "the source has 21 ids, the model has positions for 20 (maxLength); shorten it",
  );
  await expect(attempt([[3]], { startId: 7, endId: 2 })).rejects.toThrow("startId is 7");
  await expect(attempt([[3]], { startId: 1, endId: -1 })).rejects.toThrow("endId is -1");
  await expect(attempt([[3]], { ...ends, maxLength: 1.5 })).rejects.toThrow("maxLength is 1.5");
  await expect(generate(newModel({}), [[3], [3, 4]], ends)).rejects.toThrow(
    "the model has no paddingId",
  );
});
