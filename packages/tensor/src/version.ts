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
    const found =
      other === version
        ? `two copies of @clearhead/tensor ${version}`
        : `two versions of @clearhead/tensor`;
    const which = other === version ? "" : ` (${[other, version].sort().join(" and ")})`;
    throw new TensorError("value", `${found} are loaded${which}: run npm dedupe`, {
      versions: [other, version],
    });
  }
  program[loaded] = version;
}
