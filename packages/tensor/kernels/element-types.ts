// Element types as kernels read and write them: four float32 lanes from four elements, and back.
// A kernel that is generic in the type calls the methods of `changetype<Type>(0)`: there is no object, all are inlined.
import * as code from "../src/cpu/opcode";
import { gather } from "./walk";

/** Bytes of an element as a walk wants them: 0 for four, 1 for two, 2 for one. */
export function widthOf(type: i32): i32 {
  if (type == code.typeFloat16 || type == code.typeBfloat16) return 1;
  return type == code.typeBool || type == code.typeInt8 ? 2 : 0;
}

/** `count` elements, `step` bytes apart, as contiguous float32. */
export function decode(type: i32, from: usize, step: i32, count: i32, to: usize): void {
  switch (type) {
    case code.typeFloat32: return gather(from, step, count, to);
    case code.typeInt32: return decodeAs<Int32>(from, step, count, to);
    case code.typeBool: return decodeAs<Bool>(from, step, count, to);
    case code.typeInt8: return decodeAs<Int8>(from, step, count, to);
    case code.typeFloat16: return decodeAs<Float16>(from, step, count, to);
    case code.typeBfloat16: return decodeAs<Bfloat16>(from, step, count, to);
    default: unreachable();
  }
}

/** Contiguous float32 as `count` elements, `step` bytes apart. */
export function encode(type: i32, from: usize, to: usize, step: i32, count: i32): void {
  switch (type) {
    case code.typeInt32: return encodeAs<Int32>(from, to, step, count);
    case code.typeBool: return encodeAs<Bool>(from, to, step, count);
    case code.typeInt8: return encodeAs<Int8>(from, to, step, count);
    case code.typeFloat16: return encodeAs<Float16>(from, to, step, count);
    case code.typeBfloat16: return encodeAs<Bfloat16>(from, to, step, count);
    case code.typeFloat32: {
      for (; count; count--) {
        store<u32>(to, load<u32>(from));
        from += 4;
        to += step;
      }
      return;
    }
    default: unreachable();
  }
}

function decodeAs<Type>(from: usize, step: i32, count: i32, to: usize): void {
  const type = changetype<Type>(0);
  if (step == type.bytes()) {
    for (; count >= 4; count -= 4) {
      v128.store(to, numbersOf<Type>(type.loadFour(from)));
      from += 4 * step;
      to += 16;
    }
  }
  for (; count; count--) {
    v128.store32_lane(to, numbersOf<Type>(i32x4.splat(type.loadOne(from))), 0);
    from += step;
    to += 4;
  }
}

function encodeAs<Type>(from: usize, to: usize, step: i32, count: i32): void {
  const type = changetype<Type>(0);
  if (step == type.bytes()) {
    for (; count >= 4; count -= 4) {
      type.storeFour(to, type.bits(v128.load(from)));
      from += 16;
      to += 4 * step;
    }
  }
  for (; count; count--) {
    type.storeOne(to, type.bits(v128.load32_zero(from)));
    from += 4;
    to += step;
  }
}

/** Four float32 from the bits of four elements, sign-extended to 32 each. */
// @ts-ignore: decorator
@inline
export function numbersOf<Type>(bits: v128): v128 {
  return changetype<Type>(0).numbers(bits);
}

/** What the types of four bytes have in common. */
class Word {
  // @ts-ignore: decorator
  @inline
  bytes(): i32 {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  loadOne(from: usize): i32 {
    return load<i32>(from);
  }

  // @ts-ignore: decorator
  @inline
  loadFour(from: usize): v128 {
    return v128.load(from);
  }

  // @ts-ignore: decorator
  @inline
  storeOne(to: usize, lanes: v128): void {
    v128.store32_lane(to, lanes, 0);
  }

  // @ts-ignore: decorator
  @inline
  storeFour(to: usize, lanes: v128): void {
    v128.store(to, lanes);
  }
}

/** What the types of two bytes have in common. */
class Half {
  // @ts-ignore: decorator
  @inline
  bytes(): i32 {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  loadOne(from: usize): i32 {
    return load<i16>(from);
  }

  // @ts-ignore: decorator
  @inline
  loadFour(from: usize): v128 {
    return v128.load16x4_s(from);
  }

  // @ts-ignore: decorator
  @inline
  storeOne(to: usize, lanes: v128): void {
    v128.store16_lane(to, lanes, 0);
  }

  // @ts-ignore: decorator
  @inline
  storeFour(to: usize, lanes: v128): void {
    v128.store64_lane(to, i16x8.narrow_i32x4_u(lanes, lanes), 0);
  }
}

/** What the types of one byte have in common. */
class Byte {
  // @ts-ignore: decorator
  @inline
  bytes(): i32 {
    return 1;
  }

  // @ts-ignore: decorator
  @inline
  loadOne(from: usize): i32 {
    return load<i8>(from);
  }

  // @ts-ignore: decorator
  @inline
  loadFour(from: usize): v128 {
    return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(from)));
  }

  // @ts-ignore: decorator
  @inline
  storeOne(to: usize, lanes: v128): void {
    v128.store8_lane(to, lanes, 0);
  }

  // @ts-ignore: decorator
  @inline
  storeFour(to: usize, lanes: v128): void {
    const halves = i16x8.narrow_i32x4_s(lanes, lanes);
    v128.store32_lane(to, i8x16.narrow_i16x8_s(halves, halves), 0);
  }
}

export class Float32 extends Word {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    return bits;
  }
}

class Int32 extends Word {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    return f32x4.convert_i32x4_s(bits);
  }

  // @ts-ignore: decorator
  @inline
  bits(numbers: v128): v128 {
    return i32x4.trunc_sat_f32x4_s(numbers);
  }
}

export class Int8 extends Byte {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    return f32x4.convert_i32x4_s(bits);
  }

  // @ts-ignore: decorator
  @inline
  bits(numbers: v128): v128 {
    return i32x4.trunc_sat_f32x4_s(numbers);
  }
}

class Bool extends Byte {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    return f32x4.convert_i32x4_s(bits);
  }

  // @ts-ignore: decorator
  @inline
  bits(numbers: v128): v128 {
    return v128.and(f32x4.ne(numbers, f32x4.splat(0)), i32x4.splat(1));
  }
}

/** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
export class Float16 extends Half {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    // Sign, exponent and fraction where float32 has them; the exponent where it has it, and of infinity there; 2^112, by which the biases differ.
    const fields = i32x4.splat(0x8fffe000);
    const exponent = i32x4.splat(0x7c00);
    const infinity = i32x4.splat(0x7f800000);
    const rescaling = i32x4.splat((127 + 112) << 23);
    // A number that has no exponent has none in float32 either; the product gives it one.
    const finite = f32x4.mul(v128.and(i32x4.shl(bits, 13), fields), rescaling);
    const isSpecial = i32x4.eq(v128.and(bits, exponent), exponent);
    return v128.or(finite, v128.and(isSpecial, infinity));
  }

  // @ts-ignore: decorator
  @inline
  bits(numbers: v128): v128 {
    const size = v128.and(numbers, i32x4.splat(0x7fffffff));
    const sign = v128.and(i32x4.shr_u(numbers, 16), i32x4.splat(0x8000));
    // To the nearest, a tie to the even neighbour; a carry goes into the exponent, and from the last one to infinity.
    const isOdd = v128.and(i32x4.shr_u(size, 13), i32x4.splat(1));
    const nearest = i32x4.add(size, i32x4.add(i32x4.splat(0xfff), isOdd));
    const normal = i32x4.shr_u(i32x4.sub(nearest, i32x4.splat(112 << 23)), 13);
    // Below 2^-14, adding 0.5 rounds to steps of 2^-24, which then are the last bits.
    const half = f32x4.splat(0.5);
    const small = i32x4.sub(f32x4.add(size, half), half);
    const isSmall = i32x4.lt_s(size, i32x4.splat(113 << 23));
    const isNaN = i32x4.gt_s(size, i32x4.splat(0x7f800000));
    const special = v128.or(i32x4.splat(0x7c00), v128.and(isNaN, i32x4.splat(0x200)));
    const isSpecial = i32x4.ge_s(size, i32x4.splat(143 << 23));
    const finite = v128.bitselect(small, normal, isSmall);
    return v128.or(v128.bitselect(special, finite, isSpecial), sign);
  }
}

/** The upper half of a float32. */
export class Bfloat16 extends Half {
  // @ts-ignore: decorator
  @inline
  numbers(bits: v128): v128 {
    return i32x4.shl(bits, 16);
  }

  // @ts-ignore: decorator
  @inline
  bits(numbers: v128): v128 {
    // To the nearest, a tie to the even neighbour; a NaN must not be rounded to infinity.
    const isOdd = v128.and(i32x4.shr_u(numbers, 16), i32x4.splat(1));
    const nearest = i32x4.add(numbers, i32x4.add(i32x4.splat(0x7fff), isOdd));
    const isNumber = f32x4.eq(numbers, numbers);
    return i32x4.shr_u(v128.bitselect(nearest, i32x4.splat(0x7fc00000), isNumber), 16);
  }
}
