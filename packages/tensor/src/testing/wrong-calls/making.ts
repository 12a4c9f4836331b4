import * as t from "../../index.ts";
import { adam, backTwice, gone, leaf, mask, whole, type WrongCall, x } from "./wrong-call.ts";

/** Wrong calls of what makes, moves, writes, draws, differentiates and explains tensors. */
export const makingWrongly: Readonly<Record<string, readonly WrongCall[]>> = {
  adamWStep: [
    [
      "shapes",
      () => t.adamWStep(x(), t.zeros([3]), x(), x(), adam),
      "shape",
      "adamWStep: parameter, gradient and moments must be alike, and all but the gradient lie row by row; there is [2, 3] float32 for a gradient [3] float32",
    ],
    [
      "a rate that is NaN",
      () => t.adamWStep(x(), x(), x(), x(), { ...adam, learningRate: NaN }),
      "value",
      "adamWStep: learningRate NaN must be a finite number",
    ],
    [
      "step 0",
      () => t.adamWStep(x(), x(), x(), x(), { ...adam, step: 0 }),
      "value",
      "adamWStep: step 0 must be a whole number of at least 1",
    ],
    [
      "an integer weight",
      () => t.adamWStep(whole(), whole(), whole(), whole(), adam),
      "dtype",
      'adamWStep: updates float32 or float64, not int32; train to(parameter, "float32") and store that as int32',
    ],
    [
      "a misspelt option",
      () => t.adamWStep(x(), x(), x(), x(), { ...adam, lr: 0.1 } as typeof adam),
      "value",
      'adamWStep: there is no option "lr"; there are learningRate, beta1, beta2, eps, weightDecay, step',
    ],
    [
      "lists of different lengths",
      () => t.adamWStep([x(), x()], [x(), x()], [x(), x()], [x()], adam),
      "value",
      "adamWStep: one gradient and two moments a parameter: the lists have 2, 2, 2, 1",
    ],
  ],
  clipNorm: [
    [
      "a negative norm",
      () => t.clipNorm([x()], -1),
      "value",
      "clipNorm: maxNorm -1 must be a number of at least 0",
    ],
    [
      "integers",
      () => t.clipNorm([whole()], 1),
      "dtype",
      'clipNorm: not for int32; use to(x, "float32")',
    ],
    [
      "a tensor twice",
      () => {
        const twice = x();
        t.clipNorm([twice, twice], 1);
      },
      "value",
      "clipNorm: a tensor is in the list twice",
    ],
  ],
  addInPlace: [
    [
      "shapes",
      () => t.addInPlace(x(), t.zeros([4])),
      "shape",
      "addInPlace: the source [4] does not broadcast to the target [2, 3]",
    ],
    [
      "a fraction of integers",
      () => t.addInPlace(whole(), whole(), 0.5),
      "dtype",
      "addInPlace: a target of int32 cannot hold the result with 0.5; compute a new tensor",
    ],
    [
      "a leaf that requires a gradient",
      () => t.addInPlace(t.zeros([2], { requiresGrad: true }), t.zeros([2])),
      "gradient",
      "addInPlace: the target is a leaf that requires a gradient; wrap the write in noGrad(() => …)",
    ],
  ],
  arange: [
    [
      "a step away from the end",
      () => t.arange(3, 0),
      "value",
      "arange: from 3 to 0 in steps of 1 never arrives; step must be finite, not 0, and point from start to end",
    ],
    [
      "beyond int32",
      () => t.arange(2 ** 31 - 1, 2 ** 31 + 1),
      "value",
      "arange: 2147483648 at position 1 is not a whole number of 32 bits, which int32 needs",
    ],
    [
      "fractions of an integer",
      () => t.arange(0, 2, 0.5, { dtype: "int32" }),
      "value",
      "arange: 1.5 at position 1 is not a whole number of 32 bits, which int32 needs",
    ],
  ],
  copy: [
    [
      "shapes",
      () => t.copy(x(), t.zeros([4, 3])),
      "shape",
      "copy: the source [4, 3] does not broadcast to the target [2, 3]",
    ],
  ],
  createGenerator: [
    [
      "seed",
      () => t.createGenerator(0.5),
      "value",
      "createGenerator: the seed 0.5 must be a whole number",
    ],
  ],
  dropout: [
    [
      "p",
      () => t.dropout(x(), { p: NaN }),
      "value",
      "dropout: p NaN is a probability: it must be from 0 to 1",
    ],
    ["integers", () => t.dropout(whole()), "dtype", 'dropout: not for int32; use to(x, "float32")'],
    [
      "a probability in place of the options",
      () => t.dropout(x(), 0.5 as never),
      "value",
      "dropout: options come by name, as in { p: … }; got 0.5",
    ],
  ],
  explain: [
    [
      "outside trace",
      () => t.explain(t.add(x(), 1), [0, 0]),
      "trace",
      "explain: this tensor of shape [2, 3] was computed outside trace(), so nothing is known of its operands; compute it inside: const y = trace(() => …)",
    ],
    [
      "index out of range",
      () => t.explain(x(), [0, 3]),
      "index",
      "explain: index [0, 3] is not a place in a tensor of shape [2, 3]: give 2 numbers, each below its axis' size",
    ],
    [
      "too few indices",
      () => t.explain(x(), [0]),
      "index",
      "explain: index [0] is not a place in a tensor of shape [2, 3]: give 2 numbers, each below its axis' size",
    ],
  ],
  eye: [
    [
      "a negative size",
      () => t.eye(-1),
      "shape",
      "eye: [-1, -1] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "a fraction",
      () => t.eye(2, 2.5),
      "shape",
      "eye: [2, 2.5] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  full: [
    [
      "no number",
      () => t.full([2], undefined as never),
      "value",
      "full: value must be a number, got undefined",
    ],
    [
      "a fraction of an integer",
      () => t.full([2], 1.5, { dtype: "int32" }),
      "value",
      "full: value 1.5 is not a whole number of 32 bits, as the elements are",
    ],
    [
      "neither true nor false",
      () => t.full([2], 2, { dtype: "bool" }),
      "value",
      "full: value 2 is neither 0 nor 1, as the elements of a bool tensor are",
    ],
  ],
  fullLike: [
    [
      "beyond int32",
      () => t.fullLike(whole(), 2 ** 31),
      "value",
      "fullLike: value 2147483648 is not a whole number of 32 bits, as the elements are",
    ],
  ],
  grad: [
    [
      "a leaf",
      () => t.grad(x(), [x()]),
      "gradient",
      "grad: no operation was recorded for the output: it is a leaf, was made under noGrad(), or nothing it depends on requires a gradient",
    ],
    [
      "an input that takes no part",
      () => t.grad(t.sum(t.mul(leaf(), 2)), [leaf()]),
      "gradient",
      "grad: the output does not depend on input 0, or it does not require a gradient; pass { allowUnused: true } to get null for it",
    ],
  ],
  gradCheck: [
    [
      "no tensor",
      () => t.gradCheck((() => 3) as never, [x()]),
      "value",
      "gradCheck: the function must return a tensor, not 3",
    ],
    [
      "step",
      () => t.gradCheck(t.exp, [x()], { step: 0 }),
      "value",
      "gradCheck: step 0 must be above 0",
    ],
  ],
  keep: [
    [
      "a disposed tensor",
      () => t.keep(gone()),
      "disposed",
      "keep: the tensor of shape [2, 3] was disposed, by dispose() or by the end of its scope; return it from the scope, or keep() it",
    ],
  ],
  linspace: [
    [
      "steps",
      () => t.linspace(0, 1, 2.5),
      "value",
      "linspace: steps 2.5 must be a whole number of at least 0",
    ],
    ["NaN", () => t.linspace(0, NaN, 2), "value", "linspace: end must be a number, got NaN"],
  ],
  useDeterministicAlgorithms: [
    [
      "a word for a truth",
      // @ts-expect-error -- the types forbid it
      () => t.useDeterministicAlgorithms("on"),
      "value",
      "useDeterministicAlgorithms: mode must be true or false, got on",
    ],
  ],
  manualSeed: [
    ["seed", () => t.manualSeed(0.5), "value", "manualSeed: the seed 0.5 must be a whole number"],
  ],
  multinomial: [
    [
      "too many",
      () => t.multinomial(t.ones([3]), 4),
      "value",
      "multinomial: row 0 of [3] has 3 weights above 0, and 4 to draw; { replacement: true } may draw one again",
    ],
    [
      "a negative weight",
      () => t.multinomial(t.tensor([1, -1]), 1),
      "value",
      "multinomial: weight -1 at position 1 of row 0 must be finite and not below 0",
    ],
  ],
  normal: [
    [
      "std",
      () => t.normal([2], 0, -1),
      "value",
      "normal: mean 0 and std -1 must be finite numbers with std >= 0",
    ],
    [
      "shape",
      () => t.normal(2 as never, 0, 1),
      "shape",
      "normal: 2 is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  ones: [
    [
      "shape",
      () => t.ones(3 as never),
      "shape",
      "ones: 3 is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  onesLike: [
    [
      "dtype",
      () => t.onesLike(x(), { dtype: "float" as never }),
      "dtype",
      'the device "cpu" has no float (it has float32, int32, bool, int8, float16, bfloat16); use withDevice("reference", …) for float64',
    ],
  ],
  rand: [
    [
      "shape",
      () => t.rand([2, -1]),
      "shape",
      "rand: [2, -1] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "dtype",
      () => t.rand([2], { dtype: "int32" }),
      "dtype",
      'rand: draws float32 (on the reference device also float64), not int32; convert with to(x, "int32")',
    ],
    [
      "generator",
      () => t.rand([2], { generator: 5 as never }),
      "value",
      "rand: generator must be one of createGenerator(seed), got 5",
    ],
  ],
  randint: [
    [
      "an empty range",
      () => t.randint(3, 3, [2]),
      "value",
      "randint: low 3 and high 3 must be int32 integers with low < high (high is excluded)",
    ],
    [
      "a fraction",
      () => t.randint(0.5, 3, [2]),
      "value",
      "randint: low 0.5 and high 3 must be int32 integers with low < high (high is excluded)",
    ],
    [
      "dtype",
      () => t.randint(0, 3, [2], { dtype: "float32" }),
      "dtype",
      'randint: draws int32 numbers, not float32; convert them with to(x, "float32")',
    ],
  ],
  randLike: [
    [
      "dtype",
      () => t.randLike(whole()),
      "dtype",
      'randLike: draws float32 (on the reference device also float64), not int32; convert with to(x, "int32")',
    ],
  ],
  randn: [
    [
      "shape",
      () => t.randn([NaN]),
      "shape",
      "randn: [NaN] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  randnLike: [
    [
      "dtype",
      () => t.randnLike(mask()),
      "dtype",
      'randnLike: draws float32 (on the reference device also float64), not bool; convert with to(x, "bool")',
    ],
  ],
  randperm: [
    [
      "a negative number",
      () => t.randperm(-1),
      "value",
      "randperm: n -1 must be a whole number of at least 0",
    ],
  ],
  scaleInPlace: [
    [
      "a fraction of integers",
      () => t.scaleInPlace(whole(), 0.5),
      "dtype",
      "scaleInPlace: a target of int32 cannot hold the result with 0.5; compute a new tensor",
    ],
  ],
  setNumThreads: [
    [
      "none",
      () => t.setNumThreads(0),
      "value",
      "setNumThreads: got 0; give a whole number from 1 to 256",
    ],
    [
      "a text",
      () => t.setNumThreads("2" as never),
      "value",
      "setNumThreads: got 2; give a whole number from 1 to 256",
    ],
  ],
  tensor: [
    [
      "a tensor",
      () => t.tensor(x() as never),
      "value",
      "tensor: got a tensor among the numbers; join tensors with stack([…]), copy one with clone(x)",
    ],
    ["text", () => t.tensor("1" as never), "value", "tensor: 1 (string) is not a number"],
    [
      "a hole",
      () => t.tensor([1, undefined as never]),
      "value",
      "tensor: undefined (undefined) is not a number",
    ],
    [
      "64-bit integers",
      () => t.tensor(new BigInt64Array(2) as never),
      "value",
      "tensor: a BigInt64Array holds no numbers; make an Int32Array of it",
    ],
    [
      "dtype",
      () => t.tensor([1], { dtype: "float" as never }),
      "dtype",
      'the device "cpu" has no float (it has float32, int32, bool, int8, float16, bfloat16); use withDevice("reference", …) for float64',
    ],
    [
      "device",
      () => t.tensor([1], { device: "gpu" as never }),
      "device",
      'there is no device "gpu"; known devices: cpu, reference',
    ],
  ],
  to: [
    [
      "dtype",
      () => t.to(x(), "long" as never),
      "dtype",
      'the device "cpu" has no long (it has float32, int32, bool, int8, float16, bfloat16); use withDevice("reference", …) for float64',
    ],
    [
      "NaN as an integer",
      () => t.to(t.tensor([NaN]), "int32"),
      "value",
      "to: NaN at position 0 of [1] does not fit int32, which holds -2147483648 … 2147483647; use clamp or where before",
    ],
  ],
  uniform: [
    [
      "an empty range",
      () => t.uniform([2], 1, 0),
      "value",
      "uniform: low 1 and high 0 must be finite numbers with low <= high",
    ],
  ],
  withDevice: [
    [
      "name",
      () => t.withDevice("gpu" as never, () => 1),
      "device",
      'there is no device "gpu"; known devices: cpu, reference',
    ],
  ],
  zero: [
    [
      "a tensor of the graph",
      () => t.zero(t.mul(leaf(), 2)),
      "gradient",
      "zero: the target was made by mul and takes part in gradients, which would not know of the write; write to its detach(), or compute a new tensor",
    ],
  ],
  zeros: [
    [
      "a fraction",
      () => t.zeros([2.5]),
      "shape",
      "zeros: [2.5] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "nine axes",
      () => t.zeros([1, 1, 1, 1, 1, 1, 1, 1, 1]),
      "shape",
      "zeros: [1, 1, 1, 1, 1, 1, 1, 1, 1] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  zerosLike: [
    [
      "device",
      () => t.zerosLike(x(), { device: "gpu" as never }),
      "device",
      'there is no device "gpu"; known devices: cpu, reference',
    ],
  ],
  Tensor: [
    [
      "second backward",
      () => backTwice(),
      "gradient",
      "backward: the saved tensors of reshape were freed by an earlier backward(); pass { retainGraph: true } to that one, or run the forward pass again",
    ],
    [
      "backward of several elements",
      () => t.mul(leaf(), 2).backward(),
      "gradient",
      "backward: a tensor of shape [2] has 2 elements; call it on a scalar loss (sum or mean), or pass the gradient of each element",
    ],
    [
      "backward without a record",
      () => x().backward(),
      "gradient",
      "backward: no operation was recorded for this tensor: it is a leaf, was made under noGrad(), or nothing it depends on requires a gradient",
    ],
    [
      "backward with another shape",
      () => t.mul(leaf(), 2).backward(t.zeros([3])),
      "shape",
      "backward: the gradient [3] float32 must be like the tensor, [2] float32",
    ],
    [
      "an integer leaf",
      () => void (whole().requiresGrad = true),
      "dtype",
      'requiresGrad: only float32 and float64 are trained, this is int32; use to(x, "float32")',
    ],
    [
      "requiresGrad of a result",
      () => void (t.mul(leaf(), 2).requiresGrad = false),
      "gradient",
      "requiresGrad: only a leaf can change it; this tensor was made by mul: use detach() for a leaf with its values",
    ],
    [
      "reading a disposed tensor",
      () => gone().view(),
      "disposed",
      "view: the tensor of shape [2, 3] was disposed, by dispose() or by the end of its scope; return it from the scope, or keep() it",
    ],
  ],
};
