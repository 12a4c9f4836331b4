import { expect, it } from "vitest";
import type { DType } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { formatTensor } from "./print.ts";
import { TorchGenerator } from "./random/torch-generator.ts";
import { sizeOf } from "./shape.ts";

interface Printed {
  /** What was evaluated after torch.manual_seed(7). */
  readonly torch: string;
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly suffix?: string;
  /** What repr() of it gave in torch 2.13, with int64 called int32. */
  readonly text: readonly string[];
}

const printedByTorch: readonly Printed[] = [
  {
    torch: "torch.empty([]).uniform_(-1, 1)",
    data: uniform([], -1, 1),
    shape: [],
    dtype: "float32",
    text: ["tensor(0.0698)"],
  },
  {
    torch: "torch.empty([3]).uniform_(-1, 1)",
    data: uniform([3], -1, 1),
    shape: [3],
    dtype: "float32",
    text: ["tensor([ 0.0698, -0.6024,  0.3184])"],
  },
  {
    torch: "torch.empty([2, 3]).uniform_(-10, 10)",
    data: uniform([2, 3], -10, 10),
    shape: [2, 3],
    dtype: "float32",
    text: ["tensor([[ 0.6985, -6.0239,  3.1842],", "        [ 3.1378, -5.3448, -1.4988]])"],
  },
  {
    torch: "torch.empty([2, 2, 2]).uniform_(0, 1)",
    data: uniform([2, 2, 2], 0, 1),
    shape: [2, 2, 2],
    dtype: "float32",
    text: [
      "tensor([[[0.5349, 0.1988],",
      "         [0.6592, 0.6569]],",
      "",
      "        [[0.2328, 0.4251],",
      "         [0.2071, 0.6297]]])",
    ],
  },
  {
    torch: "torch.empty([2, 1, 2, 2]).uniform_(-1, 1)",
    data: uniform([2, 1, 2, 2], -1, 1),
    shape: [2, 1, 2, 2],
    dtype: "float32",
    text: [
      "tensor([[[[ 0.0698, -0.6024],",
      "          [ 0.3184,  0.3138]]],",
      "",
      "",
      "        [[[-0.5345, -0.1499],",
      "          [-0.5858,  0.2595]]]])",
    ],
  },
  {
    torch: "torch.empty([13]).uniform_(0, 100)",
    data: uniform([13], 0, 100),
    shape: [13],
    dtype: "float32",
    text: [
      "tensor([53.4923, 19.8803, 65.9212, 65.6890, 23.2762, 42.5061, 20.7086, 62.9736,",
      "        36.5316, 85.1268, 85.4943, 55.0935, 28.6839])",
    ],
  },
  {
    torch: "torch.empty([2, 4]).uniform_(0, 0.0001)",
    data: uniform([2, 4], 0, 0.0001),
    shape: [2, 4],
    dtype: "float32",
    text: [
      "tensor([[5.3492e-05, 1.9880e-05, 6.5921e-05, 6.5689e-05],",
      "        [2.3276e-05, 4.2506e-05, 2.0709e-05, 6.2974e-05]])",
    ],
  },
  {
    torch: "torch.empty([2, 2]).uniform_(-1000000000.0, 1000000000.0)",
    data: uniform([2, 2], -1000000000.0, 1000000000.0),
    shape: [2, 2],
    dtype: "float32",
    text: ["tensor([[ 6.9845e+07, -6.0239e+08],", "        [ 3.1842e+08,  3.1378e+08]])"],
  },
  {
    torch: "torch.empty([1, 5]).uniform_(0, 2000)",
    data: uniform([1, 5], 0, 2000),
    shape: [1, 5],
    dtype: "float32",
    text: ["tensor([[1069.8451,  397.6064, 1318.4233, 1313.7805,  465.5231]])"],
  },
  {
    torch: "torch.empty([2, 3], dtype=torch.float64).uniform_(-1, 1)",
    data: uniform([2, 3], -1, 1, "float64"),
    shape: [2, 3],
    dtype: "float64",
    text: [
      "tensor([[-0.4412, -0.4526,  0.7242],",
      "        [ 0.3134,  0.8451,  0.6791]], dtype=torch.float64)",
    ],
  },
  {
    torch: "torch.empty([2, 3]).uniform_(0, 1).requires_grad_()",
    data: uniform([2, 3], 0, 1),
    shape: [2, 3],
    dtype: "float32",
    suffix: "requires_grad=True",
    text: [
      "tensor([[0.5349, 0.1988, 0.6592],",
      "        [0.6569, 0.2328, 0.4251]], requires_grad=True)",
    ],
  },
  {
    torch: "torch.empty([9]).uniform_(-1, 1).requires_grad_()",
    data: uniform([9], -1, 1),
    shape: [9],
    dtype: "float32",
    suffix: "requires_grad=True",
    text: [
      "tensor([ 0.0698, -0.6024,  0.3184,  0.3138, -0.5345, -0.1499, -0.5858,  0.2595,",
      "        -0.2694], requires_grad=True)",
    ],
  },
  {
    torch: "torch.empty([1001]).uniform_(0, 1)",
    data: uniform([1001], 0, 1),
    shape: [1001],
    dtype: "float32",
    text: ["tensor([0.5349, 0.1988, 0.6592,  ..., 0.4075, 0.9802, 0.9420])"],
  },
  {
    torch: "torch.empty([20, 60]).uniform_(-5, 5)",
    data: uniform([20, 60], -5, 5),
    shape: [20, 60],
    dtype: "float32",
    text: [
      "tensor([[ 0.3492, -3.0120,  1.5921,  ..., -0.0096,  2.4473,  2.2134],",
      "        [-0.5863,  0.5505,  1.3607,  ..., -2.3500, -2.8292,  0.8866],",
      "        [ 0.9989, -2.0775,  3.2595,  ..., -0.2308,  2.7920, -2.2477],",
      "        ...,",
      "        [-4.1141, -3.8335, -3.2057,  ..., -0.7215,  3.5221, -0.0638],",
      "        [ 3.4061, -1.7104, -2.5031,  ...,  4.0397, -1.5604, -1.1506],",
      "        [ 2.8510,  0.5433,  2.8763,  ...,  4.7228, -0.1923, -1.2700]])",
    ],
  },
  {
    torch: "torch.empty([7, 11, 14]).uniform_(0, 1)",
    data: uniform([7, 11, 14], 0, 1),
    shape: [7, 11, 14],
    dtype: "float32",
    text: [
      "tensor([[[5.3492e-01, 1.9880e-01, 6.5921e-01,  ..., 5.5094e-01,",
      "          2.8684e-01, 2.0632e-01],",
      "         [4.4509e-01, 3.5929e-01, 7.2038e-01,  ..., 5.9323e-01,",
      "          8.7970e-01, 6.2859e-01],",
      "         [7.6527e-01, 1.1322e-01, 8.5594e-01,  ..., 1.9526e-01,",
      "          7.4052e-01, 2.5288e-01],",
      "         ...,",
      "         [6.1916e-01, 5.1234e-01, 6.0496e-01,  ..., 2.2180e-01,",
      "          6.0095e-01, 3.5723e-01],",
      "         [6.6286e-02, 1.7443e-01, 7.0424e-01,  ..., 7.6373e-01,",
      "          9.1494e-01, 3.9771e-01],",
      "         [4.1804e-01, 6.7306e-01, 5.6432e-01,  ..., 1.1453e-02,",
      "          4.0286e-02, 7.0770e-01]],",
      "",
      "        [[9.4535e-01, 4.9241e-01, 5.3099e-02,  ..., 8.9710e-02,",
      "          3.7450e-01, 2.3451e-01],",
      "         [8.7602e-01, 5.9654e-01, 7.3187e-01,  ..., 2.7523e-01,",
      "          9.2264e-01, 6.5266e-01],",
      "         [4.1251e-01, 6.5619e-01, 4.0789e-01,  ..., 1.7481e-02,",
      "          6.1401e-01, 4.5719e-01],",
      "         ...,",
      "         [5.6842e-01, 1.6657e-01, 3.1614e-02,  ..., 2.4789e-01,",
      "          8.0588e-01, 8.0606e-01],",
      "         [7.2682e-01, 9.0814e-01, 1.6746e-01,  ..., 3.5262e-01,",
      "          1.0342e-01, 4.5012e-01],",
      "         [5.7386e-01, 8.9951e-01, 2.8730e-01,  ..., 2.8595e-01,",
      "          3.2569e-01, 9.2201e-02]],",
      "",
      "        [[4.5004e-01, 9.3231e-02, 8.2745e-01,  ..., 1.7199e-01,",
      "          7.0846e-01, 3.5935e-01],",
      "         [6.4392e-01, 5.7361e-02, 2.1291e-01,  ..., 3.6540e-02,",
      "          3.9256e-01, 6.3909e-01],",
      "         [1.1917e-01, 4.5396e-01, 5.2838e-01,  ..., 7.4460e-01,",
      "          1.7562e-01, 8.9252e-01],",
      "         ...,",
      "         [2.0975e-01, 3.8705e-01, 5.7816e-01,  ..., 1.6999e-01,",
      "          5.9872e-01, 6.4664e-01],",
      "         [9.4460e-01, 5.0252e-01, 8.3770e-01,  ..., 9.7677e-01,",
      "          5.2764e-01, 9.6936e-02],",
      "         [2.7616e-01, 7.5375e-01, 3.4264e-01,  ..., 9.9699e-01,",
      "          1.6484e-01, 9.7527e-01]],",
      "",
      "        ...,",
      "",
      "        [[7.1670e-01, 1.8822e-01, 2.9805e-03,  ..., 1.8334e-01,",
      "          7.1493e-01, 1.4679e-01],",
      "         [3.3561e-02, 7.8286e-01, 4.3633e-01,  ..., 7.2164e-01,",
      "          1.3523e-01, 4.5020e-01],",
      "         [7.9517e-01, 1.1280e-01, 5.2353e-01,  ..., 7.9588e-01,",
      "          4.0472e-01, 1.6557e-01],",
      "         ...,",
      "         [6.6346e-04, 2.8903e-01, 5.7298e-01,  ..., 5.7889e-01,",
      "          3.0548e-01, 6.2761e-01],",
      "         [8.3798e-01, 6.0540e-01, 2.8281e-01,  ..., 4.5785e-02,",
      "          7.9203e-01, 9.8453e-01],",
      "         [8.2539e-01, 2.9844e-01, 1.9580e-01,  ..., 1.9277e-02,",
      "          6.6979e-01, 2.5566e-01]],",
      "",
      "        [[3.6037e-01, 7.6223e-01, 9.6105e-02,  ..., 8.2886e-01,",
      "          1.6324e-02, 8.3115e-01],",
      "         [5.0046e-01, 1.8171e-01, 3.5564e-01,  ..., 4.1780e-01,",
      "          9.2235e-01, 6.6767e-01],",
      "         [1.4471e-01, 8.3584e-01, 6.0616e-01,  ..., 8.8593e-01,",
      "          7.2647e-01, 6.6980e-01],",
      "         ...,",
      "         [2.5133e-01, 3.8198e-01, 2.5152e-01,  ..., 1.8666e-02,",
      "          9.6763e-01, 9.1692e-02],",
      "         [6.6381e-01, 7.8127e-01, 4.0866e-01,  ..., 6.8095e-01,",
      "          6.3788e-01, 8.8582e-01],",
      "         [4.9644e-01, 7.5677e-01, 2.2345e-01,  ..., 8.3888e-01,",
      "          9.8390e-01, 9.9888e-01]],",
      "",
      "        [[2.9216e-01, 6.7543e-02, 8.2301e-01,  ..., 1.8804e-01,",
      "          7.6018e-01, 2.8985e-01],",
      "         [1.9092e-01, 3.6199e-01, 9.9205e-01,  ..., 4.3486e-01,",
      "          3.1562e-01, 7.8270e-01],",
      "         [9.7946e-01, 8.8585e-01, 5.2554e-01,  ..., 6.1808e-01,",
      "          2.8902e-01, 7.1894e-01],",
      "         ...,",
      "         [1.8501e-01, 2.8210e-01, 9.4352e-01,  ..., 8.2847e-02,",
      "          1.3468e-01, 9.8421e-01],",
      "         [4.2245e-01, 2.2501e-01, 2.5554e-01,  ..., 3.9775e-01,",
      "          9.9415e-01, 4.4613e-01],",
      "         [5.3951e-02, 3.3597e-01, 6.6072e-01,  ..., 8.8400e-01,",
      "          9.2997e-01, 4.2785e-01]]])",
    ],
  },
  {
    torch: "torch.empty([2, 600]).uniform_(0, 1)",
    data: uniform([2, 600], 0, 1),
    shape: [2, 600],
    dtype: "float32",
    text: [
      "tensor([[0.5349, 0.1988, 0.6592,  ..., 0.1562, 0.3464, 0.6855],",
      "        [0.1625, 0.4446, 0.2464,  ..., 0.9723, 0.4808, 0.3730]])",
    ],
  },
  {
    torch: "torch.randint(-5, 100, (3, 4))",
    data: integers([3, 4], -5, 100),
    shape: [3, 4],
    dtype: "int32",
    text: ["tensor([[70, 92, 71, 66],", "        [38, 97, 57, 24],", "        [68, 96, 68, 71]])"],
  },
  {
    torch: "torch.randint(0, 1000000, (12,))",
    data: integers([12], 0, 1000000),
    shape: [12],
    dtype: "int32",
    text: [
      "tensor([741615, 413892, 725721, 975286, 953283, 435347, 259287, 722279, 432988,",
      "        904761, 822158, 316631])",
    ],
  },
  {
    torch: "torch.randint(0, 2, (2, 3)).bool()",
    data: integers([2, 3], 0, 2),
    shape: [2, 3],
    dtype: "bool",
    text: ["tensor([[ True, False,  True],", "        [False,  True,  True]])"],
  },
  {
    torch: "torch.tensor([1., 2., -3.])",
    data: new Float32Array([1, 2, -3]),
    shape: [3],
    dtype: "float32",
    text: ["tensor([ 1.,  2., -3.])"],
  },
  {
    torch: "torch.tensor([0., -0.])",
    data: new Float32Array([0, -0]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([0., -0.])"],
  },
  {
    torch: "torch.tensor([1., nan, inf])",
    data: new Float32Array([1, NaN, Infinity]),
    shape: [3],
    dtype: "float32",
    text: ["tensor([1., nan, inf])"],
  },
  {
    torch: "torch.tensor([1.5, nan, -inf])",
    data: new Float32Array([1.5, NaN, -Infinity]),
    shape: [3],
    dtype: "float32",
    text: ["tensor([1.5000,    nan,   -inf])"],
  },
  {
    torch: "torch.tensor([nan, 0.])",
    data: new Float32Array([NaN, 0]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([nan, 0.])"],
  },
  {
    torch: "torch.tensor([100000., 1.])",
    data: new Float32Array([100000, 1]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([1.0000e+05, 1.0000e+00])"],
  },
  {
    torch: "torch.tensor([12345., 99999.])",
    data: new Float32Array([12345, 99999]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([12345., 99999.])"],
  },
  {
    torch: "torch.tensor([1e8, 1e7])",
    data: new Float32Array([100000000, 10000000]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([100000000.,  10000000.])"],
  },
  {
    torch: "torch.tensor([1.5e8, 2.])",
    data: new Float32Array([150000000, 2]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([1.5000e+08, 2.0000e+00])"],
  },
  {
    torch: "torch.tensor([100005., 0.5])",
    data: new Float32Array([100005, 0.5]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([1.0000e+05, 5.0000e-01])"],
  },
  {
    torch: "torch.tensor([0.03125, 0.09375])",
    data: new Float32Array([0.03125, 0.09375]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([0.0312, 0.0938])"],
  },
  {
    torch: "torch.tensor([1e-20, 1.])",
    data: new Float32Array([1e-20, 1]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([1.0000e-20, 1.0000e+00])"],
  },
  {
    torch: "torch.tensor([-0.00001, 0.00001])",
    data: new Float32Array([-1e-5, 1e-5]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([-1.0000e-05,  1.0000e-05])"],
  },
  {
    torch: "torch.tensor([0.00011, -0.05])",
    data: new Float32Array([0.00011, -0.05]),
    shape: [2],
    dtype: "float32",
    text: ["tensor([ 0.0001, -0.0500])"],
  },
  {
    torch: "torch.tensor(5.)",
    data: new Float32Array([5]),
    shape: [],
    dtype: "float32",
    text: ["tensor(5.)"],
  },
  {
    torch: "torch.tensor([[1.], [2.]])",
    data: new Float32Array([1, 2]),
    shape: [2, 1],
    dtype: "float32",
    text: ["tensor([[1.],", "        [2.]])"],
  },
  {
    torch: "torch.empty([0], dtype=torch.float32)",
    data: [],
    shape: [0],
    dtype: "float32",
    text: ["tensor([])"],
  },
  {
    torch: "torch.empty([0, 3], dtype=torch.float32)",
    data: [],
    shape: [0, 3],
    dtype: "float32",
    text: ["tensor([], size=(0, 3))"],
  },
  {
    torch: "torch.empty([2, 0], dtype=torch.float64)",
    data: [],
    shape: [2, 0],
    dtype: "float64",
    text: ["tensor([], size=(2, 0), dtype=torch.float64)"],
  },
  {
    torch: "torch.empty([0], dtype=torch.int64)",
    data: [],
    shape: [0],
    dtype: "int32",
    text: ["tensor([], dtype=torch.int32)"],
  },
  {
    torch: "torch.empty([0], dtype=torch.bool)",
    data: [],
    shape: [0],
    dtype: "bool",
    text: ["tensor([], dtype=torch.bool)"],
  },
  { torch: "torch.tensor(True)", data: [1], shape: [], dtype: "bool", text: ["tensor(True)"] },
  { torch: "torch.tensor(-7)", data: [-7], shape: [], dtype: "int32", text: ["tensor(-7)"] },
];

it.each(printedByTorch)("prints $torch", ({ data, shape, dtype, suffix, text }) => {
  expect(formatTensor(data, shape, dtype, suffix).split("\n")).toEqual(text);
});

it("refuses values that do not fill the shape", () => {
  expect(() => formatTensor([1, 2, 3], [2, 2], "float32")).toThrow(
    new TensorError("shape", "print: 3 values do not fill the shape [2, 2]", {
      shape: [2, 2],
      values: 3,
    }),
  );
});

function uniform(
  shape: readonly number[],
  low: number,
  high: number,
  dtype: "float32" | "float64" = "float32",
): ArrayLike<number> {
  const out =
    dtype === "float64" ? new Float64Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  new TorchGenerator(7).fillUniform(out, low, high);
  return out;
}

function integers(shape: readonly number[], low: number, high: number): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  new TorchGenerator(7).fillIntegers(out, low, high);
  return out;
}
