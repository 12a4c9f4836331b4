import type { Device } from "./device.ts";
import { describe, TensorError } from "./errors.ts";
import { isTensor } from "./tensor.ts";

/**
 * Throws unless all operands are tensors, were not disposed and live on one device, which it returns. `apply` asks it; a function
 * that looks at its operands before (their rank, their dtype) asks first, in its own name.
 */
export function checkTensors(operation: string, operands: readonly unknown[]): Device {
  let device: Device | undefined;
  for (const operand of operands) {
    if (!isTensor(operand)) {
      throw new TensorError(
        "value",
        `${operation}: expected a tensor, got ${describe(operand)}; make one with tensor(…)`,
        { operation },
      );
    }
    operand.assertUsable(operation);
    device ??= operand.storage.device;
    if (operand.storage.device !== device) {
      throw new TensorError(
        "device",
        `${operation}: operands on different devices (${device.name}, ${operand.device}); move one with await toDevice(x, "${device.name}")`,
        { operation },
      );
    }
  }
  return device!;
}
