import type { DeviceName } from "./device.ts";
import { tensor } from "./creation.ts";
import { checkTensors } from "./operands.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A copy on another device, without history; the tensor itself where it is there already.
 *
 * @throws TensorError `device` for an unknown name, `dtype` when the device has no such type
 * @see torch.Tensor.to
 * @example
 * const x = await toDevice(tensor([1, 2]), "reference");
 * x.device; // → reference
 */
export async function toDevice(x: Tensor, device: DeviceName): Promise<Tensor> {
  checkTensors("toDevice", [x]);
  if (x.device === device) return x;
  const data = await x.data();
  return tensor(data, { shape: x.shape, dtype: x.dtype, device });
}
