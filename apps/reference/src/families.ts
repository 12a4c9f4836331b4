/** A heading of the reference and what stands under it: whole source files, or single names out of other families' files. */
export interface Family {
  readonly title: string;
  readonly about: string;
  /** Relative to the package's `src`. */
  readonly files?: readonly string[];
  readonly names?: readonly string[];
}

/** A package with a reference: `packages/<folder>/API.md`. */
export interface ReferencedPackage {
  readonly folder: string;
  /** Import specifier to the file behind it. */
  readonly entries: Readonly<Record<string, string>>;
  readonly families: readonly Family[];
}

const operations = (...names: readonly string[]): string[] =>
  names.map((name) => `operations/${name}.ts`);

export const packages: readonly ReferencedPackage[] = [
  {
    folder: "tensor",
    entries: { "@clearhead/tensor": "index.ts", "@clearhead/tensor/registry": "registry.ts" },
    families: [
      {
        title: "Create",
        about: "Tensors of given numbers. A shape is a list of sizes; `[]` is a single number.",
        files: ["creation.ts"],
      },
      {
        title: "The tensor itself",
        about: "What a tensor knows, how it is read and freed, and its types.",
        files: ["tensor.ts", "shape.ts", "dtype.ts", ...operations("cast")],
      },
      {
        title: "Random numbers",
        about: "PyTorch's CPU stream, number by number, and NumPy's legacy one.",
        files: ["random.ts", ...operations("multinomial"), "random/numpy-generator.ts"],
      },
      {
        title: "Arithmetic",
        about:
          "Element by element. Two operands broadcast: shapes are aligned at the last axis, and an axis of size 1 repeats.",
        files: operations("binary", "unary", "power", "rounding"),
      },
      {
        title: "Compare and choose",
        about: "Comparisons give bool tensors; these choose.",
        files: operations("compare", "truth", "choose"),
      },
      {
        title: "Reduce and order",
        about: "One number from many, and which of them.",
        files: operations("sum", "mean", "extremes", "order", "running"),
      },
      {
        title: "Matrices and rows",
        about: "Products, and what is computed along a row.",
        files: operations(
          "matmul",
          "einsum",
          "linear",
          "linear-activation",
          "quantize",
          "softmax",
          "norm",
          "dropout",
        ),
      },
      {
        title: "Change the shape",
        about: "Views share memory with their source; the others copy, and say so.",
        files: operations("views", "slice", "concat", "repeat", "contiguous", "triangle"),
      },
      {
        title: "Look up by position",
        about: "int32 tensors name places. Every position is checked.",
        files: operations("gather", "embedding"),
      },
      {
        title: "Attention and masks",
        about: "Masks are made by name and passed as `mask`.",
        files: operations("attention", "attention-parts", "masks"),
      },
      {
        title: "Losses",
        about: "What training makes small.",
        files: operations("cross-entropy", "losses", "binary-cross-entropy"),
      },
      {
        title: "Gradients",
        about: "Recorded while operations run on tensors that require them.",
        files: [
          "apply.ts",
          "backward.ts",
          "graph.ts",
          "checkpoint.ts",
          "modes.ts",
          "grad-check.ts",
        ],
      },
      {
        title: "Write in place",
        about: "For parameters, under `noGrad`.",
        files: ["inplace.ts", "update.ts"],
      },
      {
        title: "Memory",
        about: "Who frees what, and how much is held.",
        files: ["scope.ts", "storage.ts", "debug.ts"],
      },
      {
        title: "Devices",
        about: "Where tensors live and what computes there.",
        files: ["device.ts", "deterministic.ts", "devices.ts", "cpu/threads.ts", "transfer.ts"],
      },
      {
        title: "Look inside",
        about:
          "How a number came to be, where the time went, where the first NaN came from, as data.",
        files: [
          "explain.ts",
          "terms.ts",
          "term-text.ts",
          "term-mathml.ts",
          "term-layout.ts",
          "profile.ts",
          "non-finite.ts",
        ],
        names: ["trace", "isTracing"],
      },
      {
        title: "Errors",
        about: "Every error is a `TensorError`.",
        files: ["errors.ts"],
      },
      {
        title: "How an operation is written",
        about:
          "Your own, and the package's: what an entry of the registry says, for tests, for tools and for the curious.",
        files: ["custom-operation.ts", "registry.ts", "arithmetic.ts", "operation.ts"],
      },
    ],
  },
];
