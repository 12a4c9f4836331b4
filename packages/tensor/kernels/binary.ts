// out = f(a, b), element by element, with broadcasting by strides of 0.
import { elementBlock } from "../src/cpu/layout";
import * as code from "../src/cpu/opcode";
import { loadRest, multiplyAdd, storeRest } from "./lanes";
import * as math from "./math";
import { option } from "./operand";
import { source, sourceStep, Walk, walkOver } from "./walk";

/**
 * Operands: out (last axis contiguous; may be a or b), a, b (any strides, 0 where broadcast).
 * Options: opcode, alpha (for addScaled). Tiles: blocks of elements.
 */
export function binary(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 3, 0, begin * elementBlock, end * elementBlock);
  const alpha = f32x4.splat(<f32>option(options, 1));
  switch (<i32>option(options, 0)) {
    case code.binaryAdd: return zip<Add>(walk, alpha);
    case code.binarySub: return zip<Sub>(walk, alpha);
    case code.binaryMul: return zip<Mul>(walk, alpha);
    case code.binaryDiv: return zip<Div>(walk, alpha);
    case code.binaryMaximum: return zip<Maximum>(walk, alpha);
    case code.binaryMinimum: return zip<Minimum>(walk, alpha);
    case code.binaryAddScaled: return zip<AddScaled>(walk, alpha);
    case code.binaryReluGradient: return zip<ReluGradient>(walk, alpha);
    case code.binaryGeluGradient: return zip<GeluGradient>(walk, alpha);
    case code.binaryGeluTanhGradient: return zip<GeluTanhGradient>(walk, alpha);
    case code.binarySiluGradient: return zip<SiluGradient>(walk, alpha);
    case code.binaryTanhGradient: return zip<TanhGradient>(walk, alpha);
    case code.binarySigmoidGradient: return zip<SigmoidGradient>(walk, alpha);
    default: unreachable();
  }
}

/** One loop a function: F is a class without data whose `of` is inlined. */
function zip<F>(walk: Walk, alpha: v128): void {
  const f = changetype<F>(0);
  while (walk.next()) {
    let a = source(walk, 1);
    let b = source(walk, 2);
    const aStep = sourceStep(walk, 1);
    const bStep = sourceStep(walk, 2);
    let to = walk.pointer(0);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      v128.store(to, f.of(v128.load(a), v128.load(b), alpha));
      a += aStep;
      b += bStep;
      to += 16;
    }
    if (count) storeRest(to, f.of(loadRest(a, count), loadRest(b, count), alpha), count);
  }
}

class Add {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.add(a, b);
  }
}
class Sub {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.sub(a, b);
  }
}
class Mul {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(a, b);
  }
}
class Div {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.div(a, b);
  }
}
class Maximum {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.max(a, b);
  }
}
class Minimum {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.min(a, b);
  }
}
class AddScaled {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return multiplyAdd(alpha, b, a);
  }
}
class ReluGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    // A NaN lets its gradient through, as in PyTorch.
    return v128.andnot(b, f32x4.le(a, f32x4.splat(0)));
  }
}
class GeluGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(b, math.geluSlope(a));
  }
}
class GeluTanhGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(b, math.geluTanhSlope(a));
  }
}
class SiluGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(b, math.siluSlope(a));
  }
}
class TanhGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(b, f32x4.sub(f32x4.splat(1), f32x4.mul(a, a)));
  }
}
class SigmoidGradient {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128, alpha: v128): v128 {
    return f32x4.mul(b, f32x4.mul(a, f32x4.sub(f32x4.splat(1), a)));
  }
}
