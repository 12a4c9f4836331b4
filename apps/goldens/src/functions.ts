import * as t from "@clearhead/tensor";
import type { Arguments } from "./arguments.ts";
import { functionMask } from "./masks.ts";
import type { Row } from "./row.ts";

type Unary = (x: t.Tensor) => t.Tensor;
type Binary = (a: t.Tensor, b: t.Tensor) => t.Tensor;

const unary = (f: Unary): Row => ({ run: (given) => f(given.tensor("x")) });
const binary = (f: Binary): Row => ({ run: (given) => f(given.tensor("a"), given.tensor("b")) });
const onInput = (f: (x: t.Tensor, given: Arguments) => t.Tensor): Row => ({
  run: (given) => f(given.tensor("x"), given),
});
const reduction = (f: (x: t.Tensor, options: t.ReduceOptions) => t.Tensor): Row =>
  onInput((x, given) => f(x, given.options("dim", "keepdim", "correction")));

/** torch's functions and what they are called here. */
export const functions: Readonly<Record<string, Row>> = {
  // matrix products
  "torch.matmul": binary(t.matmul),
  "torch.einsum": { run: (given) => t.einsum(given.get("equation"), ...given.tensors()) },

  // one number at a time
  "torch.abs": unary(t.abs),
  "torch.neg": unary(t.neg),
  "torch.exp": unary(t.exp),
  "torch.log": unary(t.log),
  "torch.sqrt": unary(t.sqrt),
  "torch.rsqrt": unary(t.rsqrt),
  "torch.reciprocal": unary(t.reciprocal),
  "torch.square": unary(t.square),
  "torch.sin": unary(t.sin),
  "torch.cos": unary(t.cos),
  "torch.tanh": unary(t.tanh),
  "torch.erf": unary(t.erf),
  "torch.sigmoid": unary(t.sigmoid),
  "torch.nn.functional.relu": unary(t.relu),
  "torch.nn.functional.silu": unary(t.silu),
  "torch.nn.functional.softplus": unary(t.softplus),
  "torch.nn.functional.gelu": onInput((x, given) => t.gelu(x, given.options("approximate"))),
  "torch.pow": onInput((x, given) => t.pow(x, given.get("exponent"))),
  "torch.clamp": onInput((x, given) => t.clamp(x, given.options("min", "max"))),

  // two numbers at a time
  "torch.add": binary(t.add),
  "torch.sub": binary(t.sub),
  "torch.mul": binary(t.mul),
  "torch.div": binary(t.div),
  "torch.maximum": binary(t.maximum),
  "torch.minimum": binary(t.minimum),
  "torch.eq": binary(t.eq),
  "torch.ne": binary(t.ne),
  "torch.lt": binary(t.lt),
  "torch.le": binary(t.le),
  "torch.gt": binary(t.gt),
  "torch.ge": binary(t.ge),
  "torch.where": {
    run: (given) => t.where(given.tensor("condition"), given.tensor("a"), given.tensor("b")),
  },
  "torch.Tensor.masked_fill": onInput((x, given) =>
    t.maskedFill(x, given.tensor("mask"), given.get("value")),
  ),

  // reductions and rows
  "torch.sum": reduction(t.sum),
  "torch.mean": reduction(t.mean),
  "torch.amax": reduction(t.amax),
  "torch.amin": reduction(t.amin),
  "torch.var": reduction(t.variance),
  "torch.argmax": onInput((x, given) => t.argmax(x, given.options("dim", "keepdim"))),
  "torch.argmin": onInput((x, given) => t.argmin(x, given.options("dim", "keepdim"))),
  "torch.logsumexp": onInput((x, given) => t.logsumexp(x, given.get("dim"))),
  "torch.cumsum": onInput((x, given) => t.cumsum(x, given.get("dim"))),
  "torch.nn.functional.softmax": onInput((x, given) => t.softmax(x, given.get("dim"))),
  "torch.nn.functional.log_softmax": onInput((x, given) => t.logSoftmax(x, given.get("dim"))),
  "torch.topk": {
    run: (given) => ({ ...t.topk(given.tensor("x"), given.get("k"), given.options("dim")) }),
  },
  "torch.sort": {
    run: (given) => ({ ...t.sort(given.tensor("x"), given.options("dim", "descending")) }),
  },

  // moving numbers
  "torch.reshape": onInput((x, given) => t.reshape(x, given.get("shape"))),
  "torch.transpose": onInput((x, given) => t.transpose(x, given.get("dim0"), given.get("dim1"))),
  "torch.permute": onInput((x, given) => t.permute(x, given.get("dims"))),
  "torch.permute+reshape": onInput((x, given) =>
    t.reshape(t.permute(x, given.get("dims")), given.get("shape")),
  ),
  "torch.unsqueeze+expand": onInput((x, given) => {
    const dim = given.get<number>("dim");
    const shape = [...x.shape];
    shape.splice(dim, 0, given.get("size"));
    return t.expand(t.unsqueeze(x, dim), shape);
  }),
  "torch.slice": onInput((x, given) => {
    const end = given.get<number | null>("end") ?? undefined;
    return t.slice(x, given.get("dim"), given.get("start"), end, given.optional("step"));
  }),
  "torch.nn.functional.pad": onInput((x, given) => t.pad(x, given.get("pad"), given.get("value"))),
  "torch.flip": onInput((x, given) => t.flip(x, given.get("dims"))),
  "torch.roll": onInput((x, given) => t.roll(x, given.get("shifts"), given.get("dims"))),
  "torch.cat": { run: (given) => t.concat(given.tensors(), given.get("dim")) },
  "torch.stack": { run: (given) => t.stack(given.tensors(), given.get("dim")) },
  "torch.split": {
    run(given) {
      const sizes = given.get<number | number[]>("split_size_or_sections");
      const parts = t.split(given.tensor("x"), sizes, given.get("dim"));
      return Object.fromEntries(parts.map((part, index) => [`y${index}`, part]));
    },
  },
  "torch.tril": onInput((x, given) => t.tril(x, given.get("diagonal"))),
  "torch.triu": onInput((x, given) => t.triu(x, given.get("diagonal"))),
  "torch.gather": onInput((x, given) => t.gather(x, given.get("dim"), given.tensor("index"))),
  "torch.scatter_add": onInput((x, given) =>
    t.scatterAdd(x, given.get("dim"), given.tensor("index"), given.tensor("source")),
  ),
  "torch.index_select": onInput((x, given) =>
    t.indexSelect(x, given.get("dim"), given.tensor("index")),
  ),
  "torch.nn.functional.one_hot": onInput((x, given) => t.oneHot(x, given.get("num_classes"))),

  // losses
  "torch.nn.functional.cross_entropy": {
    run: (given) =>
      t.crossEntropy(
        given.tensor("input"),
        given.tensor("target"),
        given.options("ignore_index", "label_smoothing", "reduction"),
      ),
  },
  "torch.nn.functional.binary_cross_entropy_with_logits": {
    run: (given) => t.binaryCrossEntropyWithLogits(given.tensor("input"), given.tensor("target")),
  },
  "torch.nn.functional.mse_loss": {
    run: (given) => t.mseLoss(given.tensor("input"), given.tensor("target")),
  },
  "torch.nn.functional.kl_div": {
    run(given) {
      const isLogits = given.optional("input") === "log_softmax(input)";
      const input = given.tensor("input");
      const logProbabilities = isLogits ? t.logSoftmax(input, -1) : input;
      return t.klDiv(logProbabilities, given.tensor("target"), given.options("reduction"));
    },
  },

  "torch.nn.functional.scaled_dot_product_attention": {
    run(given) {
      const [query, key] = [given.tensor("query"), given.tensor("key")];
      const isCausal = given.optional<boolean>("is_causal") ?? false;
      return t.scaledDotProductAttention(query, key, given.tensor("value"), {
        mask: functionMask(given.optionalTensor("attn_mask"), isCausal, query, key) ?? null,
        ...given.options("scale", "enable_gqa"),
      });
    },
  },
};
