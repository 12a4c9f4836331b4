export * from "@clearhead/nn";

export type { Activation } from "./activation.ts";
export { FeedForward, type FeedForwardOptions } from "./feed-forward.ts";
