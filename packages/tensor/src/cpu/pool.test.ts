import { afterEach, expect, it, vi } from "vitest";
import { deviceInfo } from "../devices.ts";
import { TensorError } from "../errors.ts";
import { exp } from "../operations/unary.ts";
import { zeros } from "../creation.ts";
import { scope } from "../scope.ts";
import { memory } from "../storage.ts";
import { policy } from "./pool.ts";
import { endWorkers, getNumThreads, setNumThreads, workersReady } from "./threads.ts";
import { inNode, startWorker, type RunningWorker } from "./worker.ts";

const usual = { ...policy };

afterEach(() => {
  Object.assign(policy, usual);
  endWorkers();
  setNumThreads(1);
});

/** Two threads over a worker that runs `compute` in the place of a kernel; all tiles are left to it. */
async function withWorkerThat(compute: string): Promise<void> {
  const program = `
const start = ({ threads, memory, control, seat }) => {
  const compute = () => { ${compute} };
  new WebAssembly.Instance(threads, { env: { memory, control, compute } }).exports.work(seat);
};`;
  policy.startWorker = (seat, onEnd) => startWorker(seat, onEnd, program);
  policy.callerComputes = false;
  policy.shareFrom = 0;
  policy.patience = 100;
  setNumThreads(2);
  await workersReady();
}

const compute = (): number[] =>
  scope(() => Array.from(exp(zeros([10_000])).view()).filter((value) => value !== 1));

/** Whether one thread computes, rightly, and `deviceInfo()` says why. */
function expectOneThread(reason: string): void {
  expect(compute()).toEqual([]);
  expect(getNumThreads()).toBe(1);
  expect(deviceInfo().cpu).toContain(`1 thread (a worker failed: ${reason})`);
}

it.each([
  ["ends in an error", 'throw new Error("stopped by a test")'],
  ["stands still", "Atomics.wait(new Int32Array(memory.buffer), 0, 0)"],
])(
  "a worker that %s with tiles in its hands is an error, never a hang or wrong numbers",
  async (_, what) => {
    await withWorkerThat(what);
    const before = memory().bytes;
    expect(compute).toThrow(TensorError);
    expect(memory().bytes).toBe(before);
    expectOneThread("it did not finish its part of unary");
  },
);

it("the error names the operation and says what to do", async () => {
  await withWorkerThat("Atomics.wait(new Int32Array(memory.buffer), 0, 0)");
  policy.patience = 1000;
  expect(compute).toThrow(
    "unary: a worker thread took a part of it and has done nothing for 1 s; it was ended or stopped from outside. " +
      "The result is not complete: run the operation again. From here on one thread computes, until setNumThreads() starts others",
  );
});

it("setNumThreads starts others after a failure", async () => {
  await withWorkerThat('throw new Error("stopped by a test")');
  expect(compute).toThrow(TensorError);
  Object.assign(policy, usual, { shareFrom: 0, callerComputes: false });
  setNumThreads(2);
  await workersReady();
  expect(compute()).toEqual([]);
  expect(deviceInfo().cpu).toContain("2 threads");
});

it("a worker that ends while nothing runs costs nothing, and is reported", async () => {
  const workers: RunningWorker[] = [];
  policy.startWorker = (seat, onEnd) => {
    const worker = startWorker(seat, onEnd);
    workers.push(worker);
    return worker;
  };
  policy.shareFrom = 0;
  setNumThreads(3);
  await workersReady();
  for (const worker of workers) worker.terminate();
  for (let call = 0; call < 100; call++) expect(compute()).toEqual([]);
  // A page is not told of it, and need not be.
  if (inNode()) await vi.waitFor(() => expectOneThread("it was ended"));
});

it("workers that cannot start leave one thread, which computes meanwhile", async () => {
  policy.startWorker = (seat, onEnd) =>
    startWorker(seat, onEnd, 'const start = () => { throw new Error("not here"); };');
  policy.shareFrom = 0;
  setNumThreads(2);
  expect(compute()).toEqual([]);
  await workersReady();
  expect(deviceInfo().cpu).toMatch(/1 thread \(a worker failed: .*not here\)/);
  expect(compute()).toEqual([]);
});

it("an environment that refuses workers leaves one thread", () => {
  policy.startWorker = () => {
    throw new Error("workers are refused");
  };
  policy.shareFrom = 0;
  setNumThreads(2);
  expect(compute()).toEqual([]);
  expectOneThread("workers are refused");
});
