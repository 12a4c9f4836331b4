export { arithmeticView, type ArithmeticEvents, type ArithmeticProperties } from "./arithmetic.ts";
export { arithmeticText } from "./arithmetic-text.ts";
export type { Arithmetic, Operand, Role, Term } from "./arithmetic-data.ts";
export { attentionFrom, attentionOf, isMasked, rowOf, sides, strongest } from "./attention.ts";
export {
  attentionView,
  type AttentionEvents,
  type AttentionProperties,
} from "./attention-matrix.ts";
export { bandsView, type BandsEvents, type BandsProperties } from "./bands.ts";
export { type Bar, barsView, type BarsEvents, type BarsProperties } from "./bars.ts";
export { defineViews } from "./define.ts";
export { defineView, type Emit, type View, type ViewElement } from "./element.ts";
export {
  decimalsFor,
  equalsSign,
  formatFixed,
  formatNumber,
  formatPercent,
  type Language,
} from "./format.ts";
export { headView, type HeadProperties } from "./head-thumbnail.ts";
export { rowText, tokenText } from "./label.ts";
export { pairView, type PairEvents, type PairProperties } from "./pair.ts";
export { type NumberPlace, type Pair, pairOf, pairSteps, type PairSteps } from "./pair-data.ts";
export { attentionPath, headsOf, parseAttentionPath } from "./probes.ts";
export { style } from "./style.ts";
export type {
  Attention,
  AttentionKind,
  Cell,
  HeadPlace,
  Recording,
  Row,
  Token,
  Trace,
} from "./trace.ts";
