import { expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { TensorError, tensor } from "./index.ts";
import { claimProgram, version } from "./version.ts";

it("is the version in package.json", () => {
  expect(version).toBe(manifest.version);
});

it("refuses a second copy in one program", () => {
  tensor([1]); // the first copy is loaded
  expect(claimProgram).toThrow(TensorError);
  expect(claimProgram).toThrow(
    `two copies of @clearhead/tensor are loaded (${version} and ${version}): run npm dedupe`,
  );
});
