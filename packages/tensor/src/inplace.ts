import { call } from "./cpu/call.ts";
import * as kernels from "./cpu/kernels.ts";
import { binaryAddScaled, binaryMul } from "./cpu/opcode.ts";
import { broadcastOperand, operand } from "./cpu/operand.ts";
import { isFloatingPoint } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { isGradEnabled, noGrad, watched } from "./modes.ts";
import { add, mul, type Operand } from "./operations/binary.ts";
import { to } from "./operations/cast.ts";
import { clone } from "./operations/contiguous.ts";
import { expand } from "./operations/sum.ts";
import { checkTensors } from "./operands.ts";
import { scalarLike } from "./scalar.ts";
import { scope } from "./scope.ts";
import { broadcastStrides, sameShape, show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * What every write in place must respect. A view writes to the tensor that it views, and so to every view of it; the write is
 * counted, so that a gradient or an explanation that needs the old values says so instead of being wrong.
 */
export function checkWrite(operation: string, target: Tensor, ...sources: readonly Tensor[]): void {
  checkTensors(operation, [target, ...sources]);
  if (target.node) {
    throw new TensorError(
      "gradient",
      `${operation}: the target was made by ${target.node.operation.name} and takes part in gradients, which would not know of the write; ` +
        `write to its detach(), or compute a new tensor`,
      { operation },
    );
  }
  if (isGradEnabled() && target.requiresGrad) {
    throw new TensorError(
      "gradient",
      `${operation}: the target is a leaf that requires a gradient; wrap the write in noGrad(() => …)`,
      { operation },
    );
  }
  if (isGradEnabled() && sources.some((source) => source.requiresGrad)) {
    throw new TensorError(
      "gradient",
      `${operation}: the source requires a gradient, which does not flow through a write in place; ` +
        `wrap the write in noGrad(() => …), or compute a new tensor`,
      { operation },
    );
  }
  if (target.size > 0 && target.strides.some((stride, i) => stride === 0 && target.shape[i] > 1)) {
    throw new TensorError(
      "shape",
      `${operation}: the target ${show(target.shape)} shows one element in several places (it was expanded), so a write is ambiguous; ` +
        `write to the tensor it views, or to a clone()`,
      { operation, shape: target.shape },
    );
  }
}

/** The source at the target's shape; a copy where writing the target would change it on the way. */
function fit(operation: string, target: Tensor, source: Tensor): Tensor {
  const { shape } = target;
  const lead = shape.length - source.rank;
  const fits =
    lead >= 0 && source.shape.every((size, axis) => size === 1 || size === shape[lead + axis]);
  if (!fits) {
    throw new TensorError(
      "shape",
      `${operation}: the source ${show(source.shape)} does not broadcast to the target ${show(shape)}`,
      { operation, shapes: [shape, source.shape] },
    );
  }
  const spread = expand(source, shape);
  const overlaps =
    source.storage === target.storage &&
    (spread.offset !== target.offset ||
      !sameShape(
        broadcastStrides(shape, spread.strides, shape),
        broadcastStrides(shape, target.strides, shape),
      ));
  return overlaps ? clone(spread) : spread;
}

/** Refuses what the target's type cannot hold: fractions among whole numbers, arithmetic among truths. */
function checkArithmetic(operation: string, target: Tensor, source: Tensor, factor: number): void {
  const { dtype } = target;
  if (isFloatingPoint(dtype)) return;
  const fits = Number.isInteger(factor);
  if (dtype !== "bool" && !isFloatingPoint(source.dtype) && fits) return;
  const what = fits ? source.dtype : String(factor);
  throw new TensorError(
    "dtype",
    `${operation}: a target of ${dtype} cannot hold the result with ${what}; compute a new tensor`,
    { operation, dtypes: [dtype, source.dtype] },
  );
}

/** A checked write: counted, recorded nowhere, its intermediates freed. */
function write(
  operation: string,
  target: Tensor,
  source: Operand,
  fn: (source: Tensor) => void,
): Tensor {
  const sources = typeof source === "number" ? [] : [source];
  checkWrite(operation, target, ...sources);
  runWrite(operation, [target], sources, () =>
    noGrad(() => scope(() => fn(typeof source === "number" ? scalarLike(source, target) : source))),
  );
  return target;
}

/** Writes, shown to who observes, and counts it. */
export function runWrite(
  operation: string,
  targets: readonly Tensor[],
  sources: readonly Tensor[],
  fn: () => void,
): void {
  if (watched.write) watched.write(operation, targets, sources, fn);
  else fn();
  for (const { storage } of targets) storage.version++;
}

/** Puts the source, of any dtype, at the target's elements. */
function put(operation: string, target: Tensor, source: Tensor): void {
  target.storage.device.copy(fit(operation, target, to(source, target.dtype)), target);
}

/**
 * Writes the elements of `source`, broadcast and converted to the target's dtype, into `target`; a view changes what it views.
 *
 * @param target - any strides, but no element shown twice; a leaf that requires a gradient only under `noGrad`
 * @param source - a tensor or a number; what overlaps the target is read before it is written
 * @returns `target`
 * @throws TensorError `shape`, `gradient`, `device`
 * @see torch.Tensor.copy_
 * @example
 * const x = zeros([2, 2]);
 * copy(slice(x, 0, 0, 1), tensor([1, 2]));
 * x;
 * // → tensor([[1., 2.],
 * // →         [0., 0.]])
 */
export function copy(target: Tensor, source: Operand): Tensor {
  return write("copy", target, source, (from) => put("copy", target, from));
}

/**
 * Writes 0 everywhere; a view changes what it views.
 *
 * @param target - as for {@link copy}
 * @returns `target`
 * @throws TensorError `shape`, `gradient`
 * @see torch.Tensor.zero_
 * @example zero(tensor([1, 2])); // → tensor([0., 0.])
 */
export function zero(target: Tensor): Tensor {
  return write("zero", target, 0, (from) => {
    const { isContiguous, offset, size, storage } = target;
    if (isContiguous) storage.values().fill(0, offset, offset + size);
    else put("zero", target, from);
  });
}

/**
 * `target ← target + alpha · source`, the source broadcast; a view changes what it views.
 *
 * @param target - as for {@link copy}
 * @param source - a tensor or a number, of a dtype that the target's holds
 * @returns `target`
 * @throws TensorError `shape`, `dtype`, `gradient`, `device`
 * @see torch.Tensor.add_
 * @example
 * const weight = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => addInPlace(weight, tensor([10, 10]), -0.1));
 * weight; // → tensor([0., 1.], requires_grad=True)
 */
export function addInPlace(target: Tensor, source: Operand, alpha = 1): Tensor {
  return write("addInPlace", target, source, (from) => {
    checkArithmetic("addInPlace", target, from, alpha);
    const added = fit("addInPlace", target, from);
    if (hasKernel(target)) {
      const operands = [target, target, to(added, "float32")].map(operand);
      call(kernels.binary, operands, [binaryAddScaled, alpha]);
    } else {
      put("addInPlace", target, add(target, alpha === 1 ? added : mul(added, alpha)));
    }
  });
}

/**
 * `target ← target · factor`; a view changes what it views.
 *
 * @param target - as for {@link copy}
 * @returns `target`
 * @throws TensorError `dtype` for a fraction of whole numbers, `shape`, `gradient`
 * @see torch.Tensor.mul_
 * @example scaleInPlace(tensor([1, 2]), 0.5); // → tensor([0.5000, 1.0000])
 */
export function scaleInPlace(target: Tensor, factor: number): Tensor {
  return write("scaleInPlace", target, factor, (scalar) => {
    checkArithmetic("scaleInPlace", target, scalar, factor);
    if (hasKernel(target)) {
      const operands = [operand(target), operand(target), broadcastOperand(scalar, target.shape)];
      call(kernels.binary, operands, [binaryMul]);
    } else {
      put("scaleInPlace", target, mul(target, scalar));
    }
  });
}

/** Whether the element-wise kernel can write to it: elsewhere the result is computed aside and copied. */
function hasKernel(target: Tensor): boolean {
  return target.device === "cpu" && target.dtype === "float32" && target.isContiguous;
}
