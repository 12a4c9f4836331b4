import { TensorError } from "./errors.ts";

/** The version in package.json; a test holds them equal, `npm run version-packages` writes it. */
export const version: string = "0.0.0";

const loaded: symbol = Symbol.for("@clearhead/tensor.loaded");

/**
 * Throws when another copy of this package is loaded: each has its own memory and random stream, and would not know the
 * other's gradients.
 */
export function claimProgram(): void {
  const program = globalThis as { [loaded]?: string };
  const other = program[loaded];
  if (other !== undefined) {
    const versions = [other, version].sort();
    const found = other === version ? "copies" : "versions";
    throw new TensorError(
      "value",
      `two ${found} of @clearhead/tensor are loaded (${versions.join(" and ")}): run npm dedupe`,
      { versions },
    );
  }
  program[loaded] = version;
}
