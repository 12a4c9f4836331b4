import {
  add,
  arange,
  causal,
  concat,
  cos,
  manualSeed,
  mul,
  observe,
  padding,
  probesOf,
  randn,
  reshape,
  sin,
  slice,
  sum,
  zeros,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { TransformerDecoderLayer } from "./decoder-layer.ts";
import { TransformerEncoderLayer } from "./encoder-layer.ts";
import { TransformerDecoder, TransformerEncoder } from "./stacks.ts";
import { Transformer } from "./transformer.ts";

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];
/** PyTorch 2.13's numbers, printed with seven decimals; float32 through a few layers agrees within 5e-6. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 5));
const waves = (shape: readonly number[], wave: (x: Tensor) => Tensor): Tensor =>
  reshape(
    wave(
      arange(
        0,
        shape.reduce((a, b) => a * b, 1),
        1,
        { dtype: "float32" },
      ),
    ),
    shape,
  );

const x = waves([1, 3, 8], sin);
const memoryOf = waves([1, 4, 8], cos);
const options = { dModel: 8, nhead: 2, dimFeedforward: 16, batchFirst: true } as const;
const first = async (y: Tensor): Promise<number[]> => (await numbers(y)).slice(0, 8);

it("an encoder layer gives PyTorch's numbers for a seed", async () => {
  manualSeed(0);
  const layer = new TransformerEncoderLayer(options).eval();
  expect(await first(layer.forward(x))).toEqual(
    near([0.191129, 0.6407017, 1.3003777, 0.5510148, -1.6924156, -1.132086, -0.7667357, 0.9080141]),
  );
});

it("an encoder layer with norms first and gelu gives PyTorch's numbers", async () => {
  manualSeed(0);
  const layer = new TransformerEncoderLayer({
    ...options,
    normFirst: true,
    activation: "gelu",
  }).eval();
  expect(await first(layer.forward(x))).toEqual(
    near([
      0.3448129, 0.4048328, 0.9440299, 0.752995, -0.8082011, -0.3219259, -0.4723609, 0.7598315,
    ]),
  );
});

it("a decoder layer gives PyTorch's numbers", async () => {
  manualSeed(0);
  const layer = new TransformerDecoderLayer(options).eval();
  expect(await first(layer.forward(x, memoryOf, { tgtMask: causal() }))).toEqual(
    near([0.3698752, 1.086978, 1.3972609, 0.0112938, -1.488408, -1.5594295, -0.0894767, 0.2719062]),
  );
});

it("a stack begins with equal layers, as PyTorch's, and gives its numbers", async () => {
  manualSeed(0);
  const stack = new TransformerEncoder({
    encoderLayer: new TransformerEncoderLayer(options),
    numLayers: 2,
  });
  expect(await first(stack.eval().forward(x))).toEqual(
    near([
      0.4362655, -0.1405477, 1.1230009, 1.0496013, -1.8586847, -0.3378744, -1.0901459, 0.8183851,
    ]),
  );
  const [one, two] = [...stack.layers].map((layer) => layer.selfAttn.inProjWeight!);
  expect(await numbers(one)).toEqual(await numbers(two));
  expect(one).not.toBe(two);
});

it("the Transformer gives PyTorch's numbers and parameters", async () => {
  manualSeed(0);
  const model = new Transformer({ ...options, numEncoderLayers: 2, numDecoderLayers: 2 }).eval();
  expect(await first(model.forward(memoryOf, x, { tgtMask: causal() }))).toEqual(
    near([
      0.7493281, 0.3313414, 0.882278, -1.8912174, 0.6332713, -0.3365869, -1.2776732, 0.9092588,
    ]),
  );
  const count = model.parameters().reduce((total, { size }) => total + size, 0);
  expect(count).toBe(3040);
  const names = Object.keys(model.stateDict());
  expect(names.slice(0, 12)).toEqual([
    "encoder.layers.0.self_attn.in_proj_weight",
    "encoder.layers.0.self_attn.in_proj_bias",
    "encoder.layers.0.self_attn.out_proj.weight",
    "encoder.layers.0.self_attn.out_proj.bias",
    "encoder.layers.0.linear1.weight",
    "encoder.layers.0.linear1.bias",
    "encoder.layers.0.linear2.weight",
    "encoder.layers.0.linear2.bias",
    "encoder.layers.0.norm1.weight",
    "encoder.layers.0.norm1.bias",
    "encoder.layers.0.norm2.weight",
    "encoder.layers.0.norm2.bias",
  ]);
  expect(names.at(-1)).toBe("decoder.norm.bias");
});

it("prints as PyTorch prints", () => {
  const model = new Transformer({
    dModel: 32,
    nhead: 4,
    numEncoderLayers: 2,
    numDecoderLayers: 2,
    dimFeedforward: 24,
  });
  expect(String(model)).toBe(`Transformer(
  (encoder): TransformerEncoder(
    (layers): ModuleList(
      (0-1): 2 x TransformerEncoderLayer(
        (self_attn): MultiheadAttention(
          (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)
        )
        (linear1): Linear(in_features=32, out_features=24, bias=True)
        (dropout): Dropout(p=0.1, inplace=False)
        (linear2): Linear(in_features=24, out_features=32, bias=True)
        (norm1): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (norm2): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (dropout1): Dropout(p=0.1, inplace=False)
        (dropout2): Dropout(p=0.1, inplace=False)
      )
    )
    (norm): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
  )
  (decoder): TransformerDecoder(
    (layers): ModuleList(
      (0-1): 2 x TransformerDecoderLayer(
        (self_attn): MultiheadAttention(
          (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)
        )
        (multihead_attn): MultiheadAttention(
          (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)
        )
        (linear1): Linear(in_features=32, out_features=24, bias=True)
        (dropout): Dropout(p=0.1, inplace=False)
        (linear2): Linear(in_features=24, out_features=32, bias=True)
        (norm1): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (norm2): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (norm3): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
        (dropout1): Dropout(p=0.1, inplace=False)
        (dropout2): Dropout(p=0.1, inplace=False)
        (dropout3): Dropout(p=0.1, inplace=False)
      )
    )
    (norm): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
  )
)`);
});

it("takes sequences first by default, no batch, and custom stacks", () => {
  const small = {
    dModel: 8,
    nhead: 2,
    dimFeedforward: 16,
    numEncoderLayers: 1,
    numDecoderLayers: 1,
  };
  const model = new Transformer(small);
  expect(model.batchFirst).toBe(false);
  expect(model.forward(zeros([5, 2, 8]), zeros([3, 2, 8])).shape).toEqual([3, 2, 8]);
  expect(model.forward(zeros([5, 8]), zeros([3, 8])).shape).toEqual([3, 8]);
  const customEncoder = new TransformerEncoder({
    encoderLayer: new TransformerEncoderLayer(small),
    numLayers: 3,
  });
  const customDecoder = new TransformerDecoder({
    decoderLayer: new TransformerDecoderLayer(small),
    numLayers: 0,
  });
  const custom = new Transformer({ ...small, customEncoder, customDecoder });
  expect(custom.encoder).toBe(customEncoder);
  expect(custom.forward(zeros([5, 8]), zeros([3, 8])).shape).toEqual([3, 8]);
});

it("leaves every bias out where asked", () => {
  const model = new Transformer({
    ...options,
    numEncoderLayers: 1,
    numDecoderLayers: 1,
    bias: false,
  });
  expect(Object.keys(model.stateDict()).filter((name) => name.includes("bias"))).toEqual([]);
});

it("says what does not fit", () => {
  const model = new Transformer({ ...options, numEncoderLayers: 1, numDecoderLayers: 1 });
  expect(() => model.forward(zeros([2, 5, 8]), zeros([3, 5, 8]))).toThrow(
    "Transformer: src is [2, 5, 8] and tgt [3, 5, 8]; both are [batch, length, 8] with the same batch, or both [length, 8]",
  );
  expect(() => model.forward(zeros([2, 5, 8]), zeros([2, 5, 7]))).toThrow("tgt [2, 5, 7]");
  expect(() => model.forward(zeros([5, 8]), zeros([1, 5, 8]))).toThrow("src is [5, 8]");
  expect(() => new Transformer({ ...options, nhead: 3 })).toThrow(
    "embedDim 8 cannot be shared by 3 heads",
  );
  expect(() => new Transformer({ ...options, dropout: 2 })).toThrow("dropout is 2");
  expect(() => new Transformer({ ...options, numEncoderLayers: 1.5 })).toThrow("numLayers is 1.5");
  const encoderLayer = new TransformerEncoderLayer(options);
  expect(() => encoderLayer.forward(zeros([1, 3, 7]))).toThrow("query [1, 3, 7]");
});

it("does not imply a causal mask, as PyTorch does not", async () => {
  manualSeed(0);
  const layer = new TransformerDecoderLayer(options).eval();
  // Two targets that differ at the last position alone.
  const [tgt, other] = [0, 5].map((last) =>
    concat([slice(x, 1, 0, 2), mul(slice(x, 1, 2), last)], 1),
  );
  const free = await first(layer.forward(tgt, memoryOf));
  expect(await first(layer.forward(other, memoryOf))).not.toEqual(near(free));
  const masks = { tgtMask: causal() };
  const blind = await first(layer.forward(tgt, memoryOf, masks));
  expect(await first(layer.forward(other, memoryOf, masks))).toEqual(near(blind));
});

it("gives a wholly padded source finite numbers and gradients", async () => {
  manualSeed(0);
  const model = new Transformer({ ...options, numEncoderLayers: 1, numDecoderLayers: 1 });
  const [src, tgt] = [randn([2, 4, 8]), randn([2, 3, 8])];
  const mask = padding([4, 0]);
  const y = model.forward(src, tgt, { srcMask: mask, tgtMask: causal(), memoryMask: mask });
  sum(mul(y, y)).backward();
  for (const value of [y, ...model.parameters().map(({ grad }) => grad!)]) {
    expect((await numbers(value)).every(Number.isFinite)).toBe(true);
  }
});

it("shows the residual stream: each part adds up to the next", async () => {
  manualSeed(0);
  const layer = new TransformerDecoderLayer({ ...options, normFirst: true }).eval();
  const seen: Record<string, Tensor> = {};
  observe(
    layer,
    ({ path, value }) => void (seen[path] = value),
    () => layer.forward(x, memoryOf, { tgtMask: causal() }),
  );
  const sums = [
    ["resid_pre", "attn_out", "resid_mid"],
    ["resid_mid", "cross_attn_out", "resid_cross"],
    ["resid_cross", "ff_out", "resid_post"],
  ] as const;
  for (const [before, part, after] of sums) {
    expect(await numbers(seen[after])).toEqual(near(await numbers(add(seen[before], seen[part]))));
  }
  expect(Object.keys(seen)).toEqual(
    expect.arrayContaining([
      "self_attn.pattern",
      "multihead_attn.pattern",
      "hidden",
      "norm3.output",
    ]),
  );
  expect(new Set(Object.keys(seen))).toEqual(new Set(probesOf(layer).map(({ path }) => path)));
});
