export { explainAt, type Explained, type NumberAddress, type Place } from "./explain.ts";
export { largestOperand } from "./follow.ts";
export { record, type Observed, type Recorded } from "./record.ts";
export { toTrace, type TraceTokens } from "./trace.ts";
