import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Contestant } from "../contestant.ts";
import { onThreads, prepareClearhead } from "./clearhead.ts";

/**
 * The control of what two threads can reach on this machine at this moment: two copies of ours with nothing in common, in processes
 * of their own, each on one thread, each doing the task. A turn ends when both are done, and so has done the task twice.
 */
export function twoCopies(): Contestant {
  return {
    name: "two-copies",
    threads: 2,
    async prepare(task) {
      if (task.kind !== "matmul") return "is the control of products";
      const other = fork(fileURLToPath(new URL("./copy.ts", import.meta.url)));
      const answer = (): Promise<unknown> => once(other, "message");
      other.send(task);
      await answer();
      const here = onThreads(1, prepareClearhead(task));
      return {
        async time(count) {
          const start = performance.now();
          const isDone = answer();
          other.send(count);
          await here.time(count);
          await isDone;
          return performance.now() - start;
        },
        result: () => Promise.resolve(null),
        dispose() {
          here.dispose();
          other.disconnect();
        },
      };
    },
    close: () => undefined,
  };
}
