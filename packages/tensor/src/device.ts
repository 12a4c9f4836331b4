import type { DType, StoredArray, TypedArray } from "./dtype.ts";
import type { Operation } from "./operation.ts";
import type { Storage } from "./storage.ts";
import type { Tensor } from "./tensor.ts";

/** The devices: `cpu` computes with WebAssembly kernels, `reference` evaluates every definition in float64. */
export type DeviceName = "cpu" | "reference";

/**
 * A place where tensors live and operations run. A device promises only this: memory, a copy that follows strides,
 * and `run`, which fills fresh row-major outputs. Shape rules, gradients, views and lifetimes are decided above it.
 */
export interface Device {
  readonly name: DeviceName;
  readonly dtypes: readonly DType[];
  allocate(dtype: DType, length: number): Storage;
  /** What {@link Storage.values} gives. */
  elements(storage: Storage): StoredArray;
  /** Takes the memory back, when the last holder of a storage lets go. */
  free(storage: Storage): void;
  /** The elements in row-major order, halves as float32; where they lie so, without a copy. It allocates nothing here. */
  read(x: Tensor): TypedArray;
  /** Writes `source` into `target` (equal shapes), element by element as the target's dtype, whatever their strides. */
  copy(source: Tensor, target: Tensor): void;
  /** The tensor in the type it is computed in: itself, or of a storage type a decoded copy for the open scope. */
  decode(x: Tensor): Tensor;
  /** Decodes operands of storage types for a kernel that computes. */
  run<Options>(
    operation: Operation<Options>,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    options: Options,
  ): void;
}
