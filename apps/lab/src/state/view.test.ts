import fc from "fast-check";
import { expect, test } from "vitest";
import { fromFragment, initialView, toFragment, type View } from "./view.ts";

test("the start has no fragment", () => {
  expect(toFragment(initialView)).toBe("");
  expect(fromFragment("")).toEqual(initialView);
});

test("an address is the difference from the start, and people count from 1", () => {
  const view: View = {
    ...initialView,
    text: "the red car",
    step: 2,
    head: { kind: "cross", layer: 1, head: 2 },
    answer: 0,
    number: {
      path: "transformer.decoder.layers.1.multihead_attn.pattern",
      index: [0, 2, 7, 8],
      follow: [3, 0],
    },
  };
  const fragment = toFragment(view);
  expect(fragment).toBe(
    "#v=1&text=the+red+car&step=3&head=cross.2.3&answer=1&number=transformer.decoder.layers.1.multihead_attn.pattern.0.2.7.8&follow=3.0",
  );
  expect(fromFragment(fragment)).toEqual(view);
});

test.each([
  "#v=2&text=the+red+car",
  "#text=the+red+car",
  "#v=1&head=cross.0.1&step=0&answer=-1&number=7&asker=x",
  "#v=1&head=sideways.1.1&number=<script>.0",
  `#v=1&text=${"a".repeat(30_000)}`,
])("%s opens the start", (fragment) => {
  expect(fromFragment(fragment)).toEqual(initialView);
});

const place = fc.nat({ max: 999 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });

test("every view comes back from its address", () => {
  const views: fc.Arbitrary<View> = fc.record({
    text: orNull(fc.string({ maxLength: 80, unit: "grapheme" })),
    step: orNull(place),
    head: orNull(
      fc.record({
        kind: fc.constantFrom("encoder", "decoder", "cross"),
        layer: place,
        head: place,
      }),
    ),
    asker: orNull(place),
    answer: orNull(place),
    number: orNull(
      fc.record({
        path: fc.constantFrom("probabilities", "transformer.encoder.layers.0.self_attn.query"),
        index: fc.array(place, { minLength: 1, maxLength: 4 }),
        follow: fc.array(place, { maxLength: 9 }),
      }),
    ),
  });
  fc.assert(
    fc.property(views, (view) => {
      expect(fromFragment(toFragment(view))).toEqual(view);
    }),
  );
});

test("no fragment makes the page fail", () => {
  fc.assert(fc.property(fc.string(), (text) => void fromFragment(`#v=1&${text}`)));
});
