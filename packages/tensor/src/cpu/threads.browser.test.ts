import { afterEach, expect, it, vi } from "vitest";
import { zeros } from "../creation.ts";
import { deviceInfo } from "../devices.ts";
import { exp } from "../operations/unary.ts";
import { scope } from "../scope.ts";
import { policy } from "./pool.ts";
import { endWorkers, getNumThreads, setNumThreads, workersReady } from "./threads.ts";

const usual = { ...policy };

afterEach(() => {
  Object.assign(policy, usual);
  endWorkers();
});

const compute = (): boolean =>
  scope(() =>
    exp(zeros([100_000]))
      .view()
      .every((value) => value === 1),
  );

it("an isolated page has threads, one less than the machine, and they compute", async () => {
  expect(crossOriginIsolated).toBe(true);
  expect(getNumThreads()).toBe(Math.max(1, navigator.hardwareConcurrency - 1));
  setNumThreads(2);
  await workersReady();
  policy.callerComputes = false;
  expect(compute()).toBe(true);
  expect(deviceInfo().cpu).toContain("2 threads");
});

it("the first large call starts them, without waiting", async () => {
  setNumThreads(2);
  expect(compute()).toBe(true);
  await vi.waitFor(() => workersReady());
  policy.callerComputes = false;
  expect(compute()).toBe(true);
});

// The last: the policy stays on the page.
it("a page whose policy refuses workers has one thread, and says what is missing", async () => {
  const policyOfPage = document.createElement("meta");
  policyOfPage.httpEquiv = "Content-Security-Policy";
  policyOfPage.content = "worker-src 'self'";
  document.head.append(policyOfPage);
  setNumThreads(2);
  expect(compute()).toBe(true);
  await vi.waitFor(() =>
    expect(deviceInfo().cpu).toContain(
      "1 thread (a worker failed: the page's Content-Security-Policy needs worker-src blob:)",
    ),
  );
  expect(compute()).toBe(true);
});
