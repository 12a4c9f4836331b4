import { TensorError, type Tensor } from "@clearhead/nn";

/** Throws unless the heads share the width evenly and `dropout` is a probability. */
export function checkSizes(embedDim: number, numHeads: number, dropout: number): void {
  const fail = (reason: string): never => {
    const details = { embedDim, numHeads, dropout };
    throw new TensorError("value", `MultiheadAttention: ${reason}`, details);
  };
  if (![embedDim, numHeads].every((size) => Number.isInteger(size) && size > 0)) {
    fail(`embedDim is ${embedDim} and numHeads ${numHeads}; both are whole numbers from 1`);
  }
  if (embedDim % numHeads !== 0) {
    const possible = Array.from({ length: embedDim }, (_, at) => at + 1).filter(
      (heads) => embedDim % heads === 0,
    );
    fail(
      `embedDim ${embedDim} cannot be shared by ${numHeads} heads; it can by ${possible.join(", ")}`,
    );
  }
  if (!(dropout >= 0 && dropout <= 1)) {
    fail(`dropout is ${dropout}; a probability is from 0 to 1`);
  }
}

interface Layer {
  readonly embedDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly batchFirst: boolean;
}

/** Throws unless query, key and value fit each other and the layer. */
export function checkInputs(
  { embedDim, kdim, vdim, batchFirst }: Layer,
  inputs: { readonly query: Tensor; readonly key: Tensor; readonly value: Tensor },
): void {
  const { query, key, value } = inputs;
  const { rank } = query;
  // Without a batch the only axis before the features is the length.
  const length = batchFirst && rank === 3 ? 1 : 0;
  const batch = 1 - length;
  const isFit =
    (rank === 2 || rank === 3) &&
    key.rank === rank &&
    value.rank === rank &&
    query.shape[rank - 1] === embedDim &&
    key.shape[rank - 1] === kdim &&
    value.shape[rank - 1] === vdim &&
    key.shape[length] === value.shape[length] &&
    (rank === 2 ||
      (query.shape[batch] === key.shape[batch] && query.shape[batch] === value.shape[batch]));
  if (isFit) return;
  const given = Object.entries(inputs).map(([name, { shape }]) => `${name} [${shape.join(", ")}]`);
  const order = batchFirst ? "batch, length" : "length, batch";
  throw new TensorError(
    "shape",
    `MultiheadAttention: ${given.join(", ")} do not fit; ` +
      `it takes query [${order}, ${embedDim}], key [${order}, ${kdim}], value [${order}, ${vdim}], ` +
      `one batch for all, one length for key and value${batchFirst ? "" : " (batchFirst is false)"}; or all three without a batch`,
    { query: query.shape, key: key.shape, value: value.shape },
  );
}

/** Throws for a layer that adds keys of its own to every call: in a cache they would come again with each. */
export function checkCache({ addedKeys }: { readonly addedKeys: number }): void {
  if (addedKeys === 0) return;
  throw new TensorError(
    "value",
    "MultiheadAttention: a layer with addBiasKv or addZeroAttn cannot use a cache; its added keys would come again with every call",
  );
}
