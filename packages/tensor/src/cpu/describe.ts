import { areKernelsRestricted, runtime } from "./runtime.ts";
import { describeThreads, productsBy } from "./threads.ts";

/** What runs on the `cpu` device and why, for people: kernels, threads, products. */
export function describeCpu(): string {
  const products = productsBy();
  return [
    `WASM ${runtime().compiled.build} kernels, ${describeThreads()}`,
    ...(products === null ? [] : [`matrix products by ${products}`]),
    ...(areKernelsRestricted() ? ["the same bits on every machine"] : []),
  ].join("; ");
}
