import { brand } from "./brand.ts";
import type { BackwardOptions } from "./backward.ts";
import type { Device, DeviceName } from "./device.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import type { GradientHook, GradientNode, Hooks, Origin } from "./graph.ts";
import type { Layout } from "./operation.ts";
import { formatTensor } from "./print.ts";
import { adopt, forget } from "./scope.ts";
import { isRowMajor, rowMajorStrides, show, sizeOf, type Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";
import { claimProgram } from "./version.ts";

/** Numbers in nested arrays, as `array()` gives and `tensor()` takes them. */
export type Nested = number | boolean | readonly Nested[];

/**
 * Whether `value` is a tensor, of this or another copy of the package.
 *
 * @see torch.is_tensor
 * @example isTensor([1, 2]); // → false
 */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && brand in value;
}

/**
 * An n-dimensional array on a device. Operations are functions (`matmul(a, b)`); the tensor itself carries its shape,
 * how to read it, its lifetime and its gradient. `import "@clearhead/tensor/fluent"` gives it most functions as methods.
 */
export class Tensor {
  /**
   * The memory behind it, shared with its views.
   *
   * @internal
   */
  readonly storage: Storage;
  /** The sizes of the axes, from the first to the last. */
  readonly shape: Shape;
  /** Distance in elements between neighbours on each axis; 0 where one element is repeated. */
  readonly strides: readonly number[];
  /** Where its first element stands in the memory that it shares with its views, in elements. */
  readonly offset: number;
  /** A name for people, shown by `explain`: layers set a weight's path and a probe's name, anyone may set another (`q.label = "query"`). */
  label: string | undefined = undefined;
  /**
   * The call that made it, while gradients are recorded; `null` for a leaf.
   *
   * @internal
   */
  node: GradientNode | null = null;
  /**
   * Which output of that call, or of `origin`, it is.
   *
   * @internal
   */
  outputIndex = 0;
  /**
   * The call that made it, inside `trace`.
   *
   * @internal
   */
  origin: Origin | null = null;
  /**
   * An operation made it, so that without an origin `explain` can say that it was made outside `trace`.
   *
   * @internal
   */
  isComputed = false;
  /**
   * A number written beside a tensor, as in `mul(x, 2)`: explained as that number.
   *
   * @internal
   */
  isConstant = false;
  /**
   * Of a leaf; others have them on their node.
   *
   * @internal
   */
  hooks: Hooks | null = null;
  /**
   * Survives every scope; see `keep`.
   *
   * @internal
   */
  isKept = false;
  /**
   * The garbage collector watches it.
   *
   * @internal
   */
  isInNet = false;
  #grad: Tensor | null = null;
  #requiresGrad = false;
  #isDisposed = false;

  /**
   * For devices and `apply`: others make tensors with `tensor`, `zeros`, ….
   *
   * @internal
   */
  constructor(storage: Storage, layout: Layout) {
    this.storage = storage;
    this.shape = layout.shape;
    this.strides = layout.strides;
    this.offset = layout.offset;
  }

  static {
    claimProgram();
    const { prototype } = this;
    Object.defineProperty(prototype, brand, { value: true });
    // What console.log shows in Node.
    const inspect = Symbol.for("nodejs.util.inspect.custom");
    const print = function (this: Tensor): string {
      return this.toString();
    };
    Object.defineProperty(prototype, inspect, { value: print });
  }

  /** The type of its elements. */
  get dtype(): DType {
    return this.storage.dtype;
  }

  /** Where it lives. */
  get device(): DeviceName {
    return this.storage.device.name;
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Whether its elements lie row by row in memory, without gaps. */
  get isContiguous(): boolean {
    return isRowMajor(this.shape, this.strides);
  }

  /** Whether it was given, not computed while gradients were recorded (torch.Tensor.is_leaf). */
  get isLeaf(): boolean {
    return this.node === null;
  }

  /** Whether its memory was freed. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * Whether operations on it record gradients. Only a leaf can change it, and only floating-point tensors have gradients.
   *
   * @throws TensorError `gradient` when a computed tensor is set, `dtype` for integers and bool
   * @see torch.Tensor.requires_grad
   */
  get requiresGrad(): boolean {
    return this.node !== null || this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (this.node) {
      throw new TensorError(
        "gradient",
        `requiresGrad: only a leaf can change it; this tensor was made by ${this.node.operation.name}: use detach() for a leaf with its values`,
      );
    }
    if (value && this.dtype !== "float32" && this.dtype !== "float64") {
      throw new TensorError(
        "dtype",
        `requiresGrad: only float32 and float64 are trained, this is ${this.dtype}; use to(x, "float32")`,
        { dtype: this.dtype },
      );
    }
    this.#requiresGrad = value;
  }

  /**
   * `d loss / d this`, accumulated by `backward()`; set it to `null` to start anew. Only leaves have one.
   *
   * @see torch.Tensor.grad
   */
  get grad(): Tensor | null {
    return this.#grad;
  }

  set grad(value: Tensor | null) {
    if (value === this.#grad) return;
    this.#grad?.dispose();
    this.#grad = value;
    if (value) value.isKept = true;
  }

  /**
   * Adds `d this / d leaf` to every leaf's `grad`.
   *
   * @param gradient - `d loss / d this`, of this shape; may be left out for a single element, where it is 1
   * @throws TensorError `gradient`: nothing recorded, more than one element without `gradient`, or a second pass without `retainGraph`
   * @see torch.Tensor.backward
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * sum(square(x)).backward();
   * x.grad; // → tensor([2., 4.])
   */
  backward(gradient?: Tensor, options: BackwardOptions = {}): void {
    this.assertUsable("backward");
    if (!this.node) {
      throw new TensorError(
        "gradient",
        "backward: no operation was recorded for this tensor: it is a leaf, was made under noGrad(), or nothing it depends on requires a gradient",
      );
    }
    this.node.backward(this, gradient, options);
  }

  /**
   * Calls `hook` with this tensor's gradient in every backward pass, once, when all uses have given theirs. A tensor that it
   * returns goes on in its place. `keep` a gradient that shall outlive the pass.
   *
   * @throws TensorError `gradient` for a tensor that needs none; in the pass, `shape` when what was returned is unlike the gradient
   * @see torch.Tensor.register_hook
   * @example
   * const x = tensor([3], { requiresGrad: true });
   * const hidden = mul(x, 2);
   * const handle = hidden.registerHook((gradient) => clamp(gradient, { min: -1, max: 1 }));
   * square(hidden).backward(); // 2 · 6 reaches hidden, and 1 goes on
   * x.grad; // → tensor([2.])
   * handle.remove();
   */
  registerHook(hook: GradientHook): { readonly remove: () => void } {
    this.assertUsable("registerHook");
    if (!this.requiresGrad) {
      throw new TensorError(
        "gradient",
        "registerHook: this tensor requires no gradient: set requiresGrad before the forward pass",
      );
    }
    const hooks = ((this.node ?? this).hooks ??= []);
    const registered = (hooks[this.outputIndex] ??= new Set());
    const entry = { hook };
    registered.add(entry);
    return { remove: () => void registered.delete(entry) };
  }

  /**
   * The same values without history: shares memory, needs no gradient.
   *
   * @see torch.Tensor.detach
   */
  detach(): Tensor {
    this.assertUsable("detach");
    const result = this.alias();
    adopt(result);
    return result;
  }

  /**
   * Row-major copy of the elements; of float16 and bfloat16 their values, in a Float32Array.
   *
   * @example await tensor([1, 2]).data(); // → Float32Array(2) [ 1, 2 ]
   */
  data(): Promise<TypedArray> {
    return Promise.resolve(this.#elements("data").slice());
  }

  /**
   * The elements without waiting and, where they are row-major and need no decoding, without a copy: valid until the next operation.
   * Devices that cannot be read synchronously throw and name `data()`. Where threads share the memory it lies in a SharedArrayBuffer,
   * which `TextDecoder`, `crypto` and `Blob` refuse and `postMessage` shares: give them what `data()` copies.
   *
   * @example tensor([1, 2]).view()[1]; // → 2
   */
  view(): TypedArray {
    return this.#elements("view");
  }

  /**
   * Nested arrays of numbers (booleans for `bool`).
   *
   * @see torch.Tensor.tolist
   * @example await tensor([[1], [2]]).array(); // → [ [ 1 ], [ 2 ] ]
   */
  array(): Promise<Nested> {
    const data = this.#elements("array");
    const isBool = this.dtype === "bool";
    let at = 0;
    const build = (axis: number): Nested => {
      if (axis < this.rank) return Array.from({ length: this.shape[axis] }, () => build(axis + 1));
      const value = data[at++];
      return isBool ? value !== 0 : value;
    };
    return Promise.resolve(build(0));
  }

  /**
   * The one element.
   *
   * @throws TensorError `shape` when there are none or several
   * @see torch.Tensor.item
   * @example await sum(ones([2, 3])).item(); // → 6
   */
  item(): Promise<number> {
    if (this.size !== 1) {
      return Promise.reject(
        new TensorError(
          "shape",
          `item: a tensor of shape ${show(this.shape)} has ${this.size} elements, not one; use array() or data()`,
          { shape: this.shape },
        ),
      );
    }
    return Promise.resolve(this.#elements("item")[0]);
  }

  #elements(caller: string): TypedArray {
    this.assertUsable(caller);
    return this.storage.device.read(this);
  }

  /**
   * Prints as PyTorch does, with what requires a gradient; long tensors are shortened.
   *
   * @example String(tensor([1.5, 2])); // → tensor([1.5000, 2.0000])
   */
  toString(): string {
    if (this.#isDisposed) return `tensor(disposed, shape=${show(this.shape)})`;
    const suffix = this.node
      ? `grad_fn=<${this.node.operation.name}>`
      : this.#requiresGrad
        ? "requires_grad=True"
        : undefined;
    return formatTensor(this.#elements("toString"), this.shape, this.dtype, suffix);
  }

  /** Frees the memory now (shared storage goes with its last view). Using the tensor afterwards throws. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    forget(this);
    this.#grad?.dispose();
    this.#grad = null;
    this.origin?.release();
    this.node?.release();
    this.storage.release();
  }

  /** `dispose()` at the end of the block: `using x = tensor([1])`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Throws when the tensor was disposed.
   *
   * @internal
   */
  assertUsable(caller: string): void {
    if (!this.#isDisposed) return;
    const name = this.label ? `"${this.label}"` : `of shape ${show(this.shape)}`;
    throw new TensorError(
      "disposed",
      `${caller}: the tensor ${name} was disposed, by dispose() or by the end of its scope; return it from the scope, or keep() it`,
      { operation: caller, shape: this.shape },
    );
  }

  /**
   * Another handle on the same elements, without gradient history and owned by the caller. For the engine.
   *
   * @internal
   */
  alias(): Tensor {
    const result = new Tensor(this.storage.retain(), this);
    result.label = this.label;
    result.isConstant = this.isConstant;
    result.isComputed = this.isComputed;
    result.outputIndex = this.outputIndex;
    result.origin = this.origin?.retain() ?? null;
    return result;
  }

  /** An alias that stands at an output of a node in the gradient graph. For the engine. */
  restored(node: GradientNode | null): Tensor {
    const result = this.alias();
    result.node = node && node.retain();
    adopt(result);
    return result;
  }

  /**
   * Frees what the tensor holds without holding the tensor: what the garbage collector calls. For scopes.
   *
   * @internal
   */
  freeLater(): () => void {
    const { storage, node, origin } = this;
    return () => {
      origin?.release();
      node?.release();
      storage.release();
    };
  }
}

/** A row-major tensor whose elements are whatever the memory held, owned by the caller. For the engine. */
export function unownedTensor(shape: Shape, dtype: DType, device: Device): Tensor {
  const storage = device.allocate(dtype, sizeOf(shape));
  return new Tensor(storage, { shape, strides: rowMajorStrides(shape), offset: 0 });
}
