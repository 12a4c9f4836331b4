import { describeCpu } from "./cpu/describe.ts";
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

/**
 * The device on which tensors are created when none is named: `"cpu"`, or what {@link withDevice} set.
 *
 * @example withDevice("reference", () => defaultDevice()); // → reference
 */
export function defaultDevice(): DeviceName {
  return current;
}

/**
 * Runs `fn` with another default device for creation.
 *
 * @returns what `fn` returns
 * @throws TensorError `scope` when `fn` returns a promise; `device` when the name is unknown
 * @example
 * const third = withDevice("reference", () => div(1, tensor(3, { dtype: "float64" })));
 * await third.item(); // → 0.3333333333333333
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

/**
 * What each device runs and why: which kernels, how many threads, what is missing.
 *
 * @example deviceInfo().reference; // → float64, every operation evaluated from its definition
 */
export function deviceInfo(): Record<DeviceName, string> {
  return {
    cpu: describeCpu(),
    reference: "float64, every operation evaluated from its definition",
  };
}

/** Every device, for what looks at all of them. */
export function everyDevice(): Device[] {
  return Object.values(devices).map((device) => device());
}
