import * as t from "../../index.ts";

/** What was wrong, a call, and what it throws: the code, and the message that a person reads. */
export type WrongCall = readonly [
  what: string,
  call: () => unknown,
  code: t.TensorErrorCode,
  message: string,
];

export const x = (): t.Tensor => t.zeros([2, 3]);
export const whole = (): t.Tensor => t.zeros([2, 3], { dtype: "int32" });
export const mask = (): t.Tensor => t.zeros([2, 3], { dtype: "bool" });
export const ids = (...values: number[]): t.Tensor => t.tensor(values, { dtype: "int32" });
export const leaf = (): t.Tensor => t.ones([2], { requiresGrad: true });
export const gone = (): t.Tensor => {
  const x = t.zeros([2, 3]);
  x.dispose();
  return x;
};
export const attend = (mask: t.Mask): t.Tensor => t.applyMask(mask, t.zeros([1, 1, 2, 2]));
export const backTwice = (): void => {
  const loss = t.sum(t.exp(leaf()));
  loss.backward();
  loss.backward();
};
export const adam: t.AdamWOptions = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0,
  step: 1,
};
