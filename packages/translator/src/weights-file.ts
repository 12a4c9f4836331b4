import {
  decodeTensor,
  encodeTensor,
  readSafetensors,
  writeSafetensors,
  type SafetensorsTensor,
} from "@clearhead/safetensors";
import { tokenizerFromJson, type TokenizerJson } from "@clearhead/tokenizer";
import { scope, tensor, type Module, type Tensor } from "@clearhead/transformer";
import { checksum } from "./checksum.ts";
import { WeightsError } from "./errors.ts";
import { Translator, type TranslatorShape } from "./translator.ts";

/** What stands as JSON beside the tensors. */
interface Description {
  readonly version: 1;
  readonly shape: TranslatorShape;
  readonly source: TokenizerJson;
  readonly target: TokenizerJson;
  /** Over the bytes of all tensors, sorted by name. */
  readonly checksum: string;
}
const descriptionKey = "clearhead.translator";

/**
 * A translator as one file: safetensors in half precision, with the model's shape, both vocabularies and a checksum in
 * its metadata.
 *
 * @example
 * await writeFile("translator.safetensors", await saveTranslator(translator));
 */
export async function saveTranslator({
  model,
  shape,
  source,
  target,
}: Translator): Promise<Uint8Array> {
  const tensors = await Promise.all(
    model.namedParameters().map(async ([name, value]) => {
      const { shape: sizes } = value;
      return [name, encodeTensor(await value.data(), sizes, "F16")] as const;
    }),
  );
  const description: Description = {
    version: 1,
    shape,
    source: source.toJSON(),
    target: target.toJSON(),
    checksum: checksumOf(new Map(tensors)),
  };
  return writeSafetensors(tensors, [[descriptionKey, JSON.stringify(description)]]);
}

/**
 * The translator of a file that {@link saveTranslator} made.
 *
 * @throws WeightsError when the bytes are damaged, or are no translator's
 */
export function readTranslator(bytes: Uint8Array): Translator {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const {
      shape,
      source,
      target,
      checksum: expected,
    } = readDescription(metadata.get(descriptionKey));
    if (checksumOf(tensors) !== expected) {
      throw new Error("the weights are not those that were saved: some bytes have changed");
    }
    const translator = new Translator({
      shape,
      source: tokenizerFromJson(source),
      target: tokenizerFromJson(target),
    });
    loadWeights(translator.model, tensors);
    return translator;
  } catch (error) {
    throw new WeightsError(`the translator's weights cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The file holds a weight that has two names (tied embeddings) under its first one. */
function loadWeights(model: Module<string>, tensors: ReadonlyMap<string, SafetensorsTensor>): void {
  const names = new Map(
    model.namedParameters().map(([name, parameter]) => [parameter as Tensor, name]),
  );
  scope(() => {
    const state: Record<string, Tensor> = {};
    for (const [name, stored] of tensors) {
      state[name] = tensor(decodeTensor(stored), { shape: stored.shape });
    }
    for (const [name, parameter] of Object.entries(model.stateDict())) {
      const first = state[names.get(parameter)!];
      if (first) state[name] = first;
    }
    model.loadStateDict(state);
  });
  model.eval();
}

function checksumOf(tensors: ReadonlyMap<string, SafetensorsTensor>): string {
  const names = [...tensors.keys()].sort();
  return checksum(names.map((name) => tensors.get(name)!.data));
}

function readDescription(text: string | undefined): Description {
  if (text === undefined) {
    throw new Error("this safetensors file is not a translator: it has no vocabulary");
  }
  const description = JSON.parse(text) as Partial<Description>;
  if (description.version !== 1) {
    throw new Error(
      `the file has version ${String(description.version)}, this package reads version 1`,
    );
  }
  return description as Description;
}
