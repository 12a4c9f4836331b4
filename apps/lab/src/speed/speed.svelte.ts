import type { Row } from "@clearhead/bench";
import type { Order, Report } from "./messages.ts";
import { casesOf, suiteNames, type SuiteName } from "./plan.ts";

type Phase = "ready" | "running" | "stopped" | "done" | "failed";

/** The page's state: what is chosen, what is measured, and how far it is. */
export class Speed {
  phase: Phase = $state("ready");
  rows: readonly Row[] = $state.raw([]);
  chosen: readonly SuiteName[] = $state.raw(suiteNames);
  current: { readonly suite: SuiteName; readonly case: string } | null = $state.raw(null);
  begun: number = $state(0);
  problem: string = $state("");

  readonly #connect: () => Worker;
  #worker: Worker | null = null;

  constructor(connect: () => Worker) {
    this.#connect = connect;
  }

  /** How many cases are chosen. */
  get total(): number {
    return this.chosen.reduce((sum, suite) => sum + casesOf(suite).length, 0);
  }

  choose(suite: SuiteName, isChosen: boolean): void {
    this.chosen = suiteNames.filter((name) =>
      name === suite ? isChosen : this.chosen.includes(name),
    );
  }

  /** Measures what is chosen, in a worker of its own: the page stays free, and nothing is left when it ends. */
  run(): void {
    if (this.chosen.length === 0) return;
    this.#end("running");
    this.rows = [];
    this.begun = 0;
    const worker = this.#connect();
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => this.#hear(data));
    // A file that did not arrive has no message.
    worker.addEventListener("error", ({ message }) =>
      this.#hear({ kind: "failed", message: message ?? "" }),
    );
    this.#worker = worker;
    const order: Order = { suites: [...this.chosen] };
    worker.postMessage(order);
  }

  stop(): void {
    this.#end("stopped");
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "begins":
        this.current = report;
        this.begun++;
        return;
      case "measured":
        this.rows = [...this.rows, ...report.rows];
        return;
      case "done":
        return this.#end("done");
      case "failed":
        this.problem = report.message;
        return this.#end("failed");
    }
  }

  #end(phase: Phase): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.current = null;
    this.phase = phase;
  }
}
