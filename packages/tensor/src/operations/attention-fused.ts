import { applyAll, emptyTensor } from "../apply.ts";
import { call } from "../cpu/call.ts";
import type { Operand, Kernel } from "../cpu/kernels.ts";
import * as kernels from "../cpu/kernels.ts";
import { attentionWidth } from "../cpu/layout.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { isGradEnabled, isTracing } from "../modes.ts";
import type { Composition, Operation } from "../operation.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { attend, type Attending } from "./attention-parts.ts";
import { unified } from "./cast.ts";
import { gradientOfParts } from "./composition.ts";
import { and, bias, block, causal, padding, partsOf, type MaskParts } from "./masks.ts";
import { sumTo } from "./sum.ts";
import { transpose } from "./views.ts";

/** Which operands follow query, key and value: the parts of a mask, in this order. */
interface FusedOptions {
  readonly scale: number;
  readonly enableGqa: boolean;
  readonly isCausal: boolean;
  readonly hasLengths: boolean;
  readonly hasBlocked: boolean;
  readonly hasBias: boolean;
}

/** What a call is about: the batch with heads of queries, the same with heads of keys, and how many of the former share one of the latter. */
interface Heads {
  readonly queryHeads: Shape;
  readonly keyHeads: Shape;
  readonly group: number;
}

type Shaped = { readonly shape: Shape };

function headsOf([query, key, value]: readonly Shaped[], enableGqa: boolean): Heads {
  const heads = query.shape.at(-3) ?? 1;
  const group = enableGqa ? heads / key.shape.at(-3)! : 1;
  const repeated = ({ shape }: Shaped): Shape =>
    enableGqa ? [...shape.slice(0, -3), heads] : shape.slice(0, -2);
  const scores = broadcastShapes(
    "query · key (batch axes)",
    query.shape.slice(0, -2),
    repeated(key),
  );
  const queryHeads = broadcastShapes("pattern · value (batch axes)", scores, repeated(value));
  const keyHeads = [...queryHeads];
  if (keyHeads.length > 0) keyHeads[keyHeads.length - 1] /= group;
  return { queryHeads, keyHeads, group };
}

/**
 * Heads and positions exchanged. Results lie in memory as `[…, positions, heads, width]`, all heads of a position side by side:
 * layers split and join them so, without a copy.
 */
function exchanged<Item>(axes: readonly Item[]): Item[] {
  if (axes.length < 3) return [...axes];
  const [heads, positions, width] = axes.slice(-3);
  return [...axes.slice(0, -3), positions, heads, width];
}

function exchangedOperand(x: Tensor): Operand {
  const { pointer, shape, strides } = operand(x);
  return { pointer, shape: exchanged(shape), strides: exchanged(strides) };
}

/** As `exchanged`, of a tensor, at its place in the graph. */
function exchangedView(x: Tensor): Tensor {
  return x.rank < 3 ? x : transpose(x, -3, -2);
}

/** `[…, heads, a, b]` as `[…, heads / group, group, a, b]`. */
function grouped({ pointer, shape, strides }: Operand, group: number): Operand {
  const at = shape.length - 3;
  if (at < 0) return { pointer, shape: [1, ...shape], strides: [0, ...strides] };
  return {
    pointer,
    shape: [...shape.slice(0, at), shape[at] / group, group, ...shape.slice(at + 1)],
    strides: [...strides.slice(0, at), strides[at] * group, ...strides.slice(at)],
  };
}

/** Query, key, value and the parts of the mask, as the kernels want them; what is not there is the query again. */
function operandsOf(inputs: readonly Tensor[], options: FusedOptions): Operand[] {
  const { hasLengths, hasBlocked, hasBias, enableGqa } = options;
  const { queryHeads, keyHeads, group } = headsOf(inputs, enableGqa);
  const [query, key, value, ...masks] = inputs;
  const matrices = (x: Tensor, heads: Shape): Operand =>
    broadcastOperand(x, [...heads, ...x.shape.slice(-2)]);
  const scores = [...queryHeads, query.shape.at(-2)!, key.shape.at(-2)!];
  const queries = grouped(matrices(query, queryHeads), group);
  return [
    queries,
    matrices(key, keyHeads),
    matrices(value, keyHeads),
    ...[hasLengths, hasBlocked, hasBias].map((has) =>
      has ? grouped(broadcastOperand(masks.shift()!, scores), group) : queries,
    ),
  ];
}

function kernelOptions(options: FusedOptions): number[] {
  const { scale, isCausal, hasLengths, hasBlocked, hasBias } = options;
  return [scale, ...[isCausal, hasLengths, hasBlocked, hasBias].map(Number)];
}

/** A number for each query as a column. */
function column({ pointer, shape, strides }: Operand): Operand {
  return { pointer, shape: [...shape, 1], strides: [...strides, 1] };
}

/** As many heads are differentiated whole, each by one thread; fewer are divided, for which scores are computed twice. */
const wholeHeads = 4;

const composite: Composition<FusedOptions> = {
  kind: "composition",
  parts([query, key, value, ...masks], options) {
    const { scale, enableGqa, isCausal, hasLengths, hasBlocked, hasBias } = options;
    const mask = and(
      isCausal ? causal() : null,
      hasLengths ? padding(masks.shift()!) : null,
      hasBlocked ? block(masks.shift()!) : null,
      hasBias ? bias(masks.shift()!) : null,
    );
    const attending = { mask, scale, enableGqa, dropoutP: 0 };
    return exchangedView(attend(query, key, value, { ...attending, probe: (_, x) => x }));
  },
};

/**
 * {@link attend} without dropout in one kernel, which holds no score longer than it needs it. The first output has heads and
 * positions {@link exchanged}; the second is the logarithm of each softmax's total, by which the gradient computes the weights again.
 */
const fusedAttention: Operation<FusedOptions> = {
  name: "attention",
  formula: "softmax(query · keyᵀ · scale + mask) · value",
  outputs(specs, { enableGqa }) {
    const [query, , value] = specs;
    const { queryHeads } = headsOf(specs, enableGqa);
    const rows = [...queryHeads, query.shape.at(-2)!];
    return [
      { shape: exchanged([...rows, value.shape.at(-1)!]), dtype: query.dtype },
      { shape: rows, dtype: query.dtype },
    ];
  },
  meaning: composite,
  gradient: (context) => gradientOfParts(composite, context),
  fusedGradient({ gradient, input, output, needs, specs, options }) {
    const inputs = specs.map((_, i) => input(i));
    const { queryHeads, keyHeads, group } = headsOf(inputs, options.enableGqa);
    const gradients = inputs.slice(0, 3).map((x, i) => {
      const shape = [...(i === 0 ? queryHeads : keyHeads), ...x.shape.slice(-2)];
      return emptyTensor(exchanged(shape), "float32", x.storage.device);
    });
    const given = operandsOf(inputs, options);
    const [gquery, gkey, gvalue] = gradients.map(exchangedOperand);
    const differentiate = (kernel: Kernel): void =>
      call(
        kernel,
        [
          grouped(gquery, group),
          gkey,
          gvalue,
          ...given,
          grouped(exchangedOperand(output(0)), group),
          grouped(exchangedOperand(gradient), group),
          grouped(column(operand(output(1))), group),
        ],
        kernelOptions(options),
      );
    const wantsKeys = needs[1] || needs[2];
    const count = keyHeads.reduce((product, size) => product * size, 1);
    if (needs[0] && wantsKeys && count >= wholeHeads) differentiate(kernels.attentionBackward);
    else {
      if (needs[0]) differentiate(kernels.attentionQueryBackward);
      if (wantsKeys) differentiate(kernels.attentionKeyBackward);
    }
    return specs.map((_, i) =>
      i < 3 && needs[i] ? sumTo(exchangedView(gradients[i]), inputs[i].shape) : null,
    );
  },
  saves: { inputs: [0, 1, 2, 3, 4, 5], outputs: [0, 1] },
  cpu(inputs, [y, logSumExp], options) {
    const { group } = headsOf(inputs, options.enableGqa);
    call(
      kernels.attention,
      [
        grouped(exchangedOperand(y), group),
        grouped(column(operand(logSumExp)), group),
        ...operandsOf(inputs, options),
      ],
      kernelOptions(options),
    );
  },
};

/** Attention by the kernel, `null` where its parts must be seen, differentiated or run by another device. */
export function attendAtOnce(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { mask, scale, enableGqa }: Omit<Attending, "probe" | "dropoutP">,
): Tensor | null {
  if (query.device !== "cpu" || isTracing()) return null;
  if (Math.max(query.shape.at(-1)!, value.shape.at(-1)!) > attentionWidth) return null;
  const operands = unified([query, key, value], "float32");
  const { queryHeads } = headsOf(operands, enableGqa);
  const scores = [...queryHeads, query.shape.at(-2)!, key.shape.at(-2)!];
  // Heads of keys and their groups of queries are two axes to the kernel, and a tensor has eight.
  if (scores.length > 7) return null;
  const parts = mask && partsOf(mask, query, scores);
  if (parts?.bias?.requiresGrad && isGradEnabled()) return null;
  const { isCausal = false, lengths, blocked, bias } = parts ?? ({} as Partial<MaskParts>);
  const [y, logSumExp] = applyAll(
    fusedAttention,
    [...operands, ...[lengths, blocked, bias].filter((part) => !!part)],
    {
      scale,
      enableGqa,
      isCausal,
      hasLengths: !!lengths,
      hasBlocked: !!blocked,
      hasBias: !!bias,
    },
  );
  logSumExp.dispose();
  return exchangedView(y);
}
