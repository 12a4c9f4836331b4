// out = f(x), element by element.
import { elementBlock } from "../src/cpu/layout";
import * as code from "../src/cpu/opcode";
import { loadRest, storeRest } from "./lanes";
import * as math from "./math";
import { option } from "./operand";
import { sine } from "./trigonometry";
import { contiguous, Walk, walkOver } from "./walk";

/** Operands: out (last axis contiguous), x (any strides). Options: opcode. Tiles: blocks of elements. */
export function unary(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 2, 0, begin * elementBlock, end * elementBlock);
  switch (<i32>option(options, 0)) {
    case code.unaryNeg: return map<Neg>(walk);
    case code.unaryAbs: return map<Abs>(walk);
    case code.unaryExp: return map<Exp>(walk);
    case code.unaryLog: return map<Log>(walk);
    case code.unarySqrt: return map<Sqrt>(walk);
    case code.unaryRsqrt: return map<Rsqrt>(walk);
    case code.unaryReciprocal: return map<Reciprocal>(walk);
    case code.unarySquare: return map<Square>(walk);
    case code.unarySin: return map<Sin>(walk);
    case code.unaryCos: return map<Cos>(walk);
    case code.unaryTanh: return map<Tanh>(walk);
    case code.unaryErf: return map<Erf>(walk);
    case code.unarySigmoid: return map<Sigmoid>(walk);
    case code.unaryRelu: return map<Relu>(walk);
    case code.unaryGelu: return map<Gelu>(walk);
    case code.unaryGeluTanh: return map<GeluTanh>(walk);
    case code.unarySilu: return map<Silu>(walk);
    case code.unarySoftplus: return map<Softplus>(walk);
    default: unreachable();
  }
}

/** One loop a function: F is a class without data whose `of` is inlined. */
function map<F>(walk: Walk): void {
  const f = changetype<F>(0);
  while (walk.next()) {
    let from = contiguous(walk, 1);
    let to = walk.pointer(0);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      v128.store(to, f.of(v128.load(from)));
      from += 16;
      to += 16;
    }
    if (count) storeRest(to, f.of(loadRest(from, count)), count);
  }
}

class Neg {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.neg(x);
  }
}
class Abs {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.abs(x);
  }
}
class Exp {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.exp(x);
  }
}
class Log {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.log(x);
  }
}
class Sqrt {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.sqrt(x);
  }
}
class Rsqrt {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}
class Reciprocal {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}
class Square {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return f32x4.mul(x, x);
  }
}
class Sin {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return sine(x, 0);
  }
}
class Cos {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return sine(x, 1);
  }
}
class Tanh {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.tanh(x);
  }
}
class Erf {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.erf(x);
  }
}
class Sigmoid {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.sigmoid(x);
  }
}
class Relu {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.relu(x);
  }
}
class Gelu {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.gelu(x);
  }
}
class GeluTanh {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.geluTanh(x);
  }
}
class Silu {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.silu(x);
  }
}
class Softplus {
  // @ts-ignore: decorator
  @inline
  of(x: v128): v128 {
    return math.softplus(x);
  }
}
