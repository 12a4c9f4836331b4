import { apply } from "../apply.ts";
import { arange } from "../creation.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { where } from "./choose.ts";
import { eq } from "./compare.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./sum.ts";
import { permute, reshape, unsqueeze } from "./views.ts";

interface Diagonal {
  /** The axis that walks the diagonal, and the later one that goes. */
  readonly dim0: number;
  readonly dim1: number;
}

const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, axis) => axis !== at);

export const diagonalView: Operation<Diagonal> = {
  name: "diagonal",
  formula: "y[…, i, …] = x[…, i, …, i, …]",
  outputs: ([x], { dim1 }) => [{ shape: without(x.shape, dim1), dtype: x.dtype }],
  meaning: {
    kind: "view",
    layout: ({ shape, strides, offset }, { dim0, dim1 }) => ({
      shape: without(shape, dim1),
      strides: without(
        strides.map((stride, axis) => (axis === dim0 ? stride + strides[dim1] : stride)),
        dim1,
      ),
      offset,
    }),
    source: (index, { dim0, dim1 }) => [...index.slice(0, dim1), index[dim0], ...index.slice(dim1)],
  },
  gradient({ gradient, options: { dim0, dim1 }, specs: [x] }) {
    const size = x.shape[dim0];
    const line = (dim: number): Tensor =>
      reshape(
        arange(0, size, 1, { device: gradient.device }),
        x.shape.map((_, axis) => (axis === dim ? size : 1)),
      );
    return [where(eq(line(dim0), line(dim1)), unsqueeze(gradient, dim1), 0)];
  },
  saves: {},
  cpu: null,
};

interface Labelled {
  readonly x: Tensor;
  /** One letter an axis, each once. */
  readonly letters: readonly string[];
}

function fail(equation: string, reason: string): never {
  throw new TensorError("shape", `einsum: "${equation}": ${reason}`, {
    operation: "einsum",
    equation,
  });
}

/** Splits `bij,bjk->bik`; without an arrow the result has the letters that appear once, in the order of the alphabet. */
function parse(equation: string): { inputs: string[][]; output: string[] } {
  const [left, right, ...rest] = equation.replaceAll(" ", "").split("->");
  if (
    rest.length > 0 ||
    !/^[A-Za-z]*(,[A-Za-z]*)*$/.test(left) ||
    !/^[A-Za-z]*$/.test(right ?? "")
  ) {
    fail(
      equation,
      "write one letter an axis, commas between operands and at most one ->, as in bij,bjk->bik",
    );
  }
  const inputs = left.split(",").map((letters) => Array.from(letters));
  const all = inputs.flat();
  const once = [...new Set(all)].filter(
    (letter) => all.filter((other) => other === letter).length === 1,
  );
  const output = right === undefined ? once.sort() : Array.from(right);
  for (const letter of output) {
    if (!all.includes(letter)) fail(equation, `the result has "${letter}", which no operand has`);
  }
  if (new Set(output).size !== output.length) fail(equation, "the result names an axis twice");
  return { inputs, output };
}

/** Takes the diagonal where an operand has a letter twice. */
function distinct({ x, letters }: Labelled): Labelled {
  const dim1 = letters.findIndex((letter, axis) => letters.indexOf(letter) < axis);
  if (dim1 < 0) return { x, letters };
  const dim0 = letters.indexOf(letters[dim1]);
  return distinct({ x: apply(diagonalView, [x], { dim0, dim1 }), letters: without(letters, dim1) });
}

/** Sums away the axes whose letters nobody needs any more. */
function reduced({ x, letters }: Labelled, needed: readonly string[]): Labelled {
  const dim = letters.map((_, axis) => axis).filter((axis) => !needed.includes(letters[axis]));
  if (dim.length === 0) return { x, letters };
  return { x: sum(x, { dim }), letters: letters.filter((letter) => needed.includes(letter)) };
}

/** One matrix product: letters of both that are still needed are batch axes, those that are not are summed. */
function contract(a: Labelled, b: Labelled, needed: readonly string[]): Labelled {
  const left = reduced(a, [...needed, ...b.letters]);
  const right = reduced(b, [...needed, ...a.letters]);
  const shared = left.letters.filter((letter) => right.letters.includes(letter));
  const batch = shared.filter((letter) => needed.includes(letter));
  const inner = shared.filter((letter) => !needed.includes(letter));
  const rows = left.letters.filter((letter) => !shared.includes(letter));
  const columns = right.letters.filter((letter) => !shared.includes(letter));
  const sizes = (from: Labelled, letters: readonly string[]): number[] =>
    letters.map((letter) => from.x.shape[from.letters.indexOf(letter)]);
  const arrange = (from: Labelled, ...groups: readonly (readonly string[])[]): Tensor => {
    const order = groups.flat().map((letter) => from.letters.indexOf(letter));
    const shape = [
      ...sizes(from, groups[0]),
      ...groups.slice(1).map((group) => sizeOf(sizes(from, group))),
    ];
    return reshape(permute(from.x, order), shape);
  };
  const product = matmul(arrange(left, batch, rows, inner), arrange(right, batch, inner, columns));
  const shape = [...sizes(left, batch), ...sizes(left, rows), ...sizes(right, columns)];
  return { x: reshape(product, shape), letters: [...batch, ...rows, ...columns] };
}

/**
 * Products of operands summed over the letters that the result does not have: `bij,bjk->bik` is `y[b, i, k] = Σ_j p[b, i, j] · q[b, j, k]`.
 *
 * @param equation - one letter an axis, commas between operands, `->` before the result's letters; without an arrow, those that appear once
 * @throws TensorError `shape` for an equation that does not parse or does not fit the operands
 * @see torch.einsum
 * @example
 * const a = tensor([[1, 2]]);
 * const b = tensor([[3], [4]]);
 * einsum("ij,jk->ik", a, b); // → tensor([[11.]])
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  if (typeof equation !== "string") fail(String(equation), "the equation comes first, as text");
  const { inputs, output } = parse(equation);
  if (inputs.length !== operands.length) {
    fail(equation, `names ${inputs.length} operands, ${operands.length} were given`);
  }
  checkTensors("einsum", operands);
  const sizes = new Map<string, number>();
  operands.forEach((x, i) => {
    if (inputs[i].length !== x.rank) {
      fail(
        equation,
        `"${inputs[i].join("")}" has ${inputs[i].length} letters for an operand ${show(x.shape)}`,
      );
    }
    inputs[i].forEach((letter, axis) => {
      const known = sizes.get(letter) ?? x.shape[axis];
      if (known !== x.shape[axis])
        fail(equation, `"${letter}" is ${known} in one place and ${x.shape[axis]} in another`);
      sizes.set(letter, known);
    });
  });
  const terms = operands.map((x, i) => distinct({ x, letters: inputs[i] }));
  const total = terms.reduce((result, term, i) =>
    contract(result, term, [...output, ...terms.slice(i + 1).flatMap(({ letters }) => letters)]),
  );
  const { x, letters } = reduced(total, output);
  return permute(
    x,
    output.map((letter) => letters.indexOf(letter)),
  );
}
