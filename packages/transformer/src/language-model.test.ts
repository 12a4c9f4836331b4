import { arange, debug, manualSeed, tensor, zeros, type Tensor } from "@clearhead/nn";
import { expect, it } from "vitest";
import { CausalLM, MaskedLM } from "./language-model.ts";

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];
/** Two ways to the same float32 numbers. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 5));
const ids = (rows: number[] | number[][]): Tensor => tensor(rows, { dtype: "int32" });
const small = { vocabSize: 11, dModel: 8, numHeads: 2, numLayers: 2, paddingId: 0 } as const;

it("is the notebook's model: ten ids in, logits [10, 1000] out, printed as PyTorch prints", () => {
  const model = new MaskedLM({
    vocabSize: 1000,
    dModel: 32,
    numHeads: 4,
    numLayers: 2,
    dropout: 0.5,
  });
  expect(model.forward(arange(10, 20)).shape).toEqual([10, 1000]);
  expect(String(model)).toBe(`MaskedLM(
  (embedding): TokenEmbedding(1000, 32)
  (positions): SinusoidalPositions(1024, 32)
  (dropout): Dropout(p=0.5, inplace=False)
  (encoder): TransformerEncoder(
    (layers): ModuleList(
      (0-1): 2 x TransformerEncoderLayer(
        (self_attn): MultiheadAttention(
          (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)
        )
        (linear1): Linear(in_features=32, out_features=128, bias=True)
        (dropout): Dropout(p=0.5, inplace=False)
        (linear2): Linear(in_features=128, out_features=32, bias=True)
        (norm1): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (norm2): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (dropout1): Dropout(p=0.5, inplace=False)
        (dropout2): Dropout(p=0.5, inplace=False)
      )
    )
    (norm): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
  )
  (out): Linear(in_features=32, out_features=1000, bias=True)
)`);
});

/** The logits of the first two of three positions. */
async function start(Model: typeof CausalLM | typeof MaskedLM, last: number): Promise<number[]> {
  manualSeed(2);
  const model = new Model(small).eval();
  return (await numbers(model.forward(ids([[3, 4, last]])))).slice(0, 22);
}

it("a causal model never looks ahead, a masked one does", async () => {
  expect(await start(CausalLM, 5)).toEqual(near(await start(CausalLM, 6)));
  expect(await start(MaskedLM, 5)).not.toEqual(near(await start(MaskedLM, 6)));
});

it.each([CausalLM, MaskedLM])("%o does not look at padding", async (Model) => {
  manualSeed(2);
  const model = new Model(small).eval();
  const base = await numbers(model.forward(ids([[3, 4]])));
  expect((await numbers(model.forward(ids([[3, 4, 0]])))).slice(0, 22)).toEqual(near(base));
});

it("frees with the model what it was made with, tied or not", () => {
  using watch = debug();
  for (const tied of [true, false]) new CausalLM({ ...small, tied }).dispose();
  expect(String(watch.leaks())).toBe("no tensor leaked");
});

it("starts its layers apart, and ties embedding and output where asked", async () => {
  const model = new CausalLM({ ...small, tied: true });
  const [one, two] = [...model.encoder.layers].map((layer) => layer.feedForward.linear1);
  expect(await numbers(one.weight)).not.toEqual(await numbers(two.weight));
  expect(model.out.weight).toBe(model.embedding.weight);
  expect(Object.keys(model.stateDict()).slice(0, 2)).toEqual([
    "embedding.weight",
    "encoder.layers.0.self_attn.in_proj_weight",
  ]);
});

it("says what are not ids", () => {
  const model = new CausalLM({ ...small, maxLength: 2 });
  expect(() => model.forward(zeros([1, 2]))).toThrow("CausalLM: ids is float32 [1, 2]");
  expect(() => model.forward(ids([[1, 2, 3]]))).toThrow("maxLength");
  expect(() => model.forward(ids([[11]]))).toThrow(/11/);
});
