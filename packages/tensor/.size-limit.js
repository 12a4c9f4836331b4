/** The kernels' modules stand for themselves, and threads come in a file of their own: this leaves them out, to count the code that a bundle carries. */
const withoutKernels = (config) => ({
  ...config,
  // A page loads it after its first operation, and only when it is cross-origin isolated.
  external: ["./threads.js"],
  format: "esm",
  plugins: [
    ...(config.plugins ?? []),
    {
      name: "without-kernels",
      setup(build) {
        build.onLoad({ filter: /\.wasm\.js$/ }, () => ({
          contents: 'export const simd = "", relaxed = "", threads = "";',
        }));
      },
    },
  ],
});

export default [
  { name: "everything", path: "dist/index.js", limit: "75 kB" },
  {
    name: "{ tensor, softmax }",
    path: "dist/index.js",
    import: "{ tensor, softmax }",
    limit: "43 kB",
  },
  {
    name: "{ matmul, softmax } without the kernels, gzip",
    path: "dist/index.js",
    import: "{ matmul, softmax }",
    limit: "12 kB",
    gzip: true,
    modifyEsbuildConfig: withoutKernels,
  },
];
