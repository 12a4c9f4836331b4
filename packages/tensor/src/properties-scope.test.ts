import * as fc from "fast-check";
import { expect, it } from "vitest";
import { zeros } from "./creation.ts";
import { noGrad, trace } from "./modes.ts";
import { exp } from "./operations/unary.ts";
import { transpose } from "./operations/views.ts";
import { createScope, keep, scope } from "./scope.ts";
import { memory } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import { runs } from "./testing/arbitraries.ts";

/** A program of nested scopes: what each makes, calls, returns and keeps. */
interface Program {
  readonly kind: "scope" | "held" | "noGrad" | "trace" | "throws";
  readonly made: number;
  readonly children: readonly Program[];
  /** Numbers that choose, of the tensors at hand, which one is returned, kept or disposed early. */
  readonly returned: readonly number[];
  readonly kept: number | null;
  readonly disposed: number | null;
}

const { program } = fc.letrec<{ program: Program }>((tie) => ({
  program: fc.record(
    {
      kind: fc.constantFrom("scope", "held", "noGrad", "trace", "throws"),
      made: fc.nat({ max: 3 }),
      children: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constant([]),
        fc.array(tie("program"), { maxLength: 3 }),
      ),
      returned: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
      kept: fc.option(fc.nat({ max: 20 })),
      disposed: fc.option(fc.nat({ max: 20 })),
    },
    { noNullPrototype: true },
  ),
}));

class Stop extends Error {}

const one = (requiresGrad: boolean): Tensor => zeros([3, 2], { requiresGrad });

/** Runs a program inside a scope; what it returns is all that outlives it, but for what `keep` was told of. */
function run(given: Program, kept: Set<Tensor>): Tensor[] {
  const { kind, made, children, returned } = given;
  const body = (): Tensor[] => {
    const hand = Array.from({ length: made }, (_, i) => one(i % 2 === 0));
    // A view of one, and a result with a gradient's history.
    if (made > 1) hand.push(transpose(hand[0], 0, 1), exp(hand[1]));
    for (const child of children) {
      try {
        hand.push(...run(child, kept));
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
      }
    }
    const pick = (number: number | null): Tensor | undefined =>
      number === null || hand.length === 0 ? undefined : hand[number % hand.length];
    const early = pick(given.disposed);
    early?.dispose();
    if (early) kept.delete(early);
    const survivor = pick(given.kept);
    if (survivor && !survivor.isDisposed) kept.add(keep(survivor));
    if (kind === "throws") throw new Stop();
    const result = returned.map(pick).filter((x) => x !== undefined && !x.isDisposed);
    return result as Tensor[];
  };
  if (kind === "noGrad") return scope(() => noGrad(body));
  if (kind === "trace") return scope(() => trace(body));
  if (kind !== "held") return scope(body);
  using held = createScope();
  return held.run(body).filter((x) => {
    // A held scope frees everything but what was kept.
    held.dispose();
    return !x.isDisposed;
  });
}

it("any program of nested scopes leaves what it returned and what it kept, and nothing else", () => {
  fc.assert(
    fc.property(program, (given) => {
      const before = memory();
      const kept = new Set<Tensor>();
      let returned: Tensor[] = [];
      try {
        returned = run(given, kept);
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
      }
      const left = new Set([...returned, ...kept]);
      // All of them can still be read.
      for (const x of left) expect(x.view().length).toBe(6);
      // A trace also holds the operands of what it made.
      if (!JSON.stringify(given).includes("trace")) {
        const storages = new Set(Array.from(left, (x) => x.storage)).size;
        expect(memory().tensors - before.tensors).toBe(storages);
      }
      for (const x of left) x.dispose();
      expect(memory()).toEqual({ ...before, peak: memory().peak });
    }),
    { ...runs, numRuns: 500 },
  );
});
