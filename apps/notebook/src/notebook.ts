import { Linear } from "@clearhead/nn";
import { manualSeed, NumpyGenerator } from "@clearhead/tensor";
import { MaskedLM, TransformerDecoderLayer, TransformerEncoderLayer } from "@clearhead/transformer";
import { add, embedding, type Matrix, sinusoidalPositions } from "./by-hand.ts";
import { decoderLayerOf, encoderLayerOf, linearOf, modelOf, plain } from "./weights.ts";

// The notebook's numbers, and those that it leaves open.
export const dModel = 64;
const vocabSize = 100;
const numHeads = 4;
const dimFeedforward = 256;
/** Ten tokens: "the" is 17, "cat" 42, "saw" 63, "rat" 58, "and" 5, "Ana" 90. */
export const ids: number[] = [17, 42, 63, 17, 58, 5, 17, 58, 63, 90];
/** Five tokens of a sentence that is being written, its start first. */
const writtenIds: number[] = [1, 20, 45, 66, 20];

/** The arguments that the notebook gives its model; its feed-forward network does not widen. */
export const modelOptions = {
  vocabSize: 1000,
  dModel: 32,
  numHeads: 4,
  numLayers: 2,
  dropout: 0.5,
  dimFeedforward: 32,
};

/** The layers of the chapters and the notebook's model. */
export interface Modules {
  encoder: TransformerEncoderLayer;
  decoder: TransformerDecoderLayer;
  out: Linear;
  model: MaskedLM;
}

/** What `numpy.random.seed(0)` gives to the notebook's two calls, in their order. */
export function drawAsNumPy(): { x: Matrix; table: Matrix } {
  const numpy = new NumpyGenerator(0);
  const x = rows(numpy.rand(ids.length * dModel)); // np.random.rand(10, dim_model)
  const table = rows(numpy.randn(vocabSize * dModel)); // np.random.randn(vocab_size, dim_model)
  return { x, table };
}

/** What `torch.manual_seed(0)` gives to PyTorch's layers of the same names, made in this order. */
export function drawAsPyTorch(): Modules {
  const layer = { dModel, nhead: numHeads, dimFeedforward };
  manualSeed(0);
  const modules = {
    encoder: new TransformerEncoderLayer(layer).eval(),
    decoder: new TransformerDecoderLayer(layer).eval(),
    out: new Linear(dModel, vocabSize),
  };
  manualSeed(0);
  return { ...modules, model: new MaskedLM(modelOptions) };
}

/** The modules' weights as plain numbers, for the steps by hand. */
export async function weightsOf({ encoder, decoder, out, model }: Modules) {
  return {
    encoder: encoderLayerOf(await plain(encoder), "", numHeads),
    decoder: decoderLayerOf(await plain(decoder), "", numHeads),
    out: linearOf(await plain(out), ""),
    model: modelOf(await plain(model), modelOptions.numLayers, modelOptions.numHeads),
  };
}

/** Everything that the chapters share: the same weights twice, in modules and as plain numbers. */
export interface Notebook {
  x: Matrix;
  table: Matrix;
  modules: Modules;
  weights: Awaited<ReturnType<typeof weightsOf>>;
}

export async function openNotebook(): Promise<Notebook> {
  const modules = drawAsPyTorch();
  return { ...drawAsNumPy(), modules, weights: await weightsOf(modules) };
}

/** The ten words, each with its position: what the first layer of the encoder reads. */
export function readSentence({ table }: Notebook): Matrix {
  return add(embedding(ids, table), sinusoidalPositions(ids.length, dModel));
}

/** The five words written so far: what the first layer of the decoder reads. */
export function writtenSentence({ table }: Notebook): Matrix {
  return add(embedding(writtenIds, table), sinusoidalPositions(writtenIds.length, dModel));
}

function rows(numbers: ArrayLike<number>): Matrix {
  const all = Array.from(numbers);
  return Array.from({ length: all.length / dModel }, (_, i) =>
    all.slice(i * dModel, (i + 1) * dModel),
  );
}
