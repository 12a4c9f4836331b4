import { cpuDevice } from "./cpu/device.ts";
import type { Device, DeviceName } from "./device.ts";
import { refusePromise, TensorError } from "./errors.ts";
import { referenceDevice } from "./reference.ts";

const devices: Record<DeviceName, () => Device> = { cpu: cpuDevice, reference: referenceDevice };
let current: DeviceName = "cpu";

export function deviceNamed(name: DeviceName): Device {
  if (Object.hasOwn(devices, name)) return devices[name]();
  throw new TensorError(
    "device",
    `there is no device "${name}"; known devices: ${Object.keys(devices).join(", ")}`,
    { device: name },
  );
}

/** The device on which tensors are created when none is named: `"cpu"`, or what {@link withDevice} set. */
export function defaultDevice(): DeviceName {
  return current;
}

/**
 * Runs `fn` with another default device for creation.
 *
 * @throws TensorError `scope` when `fn` returns a promise; `device` when the name is unknown.
 * @example
 * const exact = withDevice("reference", () => tensor([1, 2, 3], { dtype: "float64" }));
 */
export function withDevice<Result>(name: DeviceName, fn: () => Result): Result {
  deviceNamed(name);
  const before = current;
  current = name;
  try {
    const result = fn();
    refusePromise("withDevice", result);
    return result;
  } finally {
    current = before;
  }
}

/** What each device runs and why: which kernels, how many threads, what is missing. */
export function deviceInfo(): Record<DeviceName, string> {
  return { cpu: cpuDevice().describe(), reference: referenceDevice().describe() };
}
