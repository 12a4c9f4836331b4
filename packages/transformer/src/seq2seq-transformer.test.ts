import {
  crossEntropy,
  debug,
  manualSeed,
  noGrad,
  observe,
  reshape,
  scope,
  slice,
  addInPlace,
  tensor,
  zeros,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { Seq2SeqTransformer } from "./seq2seq-transformer.ts";

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];
/** PyTorch 2.13's numbers, printed with seven decimals; float32 through four layers agrees within 5e-6. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 5));
const ids = (rows: number[] | number[][]): Tensor => tensor(rows, { dtype: "int32" });
const small = {
  srcVocabSize: 13,
  tgtVocabSize: 13,
  dModel: 8,
  numHeads: 2,
  numLayers: 2,
  dimFeedforward: 32,
} as const;

it("gives PyTorch's numbers: two embeddings, nn.Transformer and nn.Linear, drawn in this order", async () => {
  manualSeed(0);
  const model = new Seq2SeqTransformer({
    ...small,
    dropout: 0,
    positions: "none",
    scaleEmbedding: false,
  });
  expect(await numbers(model.forward(ids([[1, 2, 3]]), ids([[4, 5]])))).toEqual(
    near([
      -0.2002355, 0.3715823, 0.2706288, 0.3270945, 0.448975, -1.0168766, 0.8959941, 0.3942754,
      -0.0437587, -0.580124, 0.4246777, 0.0182299, -0.0954442, -0.8066633, 0.2116838, 0.3585195,
      -0.4359442, 0.4800284, -0.3471259, -0.0333265, 0.6452433, 0.4122024, -0.3428991, -0.4653449,
      -0.4476258, 0.2403539,
    ]),
  );
  const names = Object.keys(model.stateDict());
  expect(names).toHaveLength(68);
  expect([names[0], names[1], names[2], names.at(-1)]).toEqual([
    "src_embed.weight",
    "tgt_embed.weight",
    "transformer.encoder.layers.0.self_attn.in_proj_weight",
    "out.bias",
  ]);
});

it("has the paper's base model as default", () => {
  const model = new Seq2SeqTransformer({
    srcVocabSize: 2,
    tgtVocabSize: 2,
    numLayers: 1,
    maxLength: 4,
  });
  const count = model.transformer.parameters().reduce((total, { size }) => total + size, 0);
  expect(count).toBe(7_358_464); // nn.Transformer(num_encoder_layers=1, num_decoder_layers=1)
  expect([model.dropout.p, model.srcEmbed.scale, model.srcPositions?.maxLength]).toEqual([
    0.1,
    true,
    4,
  ]);
});

it("never looks ahead, and never at padding", async () => {
  manualSeed(1);
  const model = new Seq2SeqTransformer({ ...small, paddingId: 0 }).eval();
  const logits = async (src: number[], tgt: number[]): Promise<number[]> =>
    numbers(model.forward(ids([src]), ids([tgt])));
  const base = await logits([5, 6], [1, 2]);
  expect((await logits([5, 6], [1, 9])).slice(0, 13)).toEqual(near(base.slice(0, 13)));
  expect(await logits([5, 6, 0, 0], [1, 2])).toEqual(near(base));
  expect((await logits([5, 6], [1, 2, 0])).slice(0, 26)).toEqual(near(base));
  expect(await logits([5, 7], [1, 2])).not.toEqual(near(base));
  // Nothing but padding: the decoder has nothing to look at, and writes from its own start.
  expect((await logits([0, 0], [1])).every(Number.isFinite)).toBe(true);
});

it("looks at every id where none is padding", async () => {
  manualSeed(1);
  const model = new Seq2SeqTransformer(small).eval();
  const base = await numbers(model.forward(ids([[5, 6]]), ids([[1, 2]])));
  expect(await numbers(model.forward(ids([[5, 6, 0]]), ids([[1, 2]])))).not.toEqual(near(base));
});

it("takes ids without a batch, and encodes apart from decoding", async () => {
  manualSeed(1);
  const model = new Seq2SeqTransformer({ ...small, paddingId: 0 }).eval();
  const [src, tgt] = [ids([5, 6, 7]), ids([1, 2])];
  const logits = model.forward(src, tgt);
  expect(logits.shape).toEqual([2, 13]);
  const encoded = model.encode(ids([[5, 6, 7]]));
  expect(encoded.memory.shape).toEqual([1, 3, 8]);
  expect(await numbers(model.decode(ids([[1, 2]]), encoded))).toEqual(near(await numbers(logits)));
});

it("frees with the model what it was made with, tied or not", () => {
  using watch = debug();
  for (const tied of ["none", "target", "all"] as const) {
    new Seq2SeqTransformer({ ...small, tied }).dispose();
  }
  expect(String(watch.leaks())).toBe("no tensor leaked");
});

it("ties matrices: they are one parameter, under each name in the state dict", () => {
  const count = (tied: "none" | "target" | "all"): number =>
    new Seq2SeqTransformer({ ...small, tied }).parameters().length;
  expect([count("none"), count("target"), count("all")]).toEqual([68, 67, 66]);
  const model = new Seq2SeqTransformer({ ...small, tied: "all" });
  expect(model.out.weight).toBe(model.srcEmbed.weight);
  expect(Object.keys(model.stateDict())).toHaveLength(68);
  const copy = model.clone();
  expect(copy.out.weight).toBe(copy.srcEmbed.weight);
  copy.loadStateDict(model.stateDict());
  expect(() => new Seq2SeqTransformer({ ...small, tgtVocabSize: 14, tied: "all" })).toThrow(
    'tied "all" needs one vocabulary, but srcVocabSize is 13 and tgtVocabSize 14',
  );
});

it("learns positions where asked", () => {
  const model = new Seq2SeqTransformer({ ...small, positions: "learned", maxLength: 6 });
  const names = Object.keys(model.stateDict());
  expect(names).toContain("src_positions.weight");
  expect(names).toContain("tgt_positions.weight");
  expect(model.forward(ids([[1, 2]]), ids([[1]])).shape).toEqual([1, 1, 13]);
});

it("says what does not fit", () => {
  const model = new Seq2SeqTransformer({ ...small, maxLength: 4 });
  const good = ids([[1]]);
  expect(() => model.forward(zeros([1, 2]), good)).toThrow(
    "Seq2SeqTransformer: src is float32 [1, 2]; it takes int32 ids, [batch, length] or [length]",
  );
  expect(() => model.forward(good, zeros([1, 0], { dtype: "int32" }))).toThrow(
    "tgt is int32 [1, 0]",
  );
  expect(() => model.forward(ids([[13]]), good)).toThrow(/13/);
  expect(() => model.forward(ids([[1, 2, 3, 4, 5]]), good)).toThrow("up to place 4 (maxLength)");
  const batches = "both are [batch, length] with the same batch, or both [length]";
  expect(() => model.forward(ids([[1], [2]]), good)).toThrow(batches);
  expect(() => model.forward(ids([1, 2]), good)).toThrow(
    `Seq2SeqTransformer: src is [2] and tgt [1, 1]; ${batches}`,
  );
});

it("shows embeddings, places, every layer and the logits under their paths", () => {
  const model = new Seq2SeqTransformer({ ...small, paddingId: 0 });
  const paths = new Set<string>();
  observe(
    model,
    ({ path, value, declaration }) => {
      paths.add(path);
      expect(declaration.axes).toHaveLength(value.rank);
    },
    () => model.forward(ids([[1, 2, 3]]), ids([[4, 5]])),
  );
  for (const path of [
    "src_embed.output",
    "tgt_positions.positions",
    "transformer.encoder.layers.0.resid_pre",
    "transformer.encoder.layers.1.self_attn.pattern",
    "transformer.encoder.norm.output",
    "transformer.decoder.layers.1.multihead_attn.scores",
    "transformer.decoder.layers.0.hidden",
    "logits",
  ]) {
    expect(paths).toContain(path);
  }
});

it("learns: plain gradient descent on one batch lowers the loss to a tenth", async () => {
  manualSeed(0);
  const model = new Seq2SeqTransformer({ ...small, numLayers: 1, dropout: 0, paddingId: 0 });
  const [src, tgt] = [
    ids([
      [3, 4, 5],
      [6, 7, 0],
    ]),
    ids([
      [1, 5, 4, 3, 2],
      [1, 7, 6, 2, 0],
    ]),
  ];
  const step = (): Tensor =>
    scope(() => {
      const into = slice(tgt, 1, 0, 4);
      const target = reshape(slice(tgt, 1, 1, 5), [8]);
      const logits = reshape(model.forward(src, into), [8, 13]);
      const loss = crossEntropy(logits, target, { ignoreIndex: 0 });
      loss.backward();
      noGrad(() => {
        for (const parameter of model.parameters()) addInPlace(parameter, parameter.grad!, -0.3);
      });
      model.zeroGrad();
      return loss.detach();
    });
  const begin = await step().item();
  for (let count = 0; count < 60; count++) step().dispose();
  // At the start about ln 13; afterwards the batch is known by heart.
  expect(begin).toBeGreaterThan(1.5);
  expect(await step().item()).toBeLessThan(begin / 10);
});
