/** What runs in a page as well as in Node. */
export { compare } from "./compare.ts";
export { clearheadWasm } from "./contestants/clearhead.ts";
export { defaults } from "./measure.ts";
export { rowsOf, type Row } from "./report.ts";
export { suites, type Case } from "./suites.ts";
