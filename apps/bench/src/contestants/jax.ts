import { timed, type Contestant, type Prepared } from "../contestant.ts";
import { operandsOf, type OperationTask, type RowFunction } from "../task.ts";
import { requirePeer } from "../peers.ts";
import { prepareGpt } from "./jax-gpt.ts";

/** What is used of @jax-js/jax. An operation takes its operands away; `ref` is one more reference to keep them. */
export interface Jax {
  init(device: "wasm"): Promise<unknown>;
  defaultDevice(device: "wasm"): void;
  jit<F>(fn: F): F;
  valueAndGrad<P, R extends Value[]>(
    fn: (parameters: P, ...rest: R) => Value,
  ): (parameters: P, ...rest: R) => [Value, P];
  numpy: {
    array(data: Float32Array | Int32Array, options: { shape: readonly number[] }): Value;
    matmul(a: Value, b: Value): Value;
    transpose(x: Value, axes?: readonly number[]): Value;
    split(x: Value, parts: number, axis: number): Value[];
    sum(x: Value): Value;
    exp(x: Value): Value;
    sqrt(x: Value): Value;
    square(x: Value): Value;
    reciprocal(x: Value): Value;
    minimum(a: Value, b: number): Value;
  };
  nn: {
    gelu(x: Value, options: { approximate: boolean }): Value;
    softmax(x: Value, axis: number): Value;
    logSoftmax(x: Value, axis: number): Value;
    oneHot(x: Value, classes: number): Value;
    standardize(x: Value, axis: number, options: { epsilon: number }): Value;
    dotProductAttention(q: Value, k: Value, v: Value, options: { isCausal: boolean }): Value;
  };
}

export interface Value {
  readonly ref: Value;
  readonly shape: readonly number[];
  add(other: Value | number): Value;
  mul(other: Value | number): Value;
  reshape(shape: readonly number[]): Value;
  blockUntilReady(): Promise<Value>;
  data(): Promise<Float32Array>;
  dispose(): void;
}

function program(
  jax: Jax,
  task: OperationTask,
  operands: readonly Value[],
): (() => Value) | string {
  const { numpy, nn } = jax;
  const [a, b] = operands;
  switch (task.kind) {
    case "matmul": {
      const turned = (x: Value, turns: boolean): Value => {
        if (!turns) return x.ref;
        return x.shape.length === 2 ? numpy.transpose(x.ref) : numpy.transpose(x.ref, [0, 2, 1]);
      };
      return () => numpy.matmul(turned(a, task.transposeA), turned(b, task.transposeB));
    }
    case "elementwise": {
      if (task.operation === "copy")
        return "has no call that copies: what changes nothing is taken out of a compiled function";
      const functions: Readonly<Record<Exclude<RowFunction, "copy">, (x: Value) => Value>> = {
        exp: (x) => numpy.exp(x),
        gelu: (x) => nn.gelu(x, { approximate: false }),
        gelu_tanh: (x) => nn.gelu(x, { approximate: true }),
        softmax: (x) => nn.softmax(x, -1),
        layer_norm: (x) => nn.standardize(x, -1, { epsilon: 1e-5 }),
      };
      const compiled = jax.jit(functions[task.operation]);
      return () => compiled(a.ref);
    }
    case "dispatch":
      if (task.records) return "records inside of its gradient functions only";
      return () => {
        let x = a.ref;
        for (let i = 0; i < task.operations; i++) x = x.mul(a.ref);
        return x;
      };
    case "attention":
      return "is not measured here";
  }
}

/** jax-js on its WebAssembly backend, which has one thread in Node. */
export async function jaxJs(): Promise<Contestant> {
  const jax = requirePeer("@jax-js/jax") as Jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return {
    name: "@jax-js/jax",
    threads: 1,
    prepare(task): Promise<Prepared | string> {
      if (task.kind === "train") return Promise.resolve(prepareGpt(jax, task));
      if (task.kind === "decode") return Promise.resolve("is not measured here");
      const operands = operandsOf(task).map(({ data, shape }) => jax.numpy.array(data, { shape }));
      const run = program(jax, task, operands);
      if (typeof run === "string") return Promise.resolve(run);
      const once = async (): Promise<void> => (await run().blockUntilReady()).dispose();
      return Promise.resolve({
        time: (count) => timed(count, once),
        result: () => run().data(),
        dispose: () => operands.forEach((operand) => operand.dispose()),
      });
    },
    close: () => undefined,
  };
}
