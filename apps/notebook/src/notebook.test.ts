import { copy, manualSeed, noGrad, normal, tensor } from "@clearhead/tensor";
import { beforeAll, describe, expect, test } from "vitest";
import * as byHand from "./by-hand.ts";
import {
  drawAsNumPy,
  drawAsPyTorch,
  ids,
  modelOptions,
  openNotebook,
  readSentence,
  weightsOf,
  writtenSentence,
  type Notebook,
} from "./notebook.ts";
import * as withPackages from "./with-packages.ts";
import { difference, largestDifference, tolerance } from "./compare.ts";
import { headModules } from "./weights.ts";

const notebook = await openNotebook();
const { weights } = notebook;
const sentence = readSentence(notebook);
const written = writtenSentence(notebook);

// The expected numbers below came out of PyTorch 2.13 (float32) and NumPy 2.4 for the same seeds and inputs.
const apart = (actual: byHand.Vector, expected: byHand.Vector) =>
  largestDifference([actual], [expected]);

test("numpy.random.seed(0): the notebook's rand(10, 64) and randn(100, 64)", () => {
  const { x, table } = drawAsNumPy();
  expect(x).toHaveLength(10);
  expect(table).toHaveLength(100);
  expect(apart(x[0].slice(0, 3), [0.5488135, 0.71518937, 0.60276338])).toBeLessThanOrEqual(
    tolerance,
  );
  expect(apart(x[9].slice(-1), [0.745398073947293])).toBeLessThanOrEqual(tolerance);
  expect(
    apart(table[0].slice(0, 4), [-0.04570396, 0.22050766, -1.02993528, -0.34994336]),
  ).toBeLessThanOrEqual(tolerance);
  expect(apart(table[99].slice(-1), [-0.47501052597558235])).toBeLessThanOrEqual(tolerance);
});

test("torch.manual_seed(0): each layer by hand gives PyTorch's numbers", () => {
  const { selfAttention } = weights.encoder;
  const { pattern } = byHand.oneHead(sentence, sentence, selfAttention.heads[0]);
  expect(
    apart(
      pattern[2],
      [
        0.122067, 0.138851, 0.031592, 0.108554, 0.175815, 0.063478, 0.10712, 0.157419, 0.033703,
        0.061401,
      ],
    ),
  ).toBeLessThanOrEqual(tolerance);
  const heads = byHand.manyHeads(sentence, sentence, selfAttention);
  expect(
    apart(heads[2].slice(0, 4), [-0.496317, 0.193483, 0.725941, -0.274763]),
  ).toBeLessThanOrEqual(tolerance);
  expect(
    apart(heads[9].slice(-4), [-0.147824, -0.300784, -0.122317, -0.048955]),
  ).toBeLessThanOrEqual(tolerance);
  const memory = byHand.encoderLayer(sentence, weights.encoder);
  expect(
    apart(memory[2].slice(0, 4), [-0.308678, -1.282488, 1.67215, -0.557148]),
  ).toBeLessThanOrEqual(tolerance);
  expect(apart(memory[9].slice(-4), [-0.920393, 0.718658, 0.311677, 1.887879])).toBeLessThanOrEqual(
    tolerance,
  );
  const decoded = byHand.decoderLayer(written, memory, weights.decoder);
  expect(
    apart(decoded[0].slice(0, 4), [0.107372, 0.063457, -0.963205, 1.933511]),
  ).toBeLessThanOrEqual(tolerance);
  expect(
    apart(decoded[4].slice(-4), [1.398165, 0.481548, -0.542883, -0.172543]),
  ).toBeLessThanOrEqual(tolerance);
  const [probabilities] = byHand.linearAndSoftmax([decoded[4]], weights.out);
  expect(
    apart(
      [82, 10, 19].map((id) => probabilities[id]),
      [0.040695, 0.02476, 0.02376],
    ),
  ).toBeLessThanOrEqual(tolerance);
});

test("torch.manual_seed(0): the model gives PyTorch's logits", () => {
  const logits = byHand.model(ids, weights.model);
  expect([logits.length, logits[0].length]).toEqual([10, 1000]);
  expect(
    apart(logits[0].slice(0, 4), [-0.053281, 0.069782, 0.068133, 0.389352]),
  ).toBeLessThanOrEqual(tolerance);
  expect(
    apart(logits[9].slice(-4), [-0.678737, 1.472063, -0.332625, -0.336229]),
  ).toBeLessThanOrEqual(tolerance);
});

test("the model prints as PyTorch prints it", () => {
  const { encoder } = notebook.modules.model;
  // The seed's own cell: modelo.attention.
  const attention = `MultiheadAttention(
  (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)
)`;
  expect(String(encoder.layers.at(0)?.selfAttn)).toBe(attention);
  // print(nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 32, 0.5), 2, norm=nn.LayerNorm(32)))
  expect(String(encoder)).toBe(`TransformerEncoder(
  (layers): ModuleList(
    (0-1): 2 x TransformerEncoderLayer(
      (self_attn): ${attention.replaceAll("\n", "\n      ")}
      (linear1): Linear(in_features=32, out_features=32, bias=True)
      (dropout): Dropout(p=0.5, inplace=False)
      (linear2): Linear(in_features=32, out_features=32, bias=True)
      (norm1): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
      (norm2): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
      (dropout1): Dropout(p=0.5, inplace=False)
      (dropout2): Dropout(p=0.5, inplace=False)
    )
  )
  (norm): LayerNorm((32,), eps=1e-05, elementwise_affine=True, bias=True)
)`);
});

describe("by hand = with the packages, with weights as training might leave them", () => {
  // Fresh layers have biases of 0 and norms of 1, which would hide a step that forgets them.
  const modules = drawAsPyTorch();
  let weights: Notebook["weights"];
  const [x, y] = [tensor(sentence), tensor(written)];

  beforeAll(async () => {
    manualSeed(1);
    noGrad(() => {
      const { encoder, decoder, out, model } = modules;
      for (const parameter of [encoder, decoder, out, model].flatMap((m) => m.parameters())) {
        copy(parameter, normal(parameter.shape, parameter.rank === 1 ? 0.5 : 0, 0.2));
      }
    });
    weights = await weightsOf(modules);
  });

  test("embedding", async () => {
    const table = tensor(notebook.table);
    expect(
      await difference(byHand.embedding(ids, notebook.table), withPackages.embedding(ids, table)),
    ).toBeLessThanOrEqual(tolerance);
  });

  test.each([64, 7])("sinusoidalPositions, width %i", async (width) => {
    expect(
      await difference(
        byHand.sinusoidalPositions(50, width),
        withPackages.sinusoidalPositions(50, width),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  test.each([false, true])("attention and one head, causal: %s", async (isCausal) => {
    const plain = byHand.attention(sentence, sentence, sentence, isCausal);
    const packed = withPackages.attention(x, x, x, isCausal);
    expect(await difference(plain.output, packed.output)).toBeLessThanOrEqual(tolerance);
    expect(await difference(plain.pattern, packed.pattern)).toBeLessThanOrEqual(tolerance);
    const [head] = weights.encoder.selfAttention.heads;
    expect(
      await difference(
        byHand.oneHead(sentence, sentence, head, isCausal).output,
        withPackages.oneHead(x, x, headModules(head), isCausal).output,
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  test("many heads, looking at themselves and across", async () => {
    const { selfAttention } = weights.encoder;
    const { selfAttn } = modules.encoder;
    for (const isCausal of [false, true]) {
      expect(
        await difference(
          byHand.manyHeads(sentence, sentence, selfAttention, isCausal),
          withPackages.manyHeads(x, x, selfAttn, isCausal).output,
        ),
      ).toBeLessThanOrEqual(tolerance);
    }
    expect(
      await difference(
        byHand.manyHeads(written, sentence, selfAttention),
        withPackages.manyHeads(y, x, selfAttn).output,
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  test("encoder layer, decoder layer, linear and softmax", async () => {
    expect(
      await difference(
        byHand.encoderLayer(sentence, weights.encoder),
        withPackages.encoderLayer(x, modules.encoder),
      ),
    ).toBeLessThanOrEqual(tolerance);
    expect(
      await difference(
        byHand.decoderLayer(written, sentence, weights.decoder),
        withPackages.decoderLayer(y, x, modules.decoder),
      ),
    ).toBeLessThanOrEqual(tolerance);
    expect(
      await difference(
        byHand.linearAndSoftmax(written, weights.out),
        withPackages.linearAndSoftmax(y, modules.out),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  test("the model", async () => {
    expect(
      await difference(byHand.model(ids, weights.model), withPackages.model(ids, modules.model)),
    ).toBeLessThanOrEqual(tolerance);
    expect(weights.model.layers).toHaveLength(modelOptions.numLayers);
  });
});
