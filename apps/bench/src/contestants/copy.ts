// The program of the other copy: gets a task, then does it as often as it is told, again and again, until nobody is there.
import { setNumThreads } from "@clearhead/tensor";
import type { Prepared } from "../contestant.ts";
import type { MatmulTask } from "../task.ts";
import { prepareClearhead } from "./clearhead.ts";

setNumThreads(1);
let prepared: Prepared | undefined;

process.on("message", (message: MatmulTask | number) => {
  if (typeof message !== "number") prepared = prepareClearhead(message);
  const count = typeof message === "number" ? message : 3;
  void prepared?.time(count).then(() => process.send?.("done"));
});
