export * from "@clearhead/tensor";
