import * as fc from "fast-check";
import { expect, it } from "vitest";
import { copy, zero } from "./inplace.ts";
import { contiguous } from "./operations/contiguous.ts";
import { slice, select } from "./operations/slice.ts";
import { expand } from "./operations/sum.ts";
import { flip, permute, reshape, squeeze, transpose, unsqueeze } from "./operations/views.ts";
import { scope } from "./scope.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { plainsOf, runs, shapes } from "./testing/arbitraries.ts";
import {
  contentOf,
  contentOfPlain,
  plain,
  settled,
  toTensor,
  valuesOf,
  type Plain,
} from "./testing/plain.ts";

/** One view, in both worlds. `copies`: it may need a copy where strides allow no view. */
interface Step {
  readonly view: (x: Tensor) => Tensor;
  readonly model: (x: Plain) => Plain;
  readonly mayCopy?: boolean;
}

const reshaped = (x: Plain, shape: readonly number[]): Plain => plain(shape, valuesOf(x));
const at = (index: readonly number[], axis: number, position: number): number[] =>
  index.map((own, place) => (place === axis ? position : own));

/** What a few random numbers make of a shape: each picks one step that the shape allows. */
function stepFor(kind: string, shape: readonly number[], numbers: readonly number[]): Step | null {
  const rank = shape.length;
  const [first, second, third] = numbers;
  const axis = rank === 0 ? 0 : first % rank;
  const other = rank === 0 ? 0 : second % rank;
  switch (kind) {
    case "permute": {
      const dims = shape.map((_, dim) => dim);
      dims.sort((a, b) => (((a + 1) * (first + 3)) % 7) - (((b + 1) * (first + 3)) % 7) || a - b);
      return {
        view: (x) => permute(x, dims),
        model: (x) => ({
          shape: dims.map((dim) => shape[dim]),
          at: (index) => x.at(shape.map((_, dim) => index[dims.indexOf(dim)])),
        }),
      };
    }
    case "transpose":
      if (rank === 0) return null;
      return {
        view: (x) => transpose(x, axis, other - rank),
        model: (x) => {
          const swap = (list: readonly number[]): number[] =>
            list.map((own, place) =>
              place === axis ? list[other] : place === other ? list[axis] : own,
            );
          return { shape: swap(shape), at: (index) => x.at(swap(index)) };
        },
      };
    case "slice": {
      if (rank === 0) return null;
      const start = second % (shape[axis] + 1);
      const end = start + (third % (shape[axis] - start + 1));
      const step = 1 + (second % 3);
      return {
        view: (x) => slice(x, axis, start, end, step),
        model: (x) => ({
          shape: at(shape, axis, Math.ceil((end - start) / step)),
          at: (index) => x.at(at(index, axis, start + index[axis] * step)),
        }),
      };
    }
    case "select":
      if (rank === 0 || shape[axis] === 0) return null;
      return {
        view: (x) => select(x, axis, (second % shape[axis]) - shape[axis]),
        model: (x) => ({
          shape: shape.filter((_, place) => place !== axis),
          at: (index) =>
            x.at([...index.slice(0, axis), second % shape[axis], ...index.slice(axis)]),
        }),
      };
    case "flip":
      return {
        view: (x) => flip(x, rank === 0 ? [] : [...new Set([axis, other])]),
        model: (x) => ({
          shape,
          at: (index) =>
            x.at(
              index.map((own, place) =>
                place === axis || place === other ? shape[place] - 1 - own : own,
              ),
            ),
        }),
      };
    case "expand": {
      const target = [...(rank < 5 ? [second % 3] : []), ...shape].map((length, place) =>
        length === 1 && place % 2 === first % 2 ? third % 4 : length,
      );
      const lead = target.length - rank;
      return {
        view: (x) => expand(x, target),
        model: (x) => ({
          shape: target,
          at: (index) =>
            x.at(shape.map((length, place) => (length === 1 ? 0 : index[lead + place]))),
        }),
      };
    }
    case "unsqueeze":
      if (rank > 5) return null;
      return {
        view: (x) => unsqueeze(x, first % (rank + 1)),
        model: (x) => {
          const place = first % (rank + 1);
          return reshaped(x, [...shape.slice(0, place), 1, ...shape.slice(place)]);
        },
      };
    case "squeeze":
      return {
        view: (x) => squeeze(x),
        model: (x) =>
          reshaped(
            x,
            shape.filter((length) => length !== 1),
          ),
      };
    default: {
      // reshape: the size split in two at a divisor.
      const size = sizeOf(shape);
      const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((n) => size % n === 0);
      const left = size === 0 ? 0 : divisors[first % divisors.length];
      const target = size === 0 ? [0, 1 + (second % 3)] : [left, size / left];
      return {
        view: (x) => reshape(x, size === 0 ? target : [left, -1]),
        model: (x) => reshaped(x, target),
        mayCopy: true,
      };
    }
  }
}

const kinds = [
  "permute",
  "transpose",
  "slice",
  "select",
  "flip",
  "expand",
  "unsqueeze",
  "squeeze",
  "reshape",
];
const moves = fc.array(
  fc.tuple(
    fc.constantFrom(...kinds),
    fc.array(fc.nat({ max: 60 }), { minLength: 3, maxLength: 3 }),
  ),
  { maxLength: 7 },
);
const chains = fc.tuple(
  shapes(4, 4).chain((shape) => plainsOf(shape)),
  moves,
);

/** Walks a chain in both worlds; only whether every step had to be a view is decided here. */
function follow(
  base: Tensor,
  start: Plain,
  steps: readonly (readonly [string, readonly number[]])[],
): { view: Tensor; model: (from: Plain) => Plain; mayCopy: boolean } {
  let view = base;
  let mayCopy = false;
  const models: Step["model"][] = [];
  let shape = start.shape;
  for (const [kind, numbers] of steps) {
    const step = stepFor(kind, shape, numbers);
    if (!step) continue;
    view = step.view(view);
    models.push(step.model);
    mayCopy ||= step.mayCopy === true;
    shape = view.shape;
    if (sizeOf(shape) > 2000) break;
  }
  return {
    view,
    mayCopy,
    model: (from) => models.reduce((model, step) => settled(step(model)), from),
  };
}

it("any chain of views shows what the same chain of a plain array shows", () => {
  fc.assert(
    fc.property(
      chains,
      fc.constantFrom("cpu" as const, "reference" as const),
      ([start, steps], device) => {
        scope(() => {
          const { view, model } = follow(toTensor(start, { device }), start, steps);
          const expected = contentOfPlain(model(start));
          expect(contentOf(view)).toEqual(expected);
          const dense = contiguous(view);
          expect(dense.isContiguous).toBe(true);
          expect(contentOf(dense)).toEqual(expected);
        });
      },
    ),
    { ...runs, numRuns: 600 },
  );
});

it("a view shares the memory of its base: what is written in one shows in the other", () => {
  fc.assert(
    fc.property(chains, ([start, steps]) => {
      scope(() => {
        const base = toTensor(start);
        const { view, model, mayCopy } = follow(base, start, steps);
        if (view.storage !== base.storage) {
          expect(mayCopy).toBe(true);
          return;
        }
        const other = settled({ shape: start.shape, at: (index) => start.at(index) + 100 });
        copy(base, toTensor(other));
        expect(contentOf(view)).toEqual(contentOfPlain(model(other)));

        // Positions in place of values tell which elements of the base the view shows.
        const positions = plain(
          start.shape,
          valuesOf(start).map((_, place) => place),
        );
        const shown = new Set(valuesOf(model(positions)));
        if (shown.size < view.size) {
          expect(() => zero(view)).toThrow("write to the tensor it views");
          return;
        }
        zero(view);
        const expected = valuesOf(other).map((value, place) => (shown.has(place) ? 0 : value));
        expect(Array.from(base.view())).toEqual(expected);
      });
    }),
    { ...runs, numRuns: 600 },
  );
});
