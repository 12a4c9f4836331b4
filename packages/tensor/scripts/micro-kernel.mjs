// Writes kernels/micro-kernel.ts as WebAssembly to the output, for the benchmarks: `node scripts/micro-kernel.mjs simd,relaxed-simd`.
import { compileKernels } from "./compile-kernels.mjs";

process.stdout.write(await compileKernels("micro-kernel", process.argv[2]));
