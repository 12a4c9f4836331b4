import { withDevice } from "@clearhead/tensor";
import type { Contestant, Prepared } from "../contestant.ts";
import { parametersOf } from "../gpt.ts";
import type { Task } from "../task.ts";
import { prepareClearhead } from "./clearhead.ts";

/** Multiplications of one run, roughly: what the time on the reference device goes by. */
function workOf(task: Task): number {
  switch (task.kind) {
    case "matmul":
      return task.batch * task.m * task.k * task.n;
    case "elementwise":
      return task.rows * task.columns;
    case "dispatch":
      return task.operations * 4;
    case "attention":
      return 6 * task.heads * task.length ** 2 * task.width;
    case "train": {
      const parameters = parametersOf(task).reduce((sum, { data }) => sum + data.length, 0);
      return 3 * parameters * task.batch * task.length;
    }
    case "decode":
      return 12 * task.layers * task.dModel ** 2 * task.context;
  }
}

/** About a second. */
const mostWork = 2e7;

/** Ours on the device that evaluates the definitions, a number at a time in float64. */
export function clearheadReference(): Contestant {
  return {
    name: "clearhead-reference",
    threads: 1,
    prepare(task): Promise<Prepared | string> {
      const work = workOf(task);
      if (work > mostWork) {
        return Promise.resolve(
          `${Math.round(work / 1e6)} million multiplications, each on its own, take too long`,
        );
      }
      // Operands decide where operations run.
      return Promise.resolve(withDevice("reference", () => prepareClearhead(task)));
    },
    close: () => undefined,
  };
}
