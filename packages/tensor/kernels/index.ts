export { binary } from "./binary";
export { copy } from "./copy";
export { matmul } from "./matmul";
export { unary } from "./unary";
