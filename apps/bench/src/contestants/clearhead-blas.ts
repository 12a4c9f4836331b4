import { useBlas, withoutBlas } from "@clearhead/tensor-blas";
import type { Contestant, Prepared } from "../contestant.ts";
import type { Task } from "../task.ts";
import { onThreads, prepareClearhead } from "./clearhead.ts";

/** Which tasks multiply no matrices: they run as without a BLAS. */
const withoutProducts: readonly Task["kind"][] = ["elementwise", "dispatch"];

/** Ours with matrix products by the system's BLAS, which is in use during its turns only. */
export async function clearheadBlas(): Promise<Contestant> {
  const { library, core } = await useBlas({ threads: 1 });
  withoutBlas();
  const chosen =
    process.env["OPENBLAS_CORETYPE"] === undefined ? "" : ", chosen by OPENBLAS_CORETYPE";
  console.log(`clearhead-blas: ${library}${core === null ? "" : `, kernels for ${core}${chosen}`}`);
  return {
    name: "clearhead-blas",
    threads: 1,
    prepare(task): Promise<Prepared | string> {
      if (withoutProducts.includes(task.kind)) return Promise.resolve("multiplies no matrices");
      const floats = task.kind === "decode" ? ({ ...task, weights: "float32" } as const) : task;
      const prepared = onThreads(1, prepareClearhead(floats));
      const during = async <T>(fn: () => Promise<T>): Promise<T> => {
        await useBlas({ threads: 1 });
        return fn().finally(withoutBlas);
      };
      return Promise.resolve({
        time: (count) => during(() => prepared.time(count)),
        result: () => during(() => prepared.result()),
        dispose: () => prepared.dispose(),
      });
    },
    close: () => undefined,
  };
}
