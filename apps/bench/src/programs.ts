import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeModel } from "./onnx.ts";
import { resolvePeer } from "./peers.ts";

/** A small program, as somebody who is new to a library would write it. */
export interface Program {
  /** Whose program it is. */
  readonly name: string;
  /** Where its packages are installed. */
  readonly folder: string;
  /** What stands between `import` and `from` (nothing for a module that only does something), and the package. */
  readonly imports: readonly (readonly [names: string, from: string])[];
  /** Leaves the numbers that it computed in `result`. */
  readonly body: string;
  /** Whether a page can run it. */
  readonly isForPages: boolean;
  /** Why Node does not run it as it stands. */
  readonly notInNode?: string;
  /** What a page fetches besides the bundle. */
  readonly files?: readonly string[];
}

const folderOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const ours = { folder: folderOf("."), isForPages: true };
const wasmPeer = { folder: folderOf("peers/wasm"), isForPages: true };
const native = { folder: folderOf("peers/native"), isForPages: false };

const values = "const values = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i));";
const labels = "const labels = Int32Array.from({ length: 64 }, (_, i) => i % 8);";

const clearheadProduct = `${values}
    const x = tensor(values, { shape: [64, 64] });
    const result = await softmax(matmul(x, x), -1).data();`;

/** The softmax of a product of two matrices of 64 × 64. */
const ourProducts: readonly Program[] = [
  {
    ...ours,
    name: "clearhead-wasm",
    imports: [["{ matmul, softmax, tensor }", "@clearhead/tensor"]],
    body: clearheadProduct,
  },
  {
    ...ours,
    name: "clearhead-blas",
    isForPages: false,
    imports: [
      ["{ matmul, softmax, tensor }", "@clearhead/tensor"],
      ["{ useBlas }", "@clearhead/tensor-blas"],
    ],
    body: `await useBlas(); ${clearheadProduct}`,
  },
];

function theirProducts(): Program[] {
  const onnx = `${values}
    const session = await ort.InferenceSession.create(${onnxModel()}, { logSeverityLevel: 3 });
    const x = new ort.Tensor("float32", values, [64, 64]);
    const result = (await session.run({ a: x, b: x })).y.data;`;
  return [
    {
      ...wasmPeer,
      name: "@jax-js/jax",
      imports: [["{ defaultDevice, init, nn, numpy }", "@jax-js/jax"]],
      body: `await init("wasm"); defaultDevice("wasm"); ${values}
        const x = numpy.array(values, { shape: [64, 64] });
        const result = await nn.softmax(numpy.matmul(x.ref, x), -1).data();`,
    },
    tfjs(`${values}
      const x = tf.tensor(values, [64, 64]);
      const result = await tf.softmax(tf.matMul(x, x)).data();`),
    {
      ...wasmPeer,
      name: "onnxruntime-web",
      imports: [["* as ort", "onnxruntime-web/wasm"]],
      body: `ort.env.wasm.numThreads = 1; ${onnx}`,
      files: [
        `${folderOf("peers/wasm")}/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm`,
      ],
    },
    {
      ...native,
      name: "onnxruntime-node",
      imports: [["* as ort", "onnxruntime-node"]],
      body: onnx,
    },
  ];
}

/** A step of a linear classifier of 64 features and 8 classes: loss, gradients, Adam. The result is the loss after it. */
const ourStep: Program = {
  ...ours,
  name: "clearhead-wasm",
  imports: [
    ["{ crossEntropy, matmul, tensor, zeros }", "@clearhead/nn"],
    ["{ AdamW }", "@clearhead/train"],
  ],
  body: `${values} ${labels}
        const x = tensor(values, { shape: [64, 64] });
        const y = tensor(labels);
        const weight = zeros([64, 8], { requiresGrad: true });
        const optimizer = new AdamW([weight], { learningRate: 0.01, weightDecay: 0 });
        crossEntropy(matmul(x, weight), y).backward();
        optimizer.step();
        const result = await crossEntropy(matmul(x, weight), y).data();`,
};

function theirSteps(): Program[] {
  return [
    {
      ...wasmPeer,
      name: "@jax-js/jax",
      imports: [["{ defaultDevice, init, nn, numpy, valueAndGrad }", "@jax-js/jax"]],
      body: `await init("wasm"); defaultDevice("wasm"); ${values} ${labels}
        const x = numpy.array(values, { shape: [64, 64] });
        const y = nn.oneHot(numpy.array(labels, { shape: [64] }), 8);
        const lossOf = (w) => numpy.sum(nn.logSoftmax(numpy.matmul(x.ref, w), -1).mul(y.ref)).mul(-1 / 64);
        const w = numpy.zeros([64, 8]);
        const [loss, gradient] = valueAndGrad(lossOf)(w.ref);
        const mean = gradient.ref.mul(0.1).mul(1 / (1 - 0.9));
        const spread = numpy.square(gradient).mul(0.001).mul(1 / (1 - 0.999));
        const next = w.add(mean.mul(-0.01).mul(numpy.reciprocal(numpy.sqrt(spread).add(1e-8))));
        const result = await lossOf(next).data();`,
    },
    withGradients(
      tfjs(`${values} ${labels}
      const x = tf.tensor(values, [64, 64]);
      const y = tf.oneHot(labels, 8);
      const weight = tf.variable(tf.zeros([64, 8]));
      const lossOf = () => tf.losses.softmaxCrossEntropy(y, tf.matMul(x, weight));
      tf.train.adam(0.01).minimize(lossOf);
      const result = await lossOf().data();`),
    ),
  ];
}

/** TensorFlow.js fetches one of three builds. */
function tfjs(body: string): Program {
  const folder = dirname(resolvePeer("@tensorflow/tfjs-backend-wasm"));
  return {
    ...wasmPeer,
    name: "@tensorflow/tfjs-backend-wasm",
    imports: [
      ["* as tf", "@tensorflow/tfjs-core"],
      ["{ setWasmPaths }", "@tensorflow/tfjs-backend-wasm"],
    ],
    body: `setWasmPaths(${JSON.stringify(`${folder}/`)}); await tf.setBackend("wasm"); ${body}`,
    files: [`${folder}/tfjs-backend-wasm-simd.wasm`],
  };
}

/** Gradients come with the umbrella package, or one by one, or so. */
function withGradients(program: Program): Program {
  return {
    ...program,
    imports: [...program.imports, ["", "@tensorflow/tfjs-core/dist/register_all_gradients"]],
    notInNode: "its gradients come as an ES module that Node does not load",
  };
}

/** The bytes of a model, as an expression. */
function onnxModel(): string {
  const shape = [64, 64];
  const nodes = [
    { type: "MatMul", inputs: ["a", "b"], output: "scores" },
    { type: "Softmax", inputs: ["scores"], attributes: { axis: -1 } },
  ];
  const text = Buffer.from(encodeModel(nodes, [shape, shape])).toString("base64");
  return `Uint8Array.from(atob(${JSON.stringify(text)}), (character) => character.charCodeAt(0))`;
}

const torchProduct = `
x = torch.arange(4096, dtype=torch.float32).sin().reshape(64, 64)
result = torch.softmax(x @ x, -1)`;

const torchStep = `
x = torch.arange(4096, dtype=torch.float32).sin().reshape(64, 64)
y = torch.arange(64) % 8
weight = torch.zeros(64, 8, requires_grad=True)
optimizer = torch.optim.AdamW([weight], lr=0.01, weight_decay=0)
torch.nn.functional.cross_entropy(x @ weight, y).backward()
optimizer.step()
result = torch.nn.functional.cross_entropy(x @ weight, y)`;

/** What is computed, and by whose programs. */
export interface ProgramSet {
  readonly name: string;
  readonly programs: readonly Program[];
  /** The same in Python; PyTorch's numbers are in `result`. */
  readonly torch: string;
}

export function programSets(withPeers: boolean): readonly ProgramSet[] {
  return [
    {
      name: "softmax of a product, 64 × 64",
      programs: [...ourProducts, ...(withPeers ? theirProducts() : [])],
      torch: torchProduct,
    },
    {
      name: "training step, 64 × 8 weights",
      programs: [ourStep, ...(withPeers ? theirSteps() : [])],
      torch: torchStep,
    },
  ];
}
