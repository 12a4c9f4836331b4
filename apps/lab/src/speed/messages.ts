import type { Row } from "@clearhead/bench";
import type { SuiteName } from "./plan.ts";

/** What the worker is asked, once. */
export interface Order {
  readonly suites: readonly SuiteName[];
}

/** What the worker tells. */
export type Report =
  | { readonly kind: "begins"; readonly suite: SuiteName; readonly case: string }
  | { readonly kind: "measured"; readonly rows: readonly Row[] }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };
