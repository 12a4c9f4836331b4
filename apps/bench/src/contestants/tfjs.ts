import { dirname } from "node:path";
import { timed, type Contestant, type Prepared } from "../contestant.ts";
import { operandsOf, type OperationTask } from "../task.ts";
import { requirePeer, resolvePeer } from "../peers.ts";

/** What is used of @tensorflow/tfjs-core. */
interface Tf {
  setBackend(name: "wasm"): Promise<boolean>;
  tensor(data: Float32Array, shape: readonly number[]): Value;
  matMul(a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value;
  clone(x: Value): Value;
  add(a: Value, b: number): Value;
  mul(a: Value, b: Value): Value;
  exp(x: Value): Value;
  softmax(x: Value): Value;
  tidy<T>(fn: () => T): T;
}
interface Value {
  dataSync(): Float32Array;
  dispose(): void;
}

function program(tf: Tf, task: OperationTask, operands: readonly Value[]): (() => Value) | string {
  const [a, b] = operands;
  switch (task.kind) {
    case "matmul":
      return () => tf.matMul(a, b, task.transposeA, task.transposeB);
    case "elementwise":
      // `clone` shares memory, so adding 0 is this library's copy.
      if (task.operation === "copy") return () => tf.add(a, 0);
      if (task.operation === "exp") return () => tf.exp(a);
      if (task.operation === "softmax") return () => tf.softmax(a);
      return `has no ${task.operation}`;
    case "dispatch":
      if (task.records) return "records inside of its gradient functions only";
      return () =>
        tf.tidy(() => {
          let x = tf.clone(a);
          for (let i = 0; i < task.operations; i++) x = tf.mul(x, a);
          return x;
        });
    case "attention":
      return "has no attention";
  }
}

/** TensorFlow.js on its WebAssembly backend, which has one thread in Node. */
export async function tfjsWasm(): Promise<Contestant> {
  const tf = requirePeer("@tensorflow/tfjs-core") as Tf;
  const backend = requirePeer("@tensorflow/tfjs-backend-wasm") as {
    setWasmPaths(folder: string): void;
  };
  backend.setWasmPaths(`${dirname(resolvePeer("@tensorflow/tfjs-backend-wasm"))}/`);
  await tf.setBackend("wasm");
  return {
    name: "@tensorflow/tfjs-backend-wasm",
    threads: 1,
    prepare(task): Promise<Prepared | string> {
      if (task.kind === "train")
        return Promise.resolve("has no gradient of an embedding on this backend");
      if (task.kind === "decode") return Promise.resolve("is not measured here");
      const operands = operandsOf(task).map(({ data, shape }) => tf.tensor(data, shape));
      const run = program(tf, task, operands);
      if (typeof run === "string") return Promise.resolve(run);
      return Promise.resolve({
        // Operations of this backend are synchronous: the result is there when the call returns.
        time: (count) => timed(count, () => run().dispose()),
        result() {
          const value = run();
          const data = Float32Array.from(value.dataSync());
          value.dispose();
          return Promise.resolve(data);
        },
        dispose: () => operands.forEach((operand) => operand.dispose()),
      });
    },
    close: () => undefined,
  };
}
