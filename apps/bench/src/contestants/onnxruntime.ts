import { timed, type Contestant, type Prepared } from "../contestant.ts";
import { encodeModel, type OnnxNode } from "../onnx.ts";
import { requirePeer } from "../peers.ts";
import { operandsOf, type Task } from "../task.ts";

/** What is used of onnxruntime-common, which both packages share. */
interface Runtime {
  env: { wasm: { numThreads?: number }; logLevel?: string };
  InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
}
interface Session {
  run(feeds: Record<string, unknown>): Promise<{ y: { data: Float32Array } }>;
  release(): Promise<void>;
}

/** The task as a graph of ONNX operators from the inputs `a` and `b` to the output `y`, or why there is none. */
function graphOf(task: Task): OnnxNode[] | string {
  switch (task.kind) {
    case "matmul": {
      const { transposeA, transposeB, batch } = task;
      if (!transposeA && !transposeB) return [{ type: "MatMul", inputs: ["a", "b"] }];
      if (batch > 1) return "has no batched product of turned operands";
      const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
      return [{ type: "Gemm", inputs: ["a", "b"], attributes }];
    }
    case "elementwise":
      switch (task.operation) {
        case "copy":
          return [{ type: "Identity", inputs: ["a"] }];
        case "exp":
          return [{ type: "Exp", inputs: ["a"] }];
        case "gelu":
          return [{ type: "Gelu", inputs: ["a"], attributes: { approximate: "none" } }];
        case "gelu_tanh":
          return [{ type: "Gelu", inputs: ["a"], attributes: { approximate: "tanh" } }];
        case "softmax":
          return [{ type: "Softmax", inputs: ["a"], attributes: { axis: -1 } }];
        case "layer_norm":
          return "has no layer norm without a gain";
      }
    case "dispatch":
      return "runs graphs, not single operations";
    case "attention":
    case "train":
      return "has no gradients";
    case "decode":
      return "is not measured here";
  }
}

async function runtime(name: "onnxruntime-node" | "onnxruntime-web"): Promise<Contestant> {
  const ort = requirePeer(name) as Runtime;
  const isWeb = name === "onnxruntime-web";
  if (isWeb) ort.env.wasm.numThreads = 1;
  return {
    name,
    threads: 1,
    async prepare(task): Promise<Prepared | string> {
      const graph = graphOf(task);
      if (typeof graph === "string") return graph;
      if (task.kind === "train" || task.kind === "decode") return "is not measured here";
      const operands = operandsOf(task);
      const session = await ort.InferenceSession.create(
        encodeModel(
          graph,
          operands.map(({ shape }) => shape),
        ),
        {
          // Both packages register themselves in one place: the backend has to be named.
          executionProviders: [isWeb ? "wasm" : "cpu"],
          intraOpNumThreads: 1,
          interOpNumThreads: 1,
          logSeverityLevel: 3,
        },
      );
      // Node has no global Worker until this package makes one, from which jax-js concludes that it may share memory.
      Reflect.deleteProperty(globalThis, "Worker");
      const feeds = Object.fromEntries(
        operands.map(({ data, shape }, i) => ["ab"[i], new ort.Tensor("float32", data, shape)]),
      );
      return {
        time: (count) => timed(count, () => session.run(feeds)),
        result: async () => (await session.run(feeds)).y.data,
        dispose: () => void session.release(),
      };
    },
    close: () => undefined,
  };
}

/** ONNX Runtime as WebAssembly. */
export const onnxruntimeWeb = (): Promise<Contestant> => runtime("onnxruntime-web");
/** ONNX Runtime as native code. */
export const onnxruntimeNode = (): Promise<Contestant> => runtime("onnxruntime-node");
