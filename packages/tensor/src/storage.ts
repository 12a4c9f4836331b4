import type { Device } from "./device.ts";
import { storedArrays, type DType, type StoredArray } from "./dtype.ts";
import { Shared } from "./shared.ts";

let tensorBytes = 0;
let tensorPeak = 0;
let storages = 0;

/**
 * Bytes held by tensors now and at most since the start, and how many separate storages hold them.
 *
 * @example
 * const before = memory().bytes;
 * const x = zeros([256]);
 * memory().bytes - before; // → 1024
 * x.dispose();
 * memory().bytes - before; // → 0
 */
export function memory(): { bytes: number; peak: number; tensors: number } {
  return { bytes: tensorBytes, peak: tensorPeak, tensors: storages };
}

/**
 * A run of elements on a device, shared by a tensor and its views and freed when the last holder lets go.
 * `version` counts writes in place, so that autograd and `explain` notice a value that is no longer there.
 */
export class Storage extends Shared {
  readonly device: Device;
  readonly dtype: DType;
  readonly length: number;
  /** Byte address in the memory of the device; 0 where it has no addresses. */
  readonly pointer: number;
  readonly bytesPerElement: number;
  version = 0;

  constructor(device: Device, dtype: DType, length: number, pointer: number) {
    super();
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.pointer = pointer;
    this.bytesPerElement = storedArrays[dtype].BYTES_PER_ELEMENT;
    tensorBytes += length * this.bytesPerElement;
    tensorPeak = Math.max(tensorPeak, tensorBytes);
    storages++;
  }

  /** The elements as they lie in memory, valid until the next allocation (WASM memory moves when it grows). */
  values(): StoredArray {
    return this.device.elements(this);
  }

  protected override free(): void {
    tensorBytes -= this.length * this.bytesPerElement;
    storages--;
    this.device.free(this);
  }
}
