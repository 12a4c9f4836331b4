// One head of attention: where its matrices lie, and which keys a query may see.
import { Float32 } from "./element-types";
import { walkOffset } from "../src/cpu/layout";
import { exp } from "./math";
import { addressOf, operand, option, rankOf, scratch, sizeAt, strideAt } from "./operand";
import { packPanel } from "./pack";
import { dot } from "./row";

/** A matrix of one head. Steps in bytes: `row` from one query or key to the next, `column` along it. */
// @ts-ignore: decorator
@unmanaged
export class Matrix {
  start: usize;
  row: i32;
  column: i32;

  // @ts-ignore: decorator
  @inline
  at(row: i32): usize {
    return this.start + row * this.row;
  }

  /** The matrix of a head in an operand whose first `axes` axes number the heads; elements are `1 << shift` bytes. */
  place(operand: usize, axes: i32, number: i32, shift: i32 = 2): void {
    this.start = addressOf(operand, axes, number, shift);
    this.row = strideAt(operand, axes) << shift;
    this.column = strideAt(operand, axes + 1) << shift;
  }
}

/**
 * The operands `first … first + 5`: query `[…, heads, group, queries, width]`, key `[…, heads, keys, width]`,
 * value `[…, heads, keys, valueWidth]`, and, where there are such, lengths (int32), blocked (bool) and bias, which broadcast to
 * `[…, heads, group, queries, keys]`: the queries of a group share keys and values.
 * Options: scale, isCausal, hasLengths, hasBlocked, hasBias.
 */
// @ts-ignore: decorator
@unmanaged
export class Head {
  queries: i32;
  /** Those before the end of the sequence. */
  keys: i32;
  width: i32;
  valueWidth: i32;
  group: i32;
  scale: f32;
  /** Query i sees no key after `i + ahead`. */
  private ahead: i32;
  private hasBlocked: bool;
  private hasBias: bool;

  // @ts-ignore: decorator
  @inline
  get query(): Matrix {
    return matrix(0);
  }
  // @ts-ignore: decorator
  @inline
  get key(): Matrix {
    return matrix(1);
  }
  // @ts-ignore: decorator
  @inline
  get value(): Matrix {
    return matrix(2);
  }
  // @ts-ignore: decorator
  @inline
  private get blocked(): Matrix {
    return matrix(3);
  }
  // @ts-ignore: decorator
  @inline
  private get bias(): Matrix {
    return matrix(4);
  }

  /** Goes to a head of queries, by its number. */
  place(operands: usize, options: usize, first: i32, number: i32): void {
    const query = operand(operands, first);
    const key = operand(operands, first + 1);
    const value = operand(operands, first + 2);
    const axes = rankOf(query) - 2;
    this.queries = sizeAt(query, axes);
    this.width = sizeAt(query, axes + 1);
    this.group = sizeAt(query, axes - 1);
    this.valueWidth = sizeAt(value, axes);
    this.scale = <f32>option(options, 0);
    this.query.place(query, axes, number);
    this.key.place(key, axes - 1, number / this.group);
    this.value.place(value, axes - 1, number / this.group);
    const keys = sizeAt(key, axes - 1);
    this.ahead = keys - (option(options, 1) != 0 ? this.queries : 0);
    this.keys = keys;
    if (option(options, 2) != 0) {
      this.keys = min(keys, load<i32>(addressOf(operand(operands, first + 3), axes, number)));
    }
    this.hasBlocked = option(options, 3) != 0;
    this.hasBias = option(options, 4) != 0;
    if (this.hasBlocked) this.blocked.place(operand(operands, first + 4), axes, number, 0);
    if (this.hasBias) this.bias.place(operand(operands, first + 5), axes, number);
  }

  /** Keys `0 … seen(query) - 1` stand before the end of the sequence and not after the query. */
  // @ts-ignore: decorator
  @inline
  seen(query: i32): i32 {
    return max(0, min(this.keys, query + this.ahead + 1));
  }

  /** The first query that may see a key. */
  // @ts-ignore: decorator
  @inline
  firstQuery(key: i32): i32 {
    return max(0, key - this.ahead);
  }

  /** Whether scores are more than the products of queries and keys. */
  // @ts-ignore: decorator
  @inline
  isMasked(firstQuery: i32, keyEnd: i32): bool {
    return this.hasBias || this.hasBlocked || keyEnd > this.seen(firstQuery);
  }

  /**
   * Adds the bias to a panel of scores and puts -Infinity where a query may not look. A step has eight lanes: its lanes are
   * queries and its steps keys where `areQueries`, otherwise the lanes are keys and the steps queries.
   *
   * @param space - for a panel of biases
   */
  mask(
    scores: usize,
    steps: i32,
    lanes: i32,
    query: i32,
    key: i32,
    areQueries: bool,
    space: usize,
  ): void {
    if (this.hasBias) {
      const row = this.bias.row;
      const column = this.bias.column;
      packPanel<Float32>(
        this.bias.at(query) + key * column,
        areQueries ? row : column,
        areQueries ? column : row,
        lanes,
        steps,
        space,
        8,
      );
      for (let at: usize = 0; at < <usize>(steps << 5); at += 16) {
        v128.store(scores + at, f32x4.add(v128.load(scores + at), v128.load(space + at)));
      }
    }
    if (this.hasBlocked) {
      const row = this.blocked.row;
      const column = this.blocked.column;
      const from = this.blocked.at(query) + key * column;
      if (areQueries) hideBlocked(scores, steps, lanes, from, row, column, space);
      else hideBlocked(scores, steps, lanes, from, column, row, space);
    }
    if (areQueries) {
      // Lane l sees a key from lane `key - ahead` on.
      for (let step = max(0, this.seen(query) - key); step < steps; step++) {
        hideLanes(scores + (step << 5), key + step - this.ahead - query, 8);
      }
    } else {
      for (let step = 0; step < steps; step++) {
        const seen = this.seen(query + step) - key;
        if (seen >= lanes) break;
        hideLanes(scores + (step << 5), 0, seen);
      }
    }
  }

  /**
   * The same for a row of scores, `keys` of them from `key` on: adds the bias, and puts -Infinity where the query may not look.
   *
   * @returns how many stand before the end of the sequence and not after the query; the others stay as they are
   */
  maskRow(scores: usize, query: i32, key: i32, keys: i32): i32 {
    const seen = max(0, min(keys, this.seen(query) - key));
    if (this.hasBias) {
      const step = this.bias.column;
      let bias = this.bias.at(query) + key * step;
      for (let at = scores; at < scores + (seen << 2); at += 4) {
        store<f32>(at, load<f32>(at) + load<f32>(bias));
        bias += step;
      }
    }
    if (this.hasBlocked) {
      const step = this.blocked.column;
      let blocked = this.blocked.at(query) + key * step;
      for (let at = scores; at < scores + (seen << 2); at += 4) {
        if (load<u8>(blocked)) store<f32>(at, -Infinity);
        blocked += step;
      }
    }
    return seen;
  }

  /** How much a query takes of a value, by its log-sum-exp: the definition, where a result is not finite. */
  weight(query: i32, key: i32, logSumExp: f32): f32 {
    if (key >= this.seen(query)) return 0;
    if (this.hasBlocked && load<u8>(this.blocked.at(query) + key * this.blocked.column)) return 0;
    const q = this.query;
    const k = this.key;
    let score = <f32>dot(q.at(query), q.column, k.at(key), k.column, this.width) * this.scale;
    if (this.hasBias) score += load<f32>(this.bias.at(query) + key * this.bias.column);
    return f32x4.extract_lane(exp(f32x4.splat(score - logSumExp)), 0);
  }
}

/** The head that is worked on. */
export function theHead(): Head {
  return changetype<Head>(scratch + walkOffset);
}

/** One of ten matrices, the first five of which are the head's. */
export function matrix(number: i32): Matrix {
  return changetype<Matrix>(scratch + walkOffset + 128 + <usize>(number << 4));
}

/** -Infinity where a byte of the mask is not 0; strides in bytes. */
function hideBlocked(
  scores: usize,
  steps: i32,
  lanes: i32,
  blocked: usize,
  laneStride: i32,
  stepStride: i32,
  space: usize,
): void {
  const hidden = f32x4.splat(-Infinity);
  for (let step = 0; step < steps; step++) {
    let bytes = blocked;
    if (laneStride != 1 || lanes < 8) {
      bytes = space;
      for (let lane = 0; lane < 8; lane++) {
        store<u8>(space + lane, load<u8>(blocked + min(lane, lanes - 1) * laneStride));
      }
    }
    const words = i16x8.extend_low_i8x16_u(v128.load64_zero(bytes));
    const first = i32x4.ne(i32x4.extend_low_i16x8_u(words), i32x4.splat(0));
    const second = i32x4.ne(i32x4.extend_high_i16x8_u(words), i32x4.splat(0));
    v128.store(scores, v128.bitselect(hidden, v128.load(scores), first));
    v128.store(scores, v128.bitselect(hidden, v128.load(scores, 16), second), 16);
    scores += 32;
    blocked += stepStride;
  }
}

/** Leaves lanes `from … to - 1` of eight as they are, and -Infinity in the others. */
function hideLanes(scores: usize, from: i32, to: i32): void {
  const hidden = f32x4.splat(-Infinity);
  for (let lane = 0; lane < 8; lane += 4) {
    const lanes = i32x4.add(i32x4.splat(lane), i32x4(0, 1, 2, 3));
    const isSeen = v128.and(
      i32x4.ge_s(lanes, i32x4.splat(from)),
      i32x4.lt_s(lanes, i32x4.splat(to)),
    );
    const at = scores + (lane << 2);
    v128.store(at, v128.bitselect(v128.load(at), hidden, isSeen));
  }
}
