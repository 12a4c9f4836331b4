import {
  manualSeed,
  NumpyGenerator,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
  tensor,
} from "@clearhead/tensor";
import { exact, within } from "./agreement.ts";
import type { Arguments } from "./arguments.ts";
import type { Row } from "./row.ts";

/** Uniform numbers, integers and permutations bit for bit; the normal ones go through log, sine and cosine. */
const agreement: Row["agreement"] = (output) => (output.startsWith("randn") ? within(1e-6) : exact);

/** Draws what the case lists in `order`, one after another. */
function drawInOrder(
  given: Arguments,
  draws: Readonly<Record<string, () => Tensor>>,
): Record<string, Tensor> {
  const drawn: Record<string, Tensor> = {};
  for (const name of given.get<string[]>("order")) {
    const draw = draws[name];
    if (draw === undefined) throw new Error(`the case draws ${name}, which is not known`);
    drawn[name] = draw();
  }
  return drawn;
}

/** What a seed gives. */
export const random: Readonly<Record<string, Row>> = {
  "torch.manual_seed": {
    run(given) {
      manualSeed(given.get("seed"));
      return drawInOrder(given, {
        rand: () => rand([given.get("rand")]),
        randn_short: () => randn([given.get("randn_short")]),
        randn: () => randn([given.get("randn")]),
        randint: () => randint(0, given.get("high"), [given.get("randint")]),
        randperm: () => randperm(given.get("randperm")),
        rand_after: () => rand([given.get("after")]),
      });
    },
    agreement,
  },
  "numpy.random.seed": {
    run(given) {
      const generator = new NumpyGenerator(given.get("seed"));
      // The case does not say how many numbers: the shapes are those of the outputs, float64 stored as float32.
      const draw = (name: "rand" | "randn"): Tensor => {
        const shape = given.outputShapes.get(name) ?? [];
        const size = shape.reduce((product, length) => product * length, 1);
        return tensor(Float32Array.from(generator[name](size)), { shape });
      };
      return drawInOrder(given, { rand: () => draw("rand"), randn: () => draw("randn") });
    },
    agreement,
  },
};
