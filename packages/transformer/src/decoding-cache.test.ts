import {
  argmax,
  gelu,
  inference,
  manualSeed,
  memory,
  quantizeWeights,
  scope,
  slice,
  tensor,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { CausalLM } from "./language-model.ts";
import type { LanguageModelOptions } from "./language-model.ts";

const ids = (rows: number[] | number[][]): Tensor => tensor(rows, { dtype: "int32" });
const small = { vocabSize: 11, dModel: 8, numHeads: 2, numLayers: 2, maxLength: 12 } as const;

function model(options: Partial<LanguageModelOptions> = {}): CausalLM {
  manualSeed(5);
  return new CausalLM({ ...small, ...options });
}

async function expectNear(actual: Tensor, expected: Tensor): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = await Promise.all([actual.data(), expected.data()]);
  // The same sums, but one row is multiplied in another order than several.
  a.forEach((value, at) => expect(value).toBeCloseTo(b[at], 5));
}

const sentence = [3, 1, 4, 1, 5, 9, 2, 6];

it.each([
  ["post-norm, sines", {}],
  [
    "GPT-2's",
    {
      normFirst: true,
      positions: "learned",
      tied: true,
      scaleEmbedding: false,
      activation: (x: Tensor) => gelu(x, { approximate: "tanh" }),
    },
  ],
  ["without positions or layers", { positions: "none", numLayers: 0 }],
] as const)("reads in pieces what it reads at once: %s", async (_, options) => {
  const causal = model(options);
  const all = inference(causal, () => causal.forward(ids([sentence])));
  using cache = causal.newCache();
  for (const [from, to] of [
    [0, 3],
    [3, 4],
    [4, 5],
    [5, 8],
  ] as const) {
    const logits = inference(causal, () =>
      causal.forward(ids([sentence.slice(from, to)]), { cache }),
    );
    await expectNear(logits, slice(all, 1, from, to));
    expect(cache.length).toBe(to);
  }
});

it("looks at no padding of earlier calls, whichever row has it", async () => {
  const causal = model({ paddingId: 0 });
  const rows = [
    [0, 0, 7, 8, 9, 10],
    [3, 4, 5, 6, 7, 8],
  ];
  const all = inference(causal, () => causal.forward(ids(rows)));
  using cache = causal.newCache();
  for (const [from, to] of [
    [0, 3],
    [3, 4],
    [4, 6],
  ] as const) {
    const part = ids(rows.map((row) => row.slice(from, to)));
    const logits = inference(causal, () => causal.forward(part, { cache }));
    // Where a row has seen nothing but padding its own logits mean nothing, and are the same all the same.
    await expectNear(logits, slice(all, 1, from, to));
  }
});

it("reads rows without a batch, forgets tokens, begins anew, and takes up no more memory with each token", async () => {
  const causal = model();
  const read = (part: number[]): Tensor =>
    inference(causal, () => causal.forward(ids(part), { cache }));
  using cache = causal.newCache({ maxLength: 9 });
  read(sentence.slice(0, 5));
  const { bytes } = memory();
  scope(() => {
    read([7]);
    read([7]);
  });
  expect(memory().bytes).toBe(bytes);
  cache.truncate(5);
  const expected = inference(causal, () => causal.forward(ids(sentence)));
  await expectNear(read(sentence.slice(5)), slice(expected, 0, 5));
  cache.truncate();
  await expectNear(read(sentence), expected);
});

it("writes the same tokens with int8 weights, within what 8 bits can tell apart", async () => {
  const causal = model({ normFirst: true });
  const exact = await inference(causal, () => causal.forward(ids([sentence]))).data();
  quantizeWeights(causal, "int8");
  using cache = causal.newCache();
  let rows: Tensor = ids([sentence.slice(0, 7)]);
  const first = inference(causal, () => causal.forward(rows, { cache }));
  rows = ids([[sentence[7]]]);
  const last = inference(causal, () => causal.forward(rows, { cache }));
  const restored = [...(await first.data()), ...(await last.data())];
  const largest = Math.max(...exact.map(Math.abs));
  restored.forEach((value, at) => expect(Math.abs(value - exact[at])).toBeLessThan(0.03 * largest));
  expect(argmax(last, { dim: -1 }).shape).toEqual([1, 1]);
});

it("says what it cannot do, and is as it was", () => {
  const causal = model({ maxLength: 4, paddingId: 0 });
  using cache = causal.newCache();
  const read = (part: Tensor): Tensor => inference(causal, () => causal.forward(part, { cache }));
  read(ids([[1, 2, 3]]));
  expect(() => read(ids([[1, 2]]))).toThrow(
    "DecodingCache: ids [1, 2] behind 3 others are more than its maxLength 4; make a longer one, or truncate() it",
  );
  expect(() => read(ids([[11]]))).toThrow(/11/);
  expect(() => read(tensor([[0.5]]))).toThrow("CausalLM: ids is float32");
  expect(() => causal.forward(ids([[1]]), { cache })).toThrow(
    "KeyValueCache: no gradient flows through a cache; call the model in inference(model, () => …) or noGrad(() => …)",
  );
  expect(() => cache.truncate(4)).toThrow(/truncate to 4 positions/);
  expect(cache.length).toBe(3);
  expect(() => causal.encoder.forward(tensor([[[1]]]), { caches: [] })).toThrow(
    "TransformerEncoder: 0 caches for 2 layers; each layer needs one of its own",
  );
  expect(read(ids([[5]])).shape).toEqual([1, 1, 11]);
});
