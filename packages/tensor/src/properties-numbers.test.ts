import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grad } from "./apply.ts";
import { add, maximum, minimum, mul, sub, type Operand } from "./operations/binary.ts";
import { where } from "./operations/choose.ts";
import { lt } from "./operations/compare.ts";
import { concat, split } from "./operations/concat.ts";
import { amax, amin } from "./operations/extremes.ts";
import { gather, scatterAdd } from "./operations/gather.ts";
import { matmul } from "./operations/matmul.ts";
import { mean } from "./operations/mean.ts";
import { argmax, argmin, sort, topk } from "./operations/order.ts";
import { select } from "./operations/slice.ts";
import { sum } from "./operations/sum.ts";
import { scope } from "./scope.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import {
  axesOf,
  broadcasting,
  plainsOf,
  runs,
  shapes,
  wholeNumbers,
} from "./testing/arbitraries.ts";
import { layouts } from "./testing/draw.ts";
import {
  broadcastAt,
  contentOf,
  contentOfPlain,
  indicesOf,
  plain,
  toTensor,
  valuesOf,
  type Plain,
} from "./testing/plain.ts";

/** Ways to lay out memory that keep the elements. */
const keepingLayouts = fc.constantFrom(
  ...Object.keys(layouts).filter((name) => !/repeated|one element/.test(name)),
);

const leaf = (model: Plain): Tensor => toTensor(model, { requiresGrad: true });
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("broadcasting", () => {
  const ofTwo: Record<
    string,
    [(a: Operand, b: Operand) => Tensor, (a: number, b: number) => number]
  > = {
    add: [add, (a, b) => a + b],
    sub: [sub, (a, b) => a - b],
    mul: [mul, (a, b) => a * b],
    maximum: [maximum, Math.max],
    minimum: [minimum, Math.min],
  };

  it("pairs elements as a plain model does, whichever operand is the smaller", () => {
    fc.assert(
      fc.property(
        broadcasting(2),
        fc.constantFrom(...Object.keys(ofTwo)),
        keepingLayouts,
        fc.boolean(),
        ({ shape, operands }, name, layout, isTurned) => {
          scope(() => {
            const [a, b] = isTurned ? [...operands].reverse() : operands;
            const [operation, model] = ofTwo[name];
            const expected = {
              shape,
              at: (i: readonly number[]) => model(broadcastAt(a)(i), broadcastAt(b)(i)),
            };
            const [x, y] = [a, b].map((operand) => layouts[layout](toTensor(operand)));
            // −0 and 0 are equal here: a product of 0 and −3 is −0 in both.
            expect(contentOf(operation(x, y))).toEqual(contentOfPlain(expected));
          });
        },
      ),
      runs,
    );
  });

  it("pairs three operands too", () => {
    fc.assert(
      fc.property(broadcasting(3), ({ shape, operands: [a, b, c] }) => {
        scope(() => {
          const [x, y, z] = [a, b, c].map((operand) => toTensor(operand));
          const at = (i: readonly number[]): number =>
            broadcastAt(c)(i) < 0 ? broadcastAt(a)(i) : broadcastAt(b)(i);
          expect(contentOf(where(lt(z, 0), x, y))).toEqual(contentOfPlain({ shape, at }));
        });
      }),
      runs,
    );
  });

  it("gives each operand the sum of the gradients of its repetitions", () => {
    fc.assert(
      fc.property(
        broadcasting(2).chain((given) => fc.tuple(fc.constant(given), plainsOf(given.shape))),
        ([
          {
            shape,
            operands: [a, b],
          },
          weights,
        ]) => {
          scope(() => {
            const [x, y] = [leaf(a), leaf(b)];
            const [forX, forY] = grad(mul(x, y), [x, y], { gradient: toTensor(weights) });
            const sumTo = (operand: Plain, other: Plain): Plain => {
              const sums = new Map(indicesOf(operand.shape).map((index) => [index.join(), 0]));
              for (const index of indicesOf(shape)) {
                const own = index
                  .slice(shape.length - operand.shape.length)
                  .map((position, axis) => (operand.shape[axis] === 1 ? 0 : position))
                  .join();
                sums.set(own, sums.get(own)! + weights.at(index) * broadcastAt(other)(index));
              }
              return { shape: operand.shape, at: (index) => sums.get(index.join())! };
            };
            expect(contentOf(add(forX, 0))).toEqual(contentOfPlain(sumTo(a, b)));
            expect(contentOf(add(forY, 0))).toEqual(contentOfPlain(sumTo(b, a)));
          });
        },
      ),
      runs,
    );
  });

  it("refuses what does not fit, and nothing else", () => {
    fc.assert(
      fc.property(shapes(3), shapes(3), (a, b) => {
        const [left, right] = [a, b].map((shape) => [...shape].reverse());
        const fits = left.every(
          (length, axis) =>
            axis >= right.length || length === right[axis] || length === 1 || right[axis] === 1,
        );
        const call = (): unknown =>
          scope(() => add(toTensor(plainOnes(a)), toTensor(plainOnes(b))));
        if (fits) expect(call).not.toThrow();
        else expect(call).toThrow("do not broadcast");
      }),
      runs,
    );
  });
});

const plainOnes = (shape: readonly number[]): Plain => ({ shape, at: () => 1 });

/** A shape with values, and some of its axes. */
const reduced = (minimum = 0): fc.Arbitrary<[Plain, number[]]> =>
  shapes(4, 4).chain((shape) => fc.tuple(plainsOf(shape), axesOf(shape.length, minimum)));

/** The values that a reduction sees, for each element of its result. */
function groups(
  model: Plain,
  dims: readonly number[],
  keepdim: boolean,
): Plain & { list: (index: readonly number[]) => number[] } {
  const { shape } = model;
  const axes = new Set(dims.map((dim) => (dim < 0 ? dim + shape.length : dim)));
  const reducedIndex = (index: readonly number[]): number[] =>
    keepdim
      ? index.map((position, axis) => (axes.has(axis) ? 0 : position))
      : index.filter((_, axis) => !axes.has(axis));
  const lists = new Map<string, number[]>();
  for (const index of indicesOf(shape)) {
    const key = reducedIndex(index).join();
    lists.set(key, [...(lists.get(key) ?? []), model.at(index)]);
  }
  const list = (index: readonly number[]): number[] => lists.get(index.join()) ?? [];
  const kept = keepdim
    ? shape.map((length, axis) => (axes.has(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.has(axis));
  return { shape: kept, at: (index) => total(list(index)), list };
}

describe("reductions", () => {
  it("sum what a plain model sums, over any axes and from any strides", () => {
    fc.assert(
      fc.property(reduced(1), fc.boolean(), keepingLayouts, ([model, dim], keepdim, layout) => {
        scope(() => {
          const x = layouts[layout](toTensor(model));
          const expected = groups(model, dim, keepdim);
          const y = sum(x, dim.length === 0 ? { keepdim } : { dim, keepdim });
          expect(contentOf(y)).toEqual(contentOfPlain(expected));
        });
      }),
      runs,
    );
  });

  it("do not depend on the order or the grouping of the axes", () => {
    fc.assert(
      fc.property(reduced(2), fc.nat({ max: 3 }), ([model, dim], cut) => {
        if (dim.length < 2) return;
        scope(() => {
          const x = toTensor(model);
          const together = contentOf(sum(x, { dim, keepdim: true }));
          const [first, rest] = [
            dim.slice(0, 1 + (cut % (dim.length - 1))),
            dim.slice(1 + (cut % (dim.length - 1))),
          ];
          const apart = sum(sum(x, { dim: first, keepdim: true }), { dim: rest, keepdim: true });
          expect(contentOf(apart)).toEqual(together);
          expect(contentOf(sum(x, { dim: [...dim].reverse(), keepdim: true }))).toEqual(together);
        });
      }),
      runs,
    );
  });

  it("mean times the count is the sum; NaN over nothing", () => {
    fc.assert(
      fc.property(reduced(1), ([model, dim]) => {
        scope(() => {
          const x = toTensor(model);
          const options = dim.length === 0 ? {} : { dim };
          const count = dim.reduce((product, axis) => product * model.shape.at(axis)!, 1);
          const sums = sum(x, options).view();
          mean(x, options)
            .view()
            .forEach((value, at) => {
              if (count === 0) expect(value).toBeNaN();
              // One rounding of a quotient of at most 256 numbers below 10.
              else expect(Math.abs(value * count - sums[at])).toBeLessThan(2560 * 2 ** -24);
            });
        });
      }),
      runs,
    );
  });

  it("amax and amin are the largest and the smallest, and argmax and argmin say where", () => {
    fc.assert(
      fc.property(reduced(1), fc.boolean(), ([model, dim], keepdim) => {
        scope(() => {
          const x = toTensor(model);
          const options = dim.length === 0 ? { keepdim } : { dim, keepdim };
          if (dim.some((axis) => model.shape.at(axis) === 0)) {
            expect(() => amax(x, options)).toThrow("nothing has no amax");
            expect(() => amin(x, options)).toThrow("nothing has no amin");
            return;
          }
          const expected = groups(model, dim, keepdim);
          const of = (choose: (...values: number[]) => number): Plain => ({
            shape: expected.shape,
            at: (index) => choose(...expected.list(index)),
          });
          expect(contentOf(amax(x, options))).toEqual(contentOfPlain(of(Math.max)));
          expect(contentOf(amin(x, options))).toEqual(contentOfPlain(of(Math.min)));
          if (dim.length !== 1) return;
          const [axis] = dim;
          const firstOf = (choose: (...values: number[]) => number): Plain => {
            const lists = groups(model, dim, keepdim);
            return {
              shape: lists.shape,
              at: (index) => lists.list(index).indexOf(choose(...lists.list(index))),
            };
          };
          expect(contentOf(argmax(x, { dim: axis, keepdim }))).toEqual(
            contentOfPlain(firstOf(Math.max)),
          );
          expect(contentOf(argmin(x, { dim: axis, keepdim }))).toEqual(
            contentOfPlain(firstOf(Math.min)),
          );
        });
      }),
      runs,
    );
  });
});

describe("matmul", () => {
  const operands = fc
    .tuple(
      broadcasting(2).map(({ operands }) => operands.map(({ shape }) => shape.slice(-2))),
      fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.nat({ max: 4 })),
      fc.boolean(),
    )
    .chain(([[a, b], [rows, inner, columns], isTurned]) => {
      const [left, right] = isTurned ? [b, a] : [a, b];
      return fc.tuple(plainsOf([...left, rows, inner]), plainsOf([...right, inner, columns]));
    });

  it("multiplies matrices of any batch and strides as a plain model does", () => {
    fc.assert(
      fc.property(operands, keepingLayouts, keepingLayouts, ([a, b], left, right) => {
        scope(() => {
          const y = matmul(layouts[left](toTensor(a)), layouts[right](toTensor(b)));
          const batch = y.shape.slice(0, -2);
          const [inner] = b.shape.slice(-2);
          const batchOf = (model: Plain, index: readonly number[]): number[] => {
            const own = model.shape.slice(0, -2);
            return own.map((length, axis) =>
              length === 1 ? 0 : index[batch.length - own.length + axis],
            );
          };
          expect(y.shape.slice(-2)).toEqual([a.shape.at(-2), b.shape.at(-1)]);
          const at = (index: readonly number[]): number => {
            const [i, j] = index.slice(-2);
            return total(
              Array.from(
                { length: inner },
                (_, k) => a.at([...batchOf(a, index), i, k]) * b.at([...batchOf(b, index), k, j]),
              ),
            );
          };
          expect(contentOf(add(y, 0))).toEqual(contentOfPlain({ shape: y.shape, at }));
        });
      }),
      runs,
    );
  });

  it("takes vectors as a row before and a column after", () => {
    fc.assert(
      fc.property(operands, ([a, b]) => {
        scope(() => {
          const [x, y] = [toTensor(a), toTensor(b)];
          const product = matmul(x, y);
          if (a.shape.length === 2 && a.shape[0] > 0) {
            const row = matmul(select(x, 0, 0), y);
            expect(contentOf(row)).toEqual(contentOf(select(product, -2, 0)));
          }
          if (b.shape.length === 2 && b.shape[1] > 0) {
            const column = matmul(x, select(y, 1, 0));
            expect(contentOf(column)).toEqual(contentOf(select(product, -1, 0)));
          }
        });
      }),
      runs,
    );
  });
});

describe("parts and places", () => {
  it("concat puts together what split took apart", () => {
    fc.assert(
      fc.property(
        reduced(),
        fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
        fc.nat(),
        ([model], cuts, pick) => {
          const { shape } = model;
          if (shape.length === 0) return;
          const dim = pick % shape.length;
          scope(() => {
            const x = toTensor(model);
            const borders = [...cuts.map((cut) => Math.min(cut, shape[dim])), shape[dim]].sort(
              (a, b) => a - b,
            );
            const sizes = borders.map((border, i) => border - (borders[i - 1] ?? 0));
            const parts = split(x, sizes, dim - shape.length);
            expect(parts.map((part) => part.shape[dim])).toEqual(sizes);
            expect(parts.every((part) => part.storage === x.storage)).toBe(true);
            expect(contentOf(concat(parts, dim))).toEqual(contentOf(x));
          });
        },
      ),
      runs,
    );
  });

  const gathered = shapes(3, 4)
    .filter((shape) => shape.length > 0 && sizeOf(shape) > 0)
    .chain((shape) =>
      fc.tuple(fc.constant(shape), fc.nat({ max: shape.length - 1 }), fc.nat({ max: 4 })),
    )
    .chain(([shape, dim, length]) => {
      const taken = shape.map((size, axis) => (axis === dim ? length : size));
      return fc.record({
        dim: fc.constant(dim),
        x: plainsOf(shape),
        ids: plainsOf(taken, fc.nat({ max: shape[dim] - 1 })),
        y: plainsOf(taken),
      });
    });

  it("gather takes what the ids name, and scatterAdd is its adjoint", () => {
    fc.assert(
      fc.property(gathered, keepingLayouts, ({ dim, x, ids, y }, layout) => {
        scope(() => {
          const change = layouts[layout];
          const index = change(toTensor(ids, { dtype: "int32" }));
          const taken = gather(change(toTensor(x)), dim, index);
          const at = (place: readonly number[]): number =>
            x.at(place.map((own, axis) => (axis === dim ? ids.at(place) : own)));
          expect(contentOf(taken)).toEqual(contentOfPlain({ shape: ids.shape, at }));
          const zeros = toTensor(
            plain(
              x.shape,
              valuesOf(x).map(() => 0),
            ),
          );
          const spread = scatterAdd(zeros, dim, index, change(toTensor(y)));
          const dot = (a: ArrayLike<number>, b: readonly number[]): number =>
            total(b.map((value, place) => value * a[place]));
          expect(dot(taken.view(), valuesOf(y))).toBe(dot(spread.view(), valuesOf(x)));
        });
      }),
      runs,
    );
  });
});

describe("order", () => {
  /** Few different numbers, so that many are equal; all the strange ones. */
  const numbers = fc.oneof(wholeNumbers, fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e-40));
  const rows = shapes(3, 6)
    .filter((shape) => shape.length > 0)
    .chain((shape) =>
      fc.tuple(plainsOf(shape, numbers.map(Math.fround)), fc.nat({ max: shape.length - 1 })),
    );

  /** Positions of a row in order: NaN above everything, equal ones as they stand. */
  function ranked(row: readonly number[], descending: boolean): number[] {
    const isBefore = (a: number, b: number): boolean =>
      Number.isNaN(b) ? !Number.isNaN(a) : a < b;
    const result: number[] = [];
    row.forEach((value, position) => {
      // Inserted before the first that must come after it.
      const place = result.findIndex((other) =>
        descending ? isBefore(row[other], value) : isBefore(value, row[other]),
      );
      result.splice(place < 0 ? result.length : place, 0, position);
    });
    return result;
  }

  const along = ({ shape, at }: Plain, dim: number, index: readonly number[]): number[] =>
    Array.from({ length: shape[dim] }, (_, k) =>
      at(index.map((own, axis) => (axis === dim ? k : own))),
    );

  it("sort and topk put a row in order, ties as they stand, NaN as the largest", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), fc.nat({ max: 6 }), ([model, dim], descending, most) => {
        scope(() => {
          const x = toTensor(model);
          const k = Math.min(most, model.shape[dim]);
          const check = (
            { values, indices }: { values: Tensor; indices: Tensor },
            length: number,
            isDown: boolean,
          ): void => {
            const shape = model.shape.map((size, axis) => (axis === dim ? length : size));
            const at = (index: readonly number[]): number =>
              ranked(along(model, dim, index), isDown)[index[dim]];
            expect(contentOf(indices)).toEqual(contentOfPlain({ shape, at }));
            const value = (index: readonly number[]): number => along(model, dim, index)[at(index)];
            expect(contentOf(values)).toEqual(contentOfPlain({ shape, at: value }));
          };
          check(sort(x, { dim, descending }), model.shape[dim], descending);
          check(topk(x, k, { dim }), k, true);
        });
      }),
      runs,
    );
  });

  it("argmax and argmin name the first of the best, the first NaN before all", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), ([model, dim], isLargest) => {
        if (model.shape[dim] === 0) return;
        scope(() => {
          const best = (isLargest ? argmax : argmin)(toTensor(model), { dim, keepdim: true });
          const at = (index: readonly number[]): number => {
            const row = along(model, dim, index);
            const nan = row.findIndex(Number.isNaN);
            return nan >= 0 ? nan : ranked(row, isLargest)[0];
          };
          const shape = model.shape.map((size, axis) => (axis === dim ? 1 : size));
          expect(contentOf(best)).toEqual(contentOfPlain({ shape, at }));
        });
      }),
      runs,
    );
  });
});
