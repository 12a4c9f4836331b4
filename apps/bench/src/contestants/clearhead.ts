import {
  clone,
  exp,
  gelu,
  layerNorm,
  matmul,
  mul,
  scaledDotProductAttention,
  scope,
  setNumThreads,
  softmax,
  sum,
  tensor,
  transpose,
  type Tensor,
} from "@clearhead/tensor";
import { timed, type Contestant, type Prepared } from "../contestant.ts";
import { operandsOf, type OperationTask, type RowFunction, type Task } from "../task.ts";
import { prepareDecoding } from "./clearhead-decode.ts";
import { prepareGpt } from "./clearhead-gpt.ts";

const functions: Readonly<Record<RowFunction, (x: Tensor) => Tensor>> = {
  copy: clone,
  exp,
  gelu: (x) => gelu(x),
  gelu_tanh: (x) => gelu(x, { approximate: "tanh" }),
  softmax: (x) => softmax(x, -1),
  layer_norm: (x) => layerNorm(x, [x.shape.at(-1)!]),
};

/** What one run computes; its tensors belong to the scope that it is run in. */
function program(task: OperationTask, operands: readonly Tensor[]): () => Tensor {
  const [a, b, c] = operands;
  switch (task.kind) {
    case "matmul": {
      const left = task.transposeA ? transpose(a, -2, -1) : a;
      const right = task.transposeB ? transpose(b, -2, -1) : b;
      return () => matmul(left, right);
    }
    case "elementwise":
      return () => functions[task.operation](a);
    case "dispatch":
      return () => {
        let x = a;
        for (let i = 0; i < task.operations; i++) x = mul(x, a);
        return x;
      };
    case "attention":
      return () => {
        const y = scaledDotProductAttention(a, b, c);
        for (const x of operands) x.grad = null;
        sum(y).backward();
        return y;
      };
  }
}

/** The task in this repository's packages, on the device and with the products that are in use when it runs. */
export function prepareClearhead(task: Task): Prepared {
  if (task.kind === "train") return prepareGpt(task);
  if (task.kind === "decode") return prepareDecoding(task);
  const needsGradient = task.kind === "attention" || (task.kind === "dispatch" && task.records);
  const operands = operandsOf(task).map(({ data, shape }) =>
    tensor(data, { shape, requiresGrad: needsGradient }),
  );
  const run = program(task, operands);
  return {
    time: (count) => timed(count, () => scope(() => void run())),
    result: () => Promise.resolve(scope(() => Float32Array.from(run().view()))),
    dispose: () => operands.forEach((operand) => operand.dispose()),
  };
}

/** The same, with so many threads during its turns. */
export function onThreads(threads: number, prepared: Prepared): Prepared {
  const during = <T>(fn: () => Promise<T>): Promise<T> => {
    setNumThreads(threads);
    return fn();
  };
  return {
    time: (count) => during(() => prepared.time(count)),
    result: () => during(() => prepared.result()),
    dispose: () => prepared.dispose(),
  };
}

/** This repository's tensors: kernels in WebAssembly. */
export function clearheadWasm(threads = 1): Contestant {
  return {
    name: "clearhead-wasm",
    threads,
    prepare: (task) => Promise.resolve(onThreads(threads, prepareClearhead(task))),
    close: () => undefined,
  };
}
