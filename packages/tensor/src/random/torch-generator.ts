import { log, sinAndCos } from "../elementary.ts";
import { TensorError } from "../errors.ts";
import { MersenneTwister } from "./mt19937.ts";

/** `torch.get_rng_state()` is 5056 bytes: seed, left, seeded, position, 624 words of 64 bits, the kept normal. */
const stateBytes = 5056;
const wordsOffset = 24;
const normalOffset = wordsOffset + 624 * 8;

const two32 = 2 ** 32;
const two64 = 1n << 64n;
/** From this range on PyTorch draws 64 bits an integer, so that the remainder stays nearly uniform. */
const wideRange = 2 ** 28;
/** Below this length PyTorch writes normal numbers one by one, from it on sixteen at a time. */
const block = 16;

/**
 * PyTorch's CPU random stream: after `torch.manual_seed(seed)`, the same numbers in the same order.
 *
 * Uniform numbers, integers and permutations agree bit for bit, normal numbers to a few units in
 * the last place (PyTorch's float32 log, sin and cos differ between processors).
 * Source: PyTorch, `CPUGeneratorImpl.cpp`, `DistributionTemplates.h` and `TransformationHelper.h`.
 *
 * @example
 * const numbers = new Float32Array(2);
 * new TorchGenerator(0).fillUniform(numbers); // [0.4962565..., 0.7682217...]
 */
export class TorchGenerator {
  #seed: bigint;
  #twister: MersenneTwister;
  /** A pair of uniform numbers makes two normal numbers; the second waits here for the next call. */
  #keptNormal: number | undefined;

  /**
   * @param seed An integer in `[-2^63, 2^64)`; a negative one counts back from 2^64, as in `torch.manual_seed`.
   * @throws TensorError (`value`) when the seed is not such an integer.
   */
  constructor(seed: number | bigint) {
    this.#seed = checkSeed(seed);
    this.#twister = new MersenneTwister(Number(this.#seed & 0xffffffffn));
  }

  /** The seed that the stream began with, in `[0, 2^64)`. */
  get seed(): bigint {
    return this.#seed;
  }

  /**
   * Writes uniform numbers, `low + (high - low) * u` with u in `[0, 1)`: `torch.rand`, `Tensor.uniform_`.
   *
   * @throws TensorError (`value`) when low or high is not finite or low > high.
   */
  fillUniform(out: Float32Array | Float64Array, low = 0, high = 1): void {
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) {
      throw new TensorError(
        "value",
        `uniform: low ${low} and high ${high} must be finite numbers with low <= high`,
        {
          low,
          high,
        },
      );
    }
    const double = out instanceof Float64Array;
    const from = double ? low : Math.fround(low);
    const width = double ? high - low : Math.fround(Math.fround(high) - from);
    for (let index = 0; index < out.length; index++) {
      out[index] = (double ? this.#uniform53() : this.#uniform24()) * width + from;
    }
  }

  /**
   * Writes normal numbers with the given mean and standard deviation: `torch.randn`, `Tensor.normal_`.
   *
   * @throws TensorError (`value`) when mean is not finite or std is negative or not finite.
   */
  fillNormal(out: Float32Array | Float64Array, mean = 0, std = 1): void {
    if (!Number.isFinite(mean) || !Number.isFinite(std) || std < 0) {
      throw new TensorError(
        "value",
        `normal: mean ${mean} and std ${std} must be finite numbers with std >= 0`,
        {
          mean,
          std,
        },
      );
    }
    if (out.length < block) {
      for (let index = 0; index < out.length; index++) out[index] = this.#normal() * std + mean;
      return;
    }
    this.fillUniform(out);
    for (let start = 0; start + block <= out.length; start += block)
      boxMuller(out, start, mean, std);
    if (out.length % block !== 0) {
      // PyTorch draws the last sixteen again rather than treat a short block apart.
      this.fillUniform(out.subarray(out.length - block));
      boxMuller(out, out.length - block, mean, std);
    }
  }

  /** Writes exponential numbers of rate 1, `−ln(1 − u)` with u of 53 bits for either type of `out`: `Tensor.exponential_`. */
  fillExponential(out: Float32Array | Float64Array): void {
    for (let index = 0; index < out.length; index++) out[index] = -log(1 - this.#uniform53());
  }

  /**
   * Writes integers in `[low, high)`: `torch.randint(low, high, ...)`.
   *
   * @throws TensorError (`value`) when low or high is not an integer, low >= high, or a value would not fit int32.
   */
  fillIntegers(out: Int32Array, low: number, high: number): void {
    const fits =
      Number.isInteger(low) && Number.isInteger(high) && low >= -(2 ** 31) && high <= 2 ** 31;
    if (!fits || low >= high) {
      const problem = `randint: low ${low} and high ${high} must be int32 integers with low < high (high is excluded)`;
      throw new TensorError("value", problem, { low, high });
    }
    const range = high - low;
    for (let index = 0; index < out.length; index++) {
      out[index] =
        low + (range < wideRange ? this.#twister.next() % range : this.#wideRemainder(range));
    }
  }

  /**
   * The integers `0 … length - 1` in random order: `torch.randperm(length)`.
   *
   * @throws TensorError (`value`) when length is not an integer in `[0, 2^32 / 20)`.
   */
  permutation(length: number): Int32Array {
    if (!Number.isInteger(length) || length < 0 || length >= two32 / 20) {
      const problem = `randperm: n must be an integer from 0 to ${Math.floor(two32 / 20)}, not ${length}`;
      throw new TensorError("value", problem, { length });
    }
    const order = Int32Array.from({ length }, (_, index) => index);
    for (let index = 0; index < length - 1; index++) {
      const other = index + (this.#twister.next() % (length - index));
      const moved = order[index];
      order[index] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /** All that the stream depends on, in the bytes of `torch.get_rng_state()`, which PyTorch can load. */
  state(): Uint8Array {
    const bytes = new Uint8Array(stateBytes);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, this.#seed, true);
    view.setInt32(8, this.#twister.left, true);
    view.setInt32(12, 1, true);
    view.setUint32(16, this.#twister.position, true);
    this.#twister.words.forEach((word, index) =>
      view.setUint32(wordsOffset + 8 * index, word, true),
    );
    if (this.#keptNormal !== undefined) {
      view.setFloat64(normalOffset + 8, this.#keptNormal, true);
      view.setInt32(normalOffset + 24, 1, true);
    }
    return bytes;
  }

  /**
   * Continues from saved bytes: those of `state()` or of `torch.get_rng_state()`.
   *
   * @throws TensorError (`value`) when the bytes are no such state; the stream then stays as it was.
   */
  restore(state: Uint8Array): void {
    if (state.length !== stateBytes) {
      throw badState(`it has ${state.length} bytes instead of ${stateBytes}`);
    }
    const view = new DataView(state.buffer, state.byteOffset, state.length);
    const left = view.getInt32(8, true);
    const position = view.getUint32(16, true);
    if (
      view.getInt32(12, true) !== 1 ||
      left < 1 ||
      left > 624 ||
      (left > 1 && position !== 625 - left)
    ) {
      throw badState("its counters do not agree");
    }
    const kept =
      view.getInt32(normalOffset + 24, true) === 1
        ? view.getFloat64(normalOffset + 8, true)
        : undefined;
    if (kept !== undefined && !Number.isFinite(kept))
      throw badState("its kept normal number is not finite");
    const twister = new MersenneTwister(0);
    for (let index = 0; index < twister.words.length; index++) {
      twister.words[index] = view.getUint32(wordsOffset + 8 * index, true);
    }
    twister.left = left;
    twister.position = position;
    this.#seed = view.getBigUint64(0, true);
    this.#twister = twister;
    this.#keptNormal = kept;
  }

  #uniform24(): number {
    return (this.#twister.next() & 0xffffff) * 2 ** -24;
  }

  /** 53 of 64 bits; the first 32 bits drawn are the upper half. */
  #uniform53(): number {
    const high = this.#twister.next() & 0x1fffff;
    return (high * two32 + this.#twister.next()) * 2 ** -53;
  }

  #wideRemainder(range: number): number {
    const high = BigInt(this.#twister.next());
    return Number(((high << 32n) | BigInt(this.#twister.next())) % BigInt(range));
  }

  #normal(): number {
    const kept = this.#keptNormal;
    if (kept !== undefined) {
      this.#keptNormal = undefined;
      return kept;
    }
    const angle = 2 * Math.PI * this.#uniform53();
    const radius = Math.sqrt(-2 * log(1 - this.#uniform53()));
    const [sine, cosine] = sinAndCos(angle);
    this.#keptNormal = radius * sine;
    return radius * cosine;
  }
}

/**
 * Turns sixteen uniform numbers into sixteen normal ones: eight radii, then eight angles.
 *
 * Every step is rounded to the type of `out`, as PyTorch does: an angle rounded to float32 is off by up to 2e-7, and
 * the radius multiplies that.
 */
function boxMuller(
  out: Float32Array | Float64Array,
  start: number,
  mean: number,
  std: number,
): void {
  const half = block / 2;
  const round = out instanceof Float32Array ? Math.fround : (value: number): number => value;
  const turn = round(2 * Math.PI);
  for (let index = start; index < start + half; index++) {
    const radius = round(Math.sqrt(round(-2 * round(log(1 - out[index])))));
    const angle = round(turn * out[index + half]);
    const [sine, cosine] = sinAndCos(angle);
    out[index] = round(radius * round(cosine)) * std + mean;
    out[index + half] = round(radius * round(sine)) * std + mean;
  }
}

function checkSeed(seed: number | bigint): bigint {
  if (typeof seed !== "bigint" && !Number.isSafeInteger(seed)) {
    throw new TensorError(
      "value",
      `manualSeed: the seed must be an integer, not ${seed}; use a bigint above 2^53`,
      {
        seed,
      },
    );
  }
  const wide = BigInt(seed);
  if (wide < -(two64 / 2n) || wide >= two64) {
    throw new TensorError("value", `manualSeed: the seed ${wide} is outside [-2^63, 2^64)`, {
      seed,
    });
  }
  return BigInt.asUintN(64, wide);
}

function badState(problem: string): TensorError {
  return new TensorError("value", `restore: this is no generator state: ${problem}`, {});
}
