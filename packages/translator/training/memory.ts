import { memory, noGrad, scope, tensor } from "@clearhead/transformer";
import type { Recipe } from "./recipe.ts";
import { startRun } from "./run.ts";

/** What tensors held at one moment. */
export interface Holding {
  readonly bytes: number;
  readonly tensors: number;
}

/** What is held after each of the first steps of a training, from the second on: the first makes the optimizer's buffers. */
export async function holdingsOfTraining(recipe: Recipe, steps: number): Promise<Holding[]> {
  const { trainer } = startRun(recipe);
  const holdings: Holding[] = [];
  for await (const { step } of trainer.run({ until: steps })) if (step > 1) holdings.push(now());
  trainer.optimizer.dispose();
  trainer.model.dispose();
  return holdings;
}

/** What is held after each forward pass of a new model, every other one recorded for a gradient that nobody asks for. */
export function holdingsOfForwardPasses(recipe: Recipe, passes: number): Holding[] {
  const { model, startId } = startRun(recipe).translator;
  model.eval();
  const holdings = Array.from({ length: passes }, (_, pass) => {
    // Lengths come and go, so that memory is given back in other sizes than it was taken.
    const ids = Array.from({ length: 1 + (pass % 9) }, (__, position) => (pass + position) % 40);
    const forward = (): void =>
      scope(() => {
        const source = tensor([ids], { dtype: "int32" });
        model.forward(source, tensor([[startId, ...ids]], { dtype: "int32" }));
      });
    if (pass % 2 === 0) noGrad(forward);
    else forward();
    return now();
  });
  model.dispose();
  return holdings;
}

function now(): Holding {
  const { bytes, tensors } = memory();
  return { bytes, tensors };
}

/** The holdings that differ, each once: a single one where memory is flat. */
export function distinct(holdings: readonly Holding[]): Holding[] {
  const seen = new Map(holdings.map((holding) => [`${holding.bytes} ${holding.tensors}`, holding]));
  return [...seen.values()];
}
