import type { Arithmetic, Element, Input } from "./arithmetic.ts";
import type { DType } from "./dtype.ts";
import type { Index, Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** What the shape rule may know of a tensor: all but its values. */
export interface TensorSpec {
  /** The sizes of its axes. */
  readonly shape: Shape;
  /** The type of its elements. */
  readonly dtype: DType;
}

/** Where the elements of a view lie in its source's storage. */
export interface Layout {
  /** The sizes of the view's axes. */
  readonly shape: Shape;
  /** Distance in elements between neighbours on each axis. */
  readonly strides: readonly number[];
  /** Where the view's first element lies, in elements. */
  readonly offset: number;
}

/** One element of the output as arithmetic on elements of the inputs. */
export interface Definition<Options> {
  /** Tells the four meanings apart. */
  readonly kind: "definition";
  /** What stands at an index of the output. */
  define<T>(
    m: Arithmetic<T>,
    inputs: readonly Input<T>[],
    options: Options,
    specs: readonly TensorSpec[],
  ): Element<T>;
}

/** Other places of the same storage; nothing is computed. */
export interface View<Options> {
  /** Tells the four meanings apart. */
  readonly kind: "view";
  /** Where the elements of an output lie, by its number. */
  layout(source: Layout, options: Options, output: number): Layout;
  /** The element of the source that stands at `index` of an output. */
  source(index: Index, options: Options, source: TensorSpec, output: number): Index;
}

/** Chooses among the elements of a row (sort, topk, argmax): whole rows are computed, and explained by what was compared. */
export interface Selection<Options> {
  /** Tells the four meanings apart. */
  readonly kind: "selection";
  /** The axis along which the rows lie. */
  readonly dim: (options: Options) => number;
  /** Positions in `row`, in the order of the outputs' rows. */
  choose(row: Float64Array, options: Options): readonly number[];
  /** How equal elements and NaN are ordered, for people. */
  readonly rule: string;
  /** For each output, whether it holds the chosen values or their positions in the row. */
  readonly holds: readonly ("values" | "positions")[];
}

/**
 * Several operations, computed in one kernel where nobody looks inside. It has no definition of its own: what it means, to
 * another device, to `explain` and to a gradient that is differentiated, is what its parts compute.
 */
export interface Composition<Options> {
  /** Tells the four meanings apart. */
  readonly kind: "composition";
  /** Its first output, by other operations. */
  parts(inputs: readonly Tensor[], options: Options): Tensor;
}

/** What a gradient sees of the call it belongs to. */
export interface GradientContext<Options> {
  /** A saved input; throws when the operation's `saves` does not list it. */
  readonly input: (index: number) => Tensor;
  /** A saved output, likewise. */
  readonly output: (index: number) => Tensor;
  /** Shape and dtype of each input, saved or not. */
  readonly specs: readonly TensorSpec[];
  /** The options of the call. */
  readonly options: Options;
  /** d loss / d output, for an operation with one output. */
  readonly gradient: Tensor;
  /** d loss / d each output, `null` for an output that the loss does not depend on. */
  readonly gradients: readonly (Tensor | null)[];
  /** Which inputs want a gradient. */
  readonly needs: readonly boolean[];
}

/** The gradient of each input, written with operations; `null` for one that has none or that nobody wants. */
export type Gradient<Options> = (context: GradientContext<Options>) => readonly (Tensor | null)[];

/** Fills `outputs` (fresh, row-major) on the CPU. A view has none. */
export type CpuKernel<Options> = (
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  options: Options,
) => void;

/**
 * One operation, defined once. The reference device evaluates `meaning`, `explain` prints it, kernels and fused
 * gradients are lowerings that tests hold against it. Entries are `const`s of type `Operation<…>`, so that a missing piece
 * does not compile.
 */
export interface Operation<Options> {
  /** What explanations and errors call it. */
  readonly name: string;
  /** For people: `y[i, j] = Σ_k a[i, k] · b[k, j]`. */
  readonly formula: string;
  /** The shape rule: specs of the outputs, or a helpful error. */
  readonly outputs: (inputs: readonly TensorSpec[], options: Options) => readonly TensorSpec[];
  /** What it computes: arithmetic on single elements, other places of the same memory, a choice in a row, or what its parts do. */
  readonly meaning: Definition<Options> | View<Options> | Selection<Options> | Composition<Options>;
  /** Written with operations, so that it can be differentiated and explained; `null`: constant almost everywhere. */
  readonly gradient: Gradient<Options> | null;
  /** What the gradient reads; everything else may be freed after the forward pass. */
  readonly saves: { readonly inputs?: readonly number[]; readonly outputs?: readonly number[] };
  /** The kernel, `null` for a view. */
  readonly cpu: CpuKernel<Options> | null;
  /**
   * Its kernel takes operands of storage types (float16, bfloat16, int8) as they lie in memory, since it only moves or converts
   * elements. Every other operation is told that they are of the type they are computed in, and its device decodes them.
   */
  readonly takesStored?: true;
  /** The operand, by position, that its kernel decodes on the way; what else is of a storage type is decoded before. */
  readonly decodes?: number;
  /** The same gradient in one kernel, for the CPU; not used where the gradient itself is differentiated or traced. */
  readonly fusedGradient?: Gradient<Options>;
}

/** Any operation, where options do not matter: the registry, nodes, tools. */
// oxlint-disable-next-line typescript/no-explicit-any -- options are contravariant: no other type holds every entry
export type AnyOperation = Operation<any>;
