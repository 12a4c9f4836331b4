/**
 * Declares every test that is generated from the registry or from tables of numbers, for a `describe` that has set up how the
 * `cpu` device computes. Once a file, since a module runs once.
 */
export async function generatedTests(): Promise<void> {
  await import("../registry.test.ts");
  await import("../registry-gradients.test.ts");
  await import("../registry-stored.test.ts");
  await import("../storage-types.test.ts");
  await import("../operations/edges.test.ts");
  await import("../operations/sums.test.ts");
  await import("../operations/losses.test.ts");
}
