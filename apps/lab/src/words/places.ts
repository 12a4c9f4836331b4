import type { Explained, Place } from "@clearhead/lens";
import {
  parseAttentionPath,
  rowText,
  tokenText,
  type Arithmetic,
  type HeadPlace,
  type Language,
  type Role,
  type Row,
  type Token,
  type Trace,
} from "@clearhead/views";
import type { About } from "../engine/messages.ts";
import { wordsIn, type Words } from "./index.ts";

/** `cross-attention, layer 2, head 3` */
export const headName = ({ kind, layer, head }: HeadPlace, w: Words): string =>
  `${w.kinds[kind]}, ${w.layer} ${layer + 1}, ${w.head} ${head + 1}`;

/** What names a number needs: whose positions its axes are, and what the ids of the vocabulary mean. */
export interface Naming {
  readonly trace: Trace;
  readonly vocabulary: Pick<About, "source" | "target"> | null;
  readonly language: Language;
}

/** Everything about one number in the reader's language, for the picture of its arithmetic. */
export function arithmeticOf(explained: Explained, naming: Naming): Arithmetic {
  const { place, formula, value, term, operands, remainder } = explained;
  return {
    label: placeLabel(place, naming),
    role: roleOf(place),
    formula: term === null ? "" : (place.declaration?.formula ?? formula),
    value,
    term,
    given: givenText(place, naming),
    operands: operands.map((operand) => ({
      label: placeLabel(operand.place, naming),
      short: shortLabel(operand.place, naming),
      role: roleOf(operand.place),
      value: operand.value,
    })),
    remainder,
  };
}

/** Query, key and value keep their colours wherever they are read. */
function roleOf({ label = "" }: Place): Role {
  const name = parseAttentionPath(label)?.name;
  return name === "query" || name === "key" || name === "value" ? name : "plain";
}

/** What a number is, in a word: `key`, `score`, `weight`. */
export function placeName({ label, declaration }: Place, w: Words): string {
  if (label === undefined) return w.places.input;
  if (!declaration) return w.places.weight;
  const name = label.split(".").at(-1) ?? label;
  return w.probes[name as keyof Words["probes"]] ?? name;
}

/** What a number is called: `key of it, dimension 3 · cross-attention, layer 2, head 3`. */
export function placeLabel(place: Place, naming: Naming): string {
  const { label, declaration, index } = place;
  const w = wordsIn(naming.language);
  if (label === undefined) return w.places.input;
  if (!declaration) return weightLabel(label, index, naming);
  const attention = parseAttentionPath(label);
  const parts = declaration.axes.flatMap((axis, i) => axisText(axis, index[i] ?? 0, place, naming));
  const where = attention
    ? headName({ ...attention, head: index[1] ?? 0 }, w)
    : layerText(label, w);
  const what = placeName(place, w);
  const which = parts
    .map((part, i) => (i > 0 && !part.startsWith("→") ? `, ${part}` : ` ${part}`))
    .join("");
  return [`${what}${which}`, where].filter(Boolean).join(" · ");
}

/** What tells a number from its neighbours: its place on the last axis. */
function shortLabel({ label, declaration, index }: Place, naming: Naming): string {
  const w = wordsIn(naming.language);
  const last = declaration?.axes.at(-1);
  const at = index.at(-1) ?? 0;
  const { source, target } = naming.trace;
  if (last === "keys") {
    const tokens = parseAttentionPath(label ?? "")?.kind === "decoder" ? target : source;
    return tokens[at] ? tokenText(tokens[at], naming.language) : String(at + 1);
  }
  if (last === "vocabulary") {
    const token = naming.vocabulary?.target[at];
    return token ? tokenText(token, naming.language) : String(at);
  }
  return index.length > 0 ? `${w.dimension} ${at + 1}` : "";
}

/** The head is named with the layer, and a batch of one is no news. */
function axisText(axis: string, at: number, place: Place, naming: Naming): string[] {
  const { language, trace, vocabulary } = naming;
  const w = wordsIn(language);
  const isSource = /(^|\.)(encoder|src_\w+)\./.test(place.label ?? "");
  const rows: readonly Row[] = isSource
    ? trace.source.map((token) => ({ token }))
    : trace.written.map((token, i): Row => ({
        token,
        ...(trace.target[i] && { after: trace.target[i] }),
      }));
  switch (axis) {
    case "queries":
    case "positions":
      return rows[at] ? [`${w.of} “${rowText(rows[at], language)}”`] : [`${w.position} ${at + 1}`];
    case "keys": {
      const kind = parseAttentionPath(place.label ?? "")?.kind;
      const token = (kind === "decoder" ? trace.target : trace.source)[at];
      const isPair = place.declaration?.axes.includes("queries") === true;
      return token ? [`${isPair ? "→" : w.of} “${tokenText(token, language)}”`] : [];
    }
    case "features":
      return [`${w.feature} ${at + 1}`];
    case "hidden":
      return [`${w.hidden} ${at + 1}`];
    case "vocabulary":
      return vocabulary?.target[at]
        ? [`${w.for} “${tokenText(vocabulary.target[at], language)}”`]
        : [String(at)];
    default:
      return [];
  }
}

/** `decoder, layer 2` */
function layerText(label: string, w: Words): string {
  const layer = /(encoder|decoder)\.layers\.(\d+)\./.exec(label);
  if (layer)
    return `${layer[1] === "encoder" ? w.kinds.encoder : w.kinds.decoder}, ${w.layer} ${Number(layer[2]) + 1}`;
  const stack = /\b(encoder|decoder)\b/.exec(label)?.[1];
  return stack === "encoder" ? w.kinds.encoder : stack === "decoder" ? w.kinds.decoder : "";
}

/** `weight in_proj_weight [9, 3] · decoder, layer 2`; a row of an embedding is its token's. */
function weightLabel(label: string, index: readonly number[], naming: Naming): string {
  const w = wordsIn(naming.language);
  const token = embeddedToken(label, index, naming);
  if (token)
    return `${w.probes.embedding} ${w.of} “${tokenText(token, naming.language)}”, ${w.feature} ${(index[1] ?? 0) + 1}`;
  const short = label.replace(/^.*layers\.\d+\./, "");
  const where = short === label ? "" : layerText(label, w);
  return [`${w.places.weight} ${short} [${index.map((at) => at + 1).join(", ")}]`, where]
    .filter(Boolean)
    .join(" · ");
}

function embeddedToken(
  label: string,
  [id = 0]: readonly number[],
  { vocabulary }: Naming,
): Token | undefined {
  if (label === "src_embed.weight") return vocabulary?.source[id];
  return label === "tgt_embed.weight" ? vocabulary?.target[id] : undefined;
}

function givenText({ label, declaration, index }: Place, naming: Naming): string {
  const w = wordsIn(naming.language);
  if (label === undefined) return w.given.input;
  if (declaration) return declaration.meaning[naming.language === "en" ? "en" : "pt"];
  const token = embeddedToken(label, index, naming);
  const weight = w.given.weight;
  return token
    ? `${w.given.token(tokenText(token, naming.language), index[0] ?? 0)} ${weight}`
    : weight;
}
