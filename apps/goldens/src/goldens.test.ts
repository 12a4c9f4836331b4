import { useBlas, withoutBlas } from "@clearhead/tensor-blas";
import { afterAll } from "vitest";
import { usualCases } from "./files.ts";
import { goldenTests } from "./testing.ts";

const missing = await useBlas().then(
  () => null,
  (error: unknown) => String(error),
);
withoutBlas();
afterAll(withoutBlas);

const cases = usualCases();
goldenTests("the kernels that this Node likes best", cases, {});
goldenTests("simd kernels", cases, { kernels: "simd" });
goldenTests("two threads", cases, { threads: 2 });
goldenTests(`products by a BLAS (${missing ?? "found"})`, missing === null ? cases : [], {
  blas: true,
});
