import { deviceInfo } from "@clearhead/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generatedTests } from "../../tensor/src/testing/generated.ts";
import { useBlas, withoutBlas } from "./index.ts";

const missing = await useBlas().then(
  () => null,
  (error: unknown) => String(error),
);
withoutBlas();

describe.runIf(missing === null)(`products by a BLAS (${missing ?? "found"})`, async () => {
  beforeAll(async () => {
    await useBlas();
  });
  afterAll(withoutBlas);

  it("computes", () => expect(deviceInfo().cpu).toContain("matrix products by"));

  if (missing === null) await generatedTests();
});
