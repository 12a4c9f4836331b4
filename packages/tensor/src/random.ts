import { checkWhole, refuse } from "./checks.ts";
import { filledTensor, type TensorOptions } from "./creation.ts";
import { describe, TensorError } from "./errors.ts";
import { checkTensors } from "./operands.ts";
import { TorchGenerator } from "./random/torch-generator.ts";
import { checkShape, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** The seed that PyTorch's generator has before anyone calls manual_seed (c10::detail default_rng_seed_val). */
const torchDefaultSeed = 67280421310721;

/** A source of random numbers: PyTorch's CPU stream, and a counter of dropout masks. */
export interface Generator {
  /** Uniform numbers in [low, high): [0, 1) when left out. */
  fillUniform(out: Float32Array | Float64Array, low?: number, high?: number): void;
  /** Normal numbers: mean 0 and standard deviation 1 when left out. */
  fillNormal(out: Float32Array | Float64Array, mean?: number, std?: number): void;
  /** Exponential numbers of rate 1. */
  fillExponential(out: Float32Array | Float64Array): void;
  /** Whole numbers in [low, high). */
  fillIntegers(out: Int32Array, low: number, high: number): void;
  /** The numbers 0 … length − 1 in random order. */
  permutation(length: number): Int32Array;
  /** Philox's arguments for the next dropout mask. */
  nextMask(): { seed: number; offset: number };
  /** All there is to know of it, for a checkpoint; {@link restore} goes on from there. */
  state(): Uint8Array;
  /** Goes on from a state that {@link Generator.state} gave. */
  restore(state: Uint8Array): void;
}

/** Told of a generator before it draws; see {@link repeatable}. */
let beforeDraw: ((generator: Generator) => void) | undefined;

/** Bytes of the mask counter before the stream's own state. */
const counterBytes = 16;

class SeededGenerator implements Generator {
  #stream: TorchGenerator;
  #maskSeed: number;
  #masks = 0;

  constructor(seed: number) {
    this.#stream = new TorchGenerator(seed);
    // The key of Philox is unsigned: a negative seed counts back from 2^53, as it does from 2^64 in the stream.
    this.#maskSeed = seed < 0 ? seed + 2 ** 53 : seed;
  }

  fillUniform(out: Float32Array | Float64Array, low = 0, high = 1): void {
    beforeDraw?.(this);
    this.#stream.fillUniform(out, low, high);
  }

  fillNormal(out: Float32Array | Float64Array, mean = 0, std = 1): void {
    beforeDraw?.(this);
    this.#stream.fillNormal(out, mean, std);
  }

  fillExponential(out: Float32Array | Float64Array): void {
    beforeDraw?.(this);
    this.#stream.fillExponential(out);
  }

  fillIntegers(out: Int32Array, low: number, high: number): void {
    beforeDraw?.(this);
    this.#stream.fillIntegers(out, low, high);
  }

  permutation(length: number): Int32Array {
    beforeDraw?.(this);
    return this.#stream.permutation(length);
  }

  nextMask(): { seed: number; offset: number } {
    beforeDraw?.(this);
    return { seed: this.#maskSeed, offset: this.#masks++ };
  }

  state(): Uint8Array {
    const stream = this.#stream.state();
    const result = new Uint8Array(counterBytes + stream.length);
    const view = new DataView(result.buffer);
    view.setFloat64(0, this.#maskSeed, true);
    view.setFloat64(8, this.#masks, true);
    result.set(stream, counterBytes);
    return result;
  }

  restore(state: Uint8Array): void {
    this.#stream.restore(state.subarray(counterBytes));
    const view = new DataView(state.buffer, state.byteOffset, counterBytes);
    this.#maskSeed = view.getFloat64(0, true);
    this.#masks = view.getFloat64(8, true);
  }
}

/**
 * A stream of its own, for code that must not disturb the default one.
 *
 * @throws TensorError `value` when the seed is not a safe integer
 * @see torch.Generator
 * @example randint(0, 10, [4], { generator: createGenerator(0) }); // → tensor([4, 9, 3, 0])
 */
export function createGenerator(seed: number): Generator {
  return seeded("createGenerator", seed);
}

function seeded(operation: string, seed: number): Generator {
  if (Number.isSafeInteger(seed)) return new SeededGenerator(seed);
  refuse(operation, `the seed ${seed} must be a whole number`, { seed });
}

let generator: Generator | undefined;

/**
 * The stream that is used where no generator is given.
 *
 * @see torch.default_generator
 * @example manualSeed(1) === defaultGenerator(); // → true
 */
export function defaultGenerator(): Generator {
  return (generator ??= createGenerator(torchDefaultSeed));
}

/**
 * Starts the default stream anew: weights, data and dropout masks then repeat, and `rand`, `randn`, `randint`, `randperm`
 * give what PyTorch gives on the CPU.
 *
 * @returns the new stream
 * @throws TensorError `value` when the seed is not a safe integer
 * @see torch.manual_seed
 * @example
 * manualSeed(0);
 * randn([3]); // → tensor([ 1.5410, -0.2934, -2.1788])
 */
export function manualSeed(seed: number): Generator {
  return (generator = seeded("manualSeed", seed));
}

/**
 * Runs `fn` and gives, with its result, what runs a function on the same random numbers again: meanwhile every generator that
 * `fn` drew from is back where `fn` met it. For checkpoints.
 */
export function repeatable<Result>(fn: () => Result): {
  result: Result;
  repeat: (again: () => void) => void;
} {
  const stream = defaultGenerator();
  const states = new Map<Generator, Uint8Array>();
  const outer = beforeDraw;
  beforeDraw = (drawn) => {
    outer?.(drawn);
    if (!states.has(drawn)) states.set(drawn, drawn.state());
  };
  try {
    return { result: fn(), repeat };
  } finally {
    beforeDraw = outer;
  }

  function repeat(again: () => void): void {
    const present = generator;
    const presentStates = [...states.keys()].map((drawn) => [drawn, drawn.state()] as const);
    generator = stream;
    for (const [drawn, state] of states) drawn.restore(state);
    try {
      again();
    } finally {
      for (const [drawn, state] of presentStates) drawn.restore(state);
      generator = present;
    }
  }
}

/** What the functions that draw numbers take. */
export interface RandomOptions extends TensorOptions {
  /** The default stream when left out. */
  readonly generator?: Generator;
}

function streamOf(operation: string, { generator = defaultGenerator() }: RandomOptions): Generator {
  if (typeof generator?.fillUniform === "function") return generator;
  refuse(operation, `generator must be one of createGenerator(seed), got ${describe(generator)}`);
}

type Floats = Float32Array | Float64Array;

function random(
  operation: string,
  shape: Shape,
  options: RandomOptions,
  fill: (generator: Generator, values: Floats) => void,
): Tensor {
  checkShape(operation, shape);
  const { dtype = "float32" } = options;
  if (dtype !== "float32" && dtype !== "float64") {
    throw new TensorError(
      "dtype",
      `${operation}: draws float32 (on the reference device also float64), not ${dtype}; convert with to(x, "${dtype}")`,
      { operation, dtype },
    );
  }
  return filledTensor(shape, dtype, options, (values) => {
    fill(streamOf(operation, options), values as Floats);
  });
}

/**
 * Uniform numbers in [0, 1).
 *
 * @throws TensorError `shape`, `dtype` for one that is not floating-point
 * @see torch.rand
 * @example
 * manualSeed(0);
 * rand([3]); // → tensor([0.4963, 0.7682, 0.0885])
 */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return random("rand", shape, options, (from, values) => from.fillUniform(values));
}

/**
 * Normal numbers with mean 0 and standard deviation 1.
 *
 * @throws TensorError `shape`, `dtype` for one that is not floating-point
 * @see torch.randn
 * @example
 * manualSeed(0);
 * randn([3]); // → tensor([ 1.5410, -0.2934, -2.1788])
 */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return random("randn", shape, options, (from, values) => from.fillNormal(values));
}

/**
 * Uniform numbers in [0, 1), in the shape, dtype and device of `x` unless the options say otherwise.
 *
 * @throws TensorError `dtype` for one that is not floating-point
 * @see torch.rand_like
 * @example
 * manualSeed(0);
 * randLike(zeros([3])); // → tensor([0.4963, 0.7682, 0.0885])
 */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  checkTensors("randLike", [x]);
  const like = { dtype: x.dtype, device: x.device, ...options };
  return random("randLike", x.shape, like, (from, values) => from.fillUniform(values));
}

/**
 * Normal numbers with mean 0 and standard deviation 1, in the shape, dtype and device of `x` unless the options say otherwise.
 *
 * @throws TensorError `dtype` for one that is not floating-point
 * @see torch.randn_like
 * @example
 * manualSeed(0);
 * randnLike(zeros([3])); // → tensor([ 1.5410, -0.2934, -2.1788])
 */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  checkTensors("randnLike", [x]);
  const like = { dtype: x.dtype, device: x.device, ...options };
  return random("randnLike", x.shape, like, (from, values) => from.fillNormal(values));
}

/**
 * Uniform numbers in [low, high).
 *
 * @throws TensorError `shape`, `dtype` for one that is not floating-point
 * @see torch.Tensor.uniform_
 * @example
 * manualSeed(0);
 * uniform([3], -1, 1); // → tensor([-0.0075,  0.5364, -0.8230])
 */
export function uniform(
  shape: Shape,
  low: number,
  high: number,
  options: RandomOptions = {},
): Tensor {
  return random("uniform", shape, options, (from, values) => from.fillUniform(values, low, high));
}

/**
 * Normal numbers with the given mean and standard deviation.
 *
 * @throws TensorError `shape`, `dtype` for one that is not floating-point
 * @see torch.Tensor.normal_
 * @example
 * manualSeed(0);
 * normal([3], 10, 2); // → tensor([13.0820,  9.4131,  5.6424])
 */
export function normal(
  shape: Shape,
  mean: number,
  std: number,
  options: RandomOptions = {},
): Tensor {
  return random("normal", shape, options, (from, values) => from.fillNormal(values, mean, std));
}

function integers(
  operation: string,
  shape: Shape,
  options: RandomOptions,
  fill: (out: Int32Array) => void,
): Tensor {
  if (options.dtype !== undefined && options.dtype !== "int32") {
    throw new TensorError(
      "dtype",
      `${operation}: draws int32 numbers, not ${options.dtype}; convert them with to(x, "${options.dtype}")`,
      { operation, dtype: options.dtype },
    );
  }
  return filledTensor(shape, "int32", { ...options, dtype: "int32" }, (values) => {
    const drawn = new Int32Array(values.length);
    fill(drawn);
    values.set(drawn);
  });
}

/**
 * Whole numbers in [low, high).
 *
 * @returns int32
 * @throws TensorError `shape`, `value` for an empty range, `dtype` for another than int32
 * @see torch.randint
 * @example
 * manualSeed(0);
 * randint(0, 10, [5]); // → tensor([4, 9, 3, 0, 3])
 */
export function randint(
  low: number,
  high: number,
  shape: Shape,
  options: RandomOptions = {},
): Tensor {
  checkShape("randint", shape);
  return integers("randint", shape, options, (out) =>
    streamOf("randint", options).fillIntegers(out, low, high),
  );
}

/**
 * The numbers 0 … n − 1 in random order.
 *
 * @returns int32 `[n]`
 * @throws TensorError `value` when n is no size
 * @see torch.randperm
 * @example
 * manualSeed(0);
 * randperm(5); // → tensor([4, 0, 1, 3, 2])
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  checkWhole("randperm", "n", n, 0);
  return integers("randperm", [n], options, (out) =>
    out.set(streamOf("randperm", options).permutation(n)),
  );
}
