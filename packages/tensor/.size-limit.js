/** The kernels' modules stand for themselves: this leaves them out, to count the code that a bundle carries. */
const withoutKernels = (config) => ({
  ...config,
  plugins: [
    ...(config.plugins ?? []),
    {
      name: "without-kernels",
      setup(build) {
        build.onLoad({ filter: /\.wasm\.js$/ }, () => ({
          contents: 'export const simd = ""; export const relaxed = "";',
        }));
      },
    },
  ],
});

export default [
  { name: "everything", path: "dist/index.js", limit: "62 kB" },
  {
    name: "{ tensor, softmax }",
    path: "dist/index.js",
    import: "{ tensor, softmax }",
    limit: "34 kB",
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
