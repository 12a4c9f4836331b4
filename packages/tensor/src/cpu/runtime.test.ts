import { expect, test, vi } from "vitest";
import { runtime } from "./runtime.ts";

vi.mock("./threads.ts", () => {
  throw new Error("404");
});

test("where the code of the threads does not arrive, one computes, and a warning says so", async () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const { help } = runtime();
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  expect(warn.mock.calls[0][0]).toBe("tensor: one thread, no others came:");
  expect(help).toBeUndefined();
  warn.mockRestore();
});
