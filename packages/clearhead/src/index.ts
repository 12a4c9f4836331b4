/** Everything of Clearhead, each package under its name. */
export * as attention from "@clearhead/attention";
export * as embedding from "@clearhead/embedding";
export * as feedForward from "@clearhead/feed-forward";
export * as lens from "@clearhead/lens";
export * as nn from "@clearhead/nn";
export * as safetensors from "@clearhead/safetensors";
export * as tasks from "@clearhead/tasks";
export * as tensor from "@clearhead/tensor";
export * as tokenizer from "@clearhead/tokenizer";
export * as train from "@clearhead/train";
export * as transformer from "@clearhead/transformer";
export * as translator from "@clearhead/translator";
export * as views from "@clearhead/views";
