import type { Translator } from "./translator.ts";
import { readTranslator } from "./weights-file.ts";
import { weights } from "./weights.ts";

/**
 * The translator that comes with this package, or one of your own weights. Nothing is fetched: the weights are part of
 * the module.
 *
 * @param bytes - a file made by `saveTranslator`
 * @throws WeightsError when the bytes are damaged, or are no translator's
 *
 * @example
 * const translator = loadTranslator();
 * const { text } = await translator.translate("the red car"); // "o carro vermelho"
 */
export function loadTranslator(bytes: Uint8Array = decodeBase64(weights)): Translator {
  return readTranslator(bytes);
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
