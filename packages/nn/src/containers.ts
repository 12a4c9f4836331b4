import type { Tensor } from "@clearhead/tensor";
import { Module } from "./module.ts";
import { indent } from "./repr.ts";

/** A module of one input and one output. */
export interface Layer extends Module<string> {
  forward(x: Tensor): Tensor;
}

/**
 * Modules in a row, named by their place: `layers.0`, `layers.1`, ….
 *
 * @see torch.nn.ModuleList
 * @example
 * const layers = new ModuleList([new Linear(4, 4), new Linear(4, 4)]);
 * for (const layer of layers) x = layer.forward(x);
 */
export class ModuleList<Item extends Module<string> = Module<string>>
  extends Module
  implements Iterable<Item>
{
  protected readonly items: Item[];

  constructor(modules: Iterable<Item> = []) {
    super();
    this.items = [...modules];
  }

  get length(): number {
    return this.items.length;
  }

  /** The module at `index`, from the end when negative; `undefined` where there is none. */
  at(index: number): Item | undefined {
    return this.items.at(index);
  }

  append(module: Item): this {
    this.items.push(module);
    return this;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }

  override namedChildren(): [name: string, module: Module<string>][] {
    return this.items.map((module, index) => [String(index), module]);
  }

  /** Neighbours that print alike stand together, as in PyTorch: `(0-5): 6 x Layer(…)`. */
  override printedChildren(): string[] {
    const groups: { first: number; last: number; text: string }[] = [];
    this.items.forEach((module, index) => {
      const text = module.toString();
      const group = groups.at(-1);
      if (group?.text === text) group.last = index;
      else groups.push({ first: index, last: index, text });
    });
    return groups.map(({ first, last, text }) =>
      first === last
        ? `(${first}): ${indent(text)}`
        : `(${first}-${last}): ${last - first + 1} x ${indent(text)}`,
    );
  }
}

/**
 * Layers one after another: `y = layerₙ(… layer₁(x))`.
 *
 * @see torch.nn.Sequential
 * @example
 * const network = new Sequential(new Linear(8, 32), new ReLU(), new Linear(32, 8));
 */
export class Sequential extends Module {
  protected readonly layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    this.layers = layers;
  }

  override namedChildren(): [name: string, module: Module<string>][] {
    return this.layers.map((layer, index) => [String(index), layer]);
  }

  forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x);
  }
}
