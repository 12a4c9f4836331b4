import { filledTensor, type TensorOptions } from "./creation.ts";
import { TensorError } from "./errors.ts";
import { TorchGenerator } from "./random/torch-generator.ts";
import { checkShape, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** The seed that PyTorch's generator has before anyone calls manual_seed (c10::detail default_rng_seed_val). */
const torchDefaultSeed = 67280421310721;

/** A source of random numbers: PyTorch's CPU stream, and a counter of dropout masks. */
export interface Generator {
  fillUniform(out: Float32Array | Float64Array, low?: number, high?: number): void;
  fillNormal(out: Float32Array | Float64Array, mean?: number, std?: number): void;
  /** Exponential numbers of rate 1. */
  fillExponential(out: Float32Array | Float64Array): void;
  fillIntegers(out: Int32Array, low: number, high: number): void;
  permutation(length: number): Int32Array;
  /** Philox's arguments for the next dropout mask. */
  nextMask(): { seed: number; offset: number };
  /** All there is to know of it, for a checkpoint; {@link restore} goes on from there. */
  state(): Uint8Array;
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
 * A stream of its own, for code that must not disturb the default one (torch.Generator).
 *
 * @throws TensorError `value` when the seed is not a safe integer
 */
export function createGenerator(seed: number): Generator {
  if (!Number.isSafeInteger(seed)) {
    throw new TensorError("value", `createGenerator: the seed ${seed} must be a whole number`, {
      seed,
    });
  }
  return new SeededGenerator(seed);
}

let generator: Generator | undefined;

/** The stream that is used where no generator is given. */
export function defaultGenerator(): Generator {
  return (generator ??= createGenerator(torchDefaultSeed));
}

/**
 * Starts the default stream anew: weights, data and dropout masks then repeat, and `rand`, `randn`, `randint`, `randperm`
 * give what PyTorch gives on the CPU after `torch.manual_seed(seed)`.
 *
 * @throws TensorError `value` when the seed is not a safe integer
 */
export function manualSeed(seed: number): Generator {
  return (generator = createGenerator(seed));
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

export interface RandomOptions extends TensorOptions {
  /** The default stream when left out. */
  readonly generator?: Generator;
}

type Floats = Float32Array | Float64Array;

function random(
  operation: string,
  shape: Shape,
  options: RandomOptions,
  fill: (generator: Generator, values: Floats) => void,
): Tensor {
  checkShape(operation, shape);
  return filledTensor(shape, "float32", options, (values) => {
    if (!(values instanceof Float32Array || values instanceof Float64Array)) {
      throw new TensorError(
        "dtype",
        `${operation}: draws floating-point numbers, not ${options.dtype}`,
        {
          operation,
          dtype: options.dtype,
        },
      );
    }
    fill(options.generator ?? defaultGenerator(), values);
  });
}

/** Uniform in [0, 1) (torch.rand). @throws TensorError `shape` */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return random("rand", shape, options, (from, values) => from.fillUniform(values));
}

/** Normal with mean 0 and deviation 1 (torch.randn). @throws TensorError `shape` */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return random("randn", shape, options, (from, values) => from.fillNormal(values));
}

/** Uniform in [0, 1), in the shape, dtype and device of `x` unless the options say otherwise (torch.rand_like). */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return rand(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/** Normal with mean 0 and deviation 1, in the shape, dtype and device of `x` unless the options say otherwise (torch.randn_like). */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return randn(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/** Uniform in [low, high) (torch.Tensor.uniform_). @throws TensorError `shape` */
export function uniform(
  shape: Shape,
  low: number,
  high: number,
  options: RandomOptions = {},
): Tensor {
  return random("uniform", shape, options, (from, values) => from.fillUniform(values, low, high));
}

/** Normal with the given mean and deviation (torch.Tensor.normal_). @throws TensorError `shape` */
export function normal(
  shape: Shape,
  mean: number,
  std: number,
  options: RandomOptions = {},
): Tensor {
  return random("normal", shape, options, (from, values) => from.fillNormal(values, mean, std));
}

function integers(shape: Shape, options: RandomOptions, fill: (out: Int32Array) => void): Tensor {
  return filledTensor(shape, "int32", { ...options, dtype: "int32" }, (values) => {
    const drawn = new Int32Array(values.length);
    fill(drawn);
    values.set(drawn);
  });
}

/** Whole numbers in [low, high): int32 (torch.randint). @throws TensorError `shape`, `value` for an empty range */
export function randint(
  low: number,
  high: number,
  shape: Shape,
  options: RandomOptions = {},
): Tensor {
  checkShape("randint", shape);
  return integers(shape, options, (out) =>
    (options.generator ?? defaultGenerator()).fillIntegers(out, low, high),
  );
}

/** The numbers 0 … n-1 in random order: int32 (torch.randperm). @throws TensorError `value` when n is no size */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  return integers([n], options, (out) =>
    out.set((options.generator ?? defaultGenerator()).permutation(n)),
  );
}
