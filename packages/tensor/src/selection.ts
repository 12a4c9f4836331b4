import type { Selection } from "./operation.ts";
import { along, forEachIndex, position } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Runs a selection row by row: gathers each row of the input, asks which positions to take, writes the outputs. */
export function runSelection<Options>(
  meaning: Selection<Options>,
  input: Tensor,
  outputs: readonly Tensor[],
  options: Options,
): void {
  const axis = meaning.dim(options);
  const source = input.storage.values();
  const targets = outputs.map((output) => output.storage.values());
  const length = input.shape[axis];
  const row = new Float64Array(length);
  const keepsAxis = outputs[0].rank === input.rank;
  forEachIndex(along(input.shape, axis, 1), (index) => {
    const start = position(index, input.strides, input.offset);
    for (let k = 0; k < length; k++) row[k] = source[start + k * input.strides[axis]];
    const chosen = meaning.choose(row, options);
    const place = keepsAxis ? index : index.filter((_, at) => at !== axis);
    outputs.forEach((output, i) => {
      const first = position(place, output.strides, output.offset);
      const step = keepsAxis ? output.strides[axis] : 1;
      chosen.forEach((at, k) => {
        targets[i][first + k * step] = meaning.holds[i] === "values" ? row[at] : at;
      });
    });
  });
}
