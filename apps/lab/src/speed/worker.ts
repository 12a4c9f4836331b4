/// <reference lib="webworker" />
import { clearheadWasm, compare, defaults, rowsOf } from "@clearhead/bench";
import type { Order, Report } from "./messages.ts";
import { casesOf } from "./plan.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const tell = (report: Report): void => scope.postMessage(report);

scope.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  void measure(data).then(tell, (error: unknown) =>
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});

/** Measures one case after another; whoever wants it to stop ends the worker. */
async function measure(order: Order): Promise<Report> {
  const cores = navigator.hardwareConcurrency;
  const contestants = [clearheadWasm()];
  if (crossOriginIsolated && cores > 1) contestants.push(clearheadWasm(cores));
  for (const suite of order.suites) {
    for (const item of casesOf(suite)) {
      tell({ kind: "begins", suite, case: item.name });
      // oxlint-disable-next-line no-await-in-loop -- two cases at once would disturb each other
      const { measured } = await compare(item, contestants, defaults);
      tell({ kind: "measured", rows: rowsOf(suite, item, measured) });
    }
  }
  return { kind: "done" };
}
