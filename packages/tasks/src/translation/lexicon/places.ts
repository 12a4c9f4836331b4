import { type Noun, nouns } from "./noun.ts";

/**
 * Places. `crossable`, `enterable`, `climbable` say what a body may do there; `locale` where people and animals spend their day;
 * `residence` where one lives; `goal` where one goes; `building` what has walls.
 */
export const places: readonly Noun[] = nouns("place", [
  ["street", "rua", "f", "crossable locale"],
  ["road", "estrada", "f", "crossable", { plural: false }],
  ["avenue", "avenida", "f", "crossable", { plural: false }],
  ["river", "rio", "m", "crossable swimmable", { plural: false }],
  ["lake", "lago", "m", "crossable swimmable", { plural: false }],
  ["bridge", "ponte", "f", "crossable goal", { plural: false, preposition: "on" }],
  ["tunnel", "túnel", "m", "crossable enterable", { plural: false }],
  ["path", "caminho", "m", "", { plural: false }],
  ["field", "campo", "m", "crossable locale", { plural: false }],
  ["valley", "vale", "m", "crossable", { plural: false }],
  ["desert", "deserto", "m", "crossable", { plural: false }],
  ["swamp", "pântano", "m", "crossable", { plural: false }],
  ["forest", "floresta", "f", "crossable enterable locale goal", { plural: false }],
  ["park", "parque", "m", "crossable enterable locale goal"],
  ["garden", "jardim", "m", "crossable enterable locale goal", { plural: false }],
  ["square", "praça", "f", "crossable locale goal", { plural: false }],
  ["yard", "quintal", "m", "crossable enterable locale", { plural: false }],
  ["cave", "caverna", "f", "enterable", { plural: false }],
  ["house", "casa", "f", "enterable locale residence building goal color valuable"],
  ["barn", "celeiro", "m", "enterable building", { plural: false }],
  ["garage", "garagem", "f", "enterable building", { plural: false }],
  ["kitchen", "cozinha", "f", "enterable locale building", { plural: false }],
  ["bedroom", "quarto", "m", "enterable locale building", { plural: false }],
  ["store", "loja", "f", "enterable building workplace goal"],
  ["church", "igreja", "f", "enterable building goal", { plural: false }],
  ["mountain", "montanha", "f", "climbable", { plural: false }],
  ["hill", "morro", "m", "climbable", { plural: false }],
  ["beach", "praia", "f", "locale goal crossable", { preposition: "on", plural: false }],
  ["farm", "fazenda", "f", "residence workplace goal locale", { preposition: "on", plural: false }],
  ["school", "escola", "f", "workplace building goal study", { preposition: "at" }],
  ["market", "mercado", "m", "workplace goal", { preposition: "at", plural: false }],
  ["hospital", "hospital", "m", "workplace building goal", { preposition: "at", plural: false }],
  ["museum", "museu", "m", "building goal workplace", { preposition: "at", plural: false }],
  ["city", "cidade", "f", "residence knowable goal"],
  ["sea", "mar", "m", "swimmable", { plural: false }],
]);
