import type { Tensor } from "@clearhead/tensor";
import type { Agreement } from "./agreement.ts";
import type { Arguments } from "./arguments.ts";

/** How one torch function or module is called here. */
export interface Row {
  /** One result, or several by the names that the case gives them. */
  readonly run: (given: Arguments) => Tensor | Readonly<Record<string, Tensor>>;
  /** How near the output of this name must be, where it is not the usual 1e-5. */
  readonly agreement?: (output: string, given: Arguments) => Agreement | undefined;
}
