import type { NumberAddress } from "@clearhead/lens";
import type { AttentionKind, HeadPlace } from "@clearhead/views";

/** What the reader looks at; `null` wherever the sentence itself decides. */
export interface View {
  readonly text: string | null;
  readonly step: number | null;
  readonly head: HeadPlace | null;
  /** The source token that asks, for a head of the encoder. */
  readonly asker: number | null;
  /** The token that answers. */
  readonly answer: number | null;
  readonly number: NumberAddress | null;
}

export const initialView: View = {
  text: null,
  step: null,
  head: null,
  asker: null,
  answer: null,
  number: null,
};

/** The first and only version of the format; a link of another version opens the page at its start. */
const VERSION = "1";
const KINDS: readonly AttentionKind[] = ["encoder", "decoder", "cross"];
/** Longer addresses were not made by this page. */
const LONGEST = 20_000;

/** A view as the fragment of an address: what differs from the start, so that the start has none. */
export function toFragment(view: View): string {
  const parameters = new URLSearchParams();
  if (view.text !== null) parameters.set("text", view.text);
  if (view.step !== null) parameters.set("step", String(view.step + 1));
  if (view.head) {
    parameters.set("head", `${view.head.kind}.${view.head.layer + 1}.${view.head.head + 1}`);
  }
  if (view.asker !== null) parameters.set("asker", String(view.asker + 1));
  if (view.answer !== null) parameters.set("answer", String(view.answer + 1));
  if (view.number) {
    parameters.set("number", `${view.number.path}.${view.number.index.join(".")}`);
    if (view.number.follow.length > 0) parameters.set("follow", view.number.follow.join("."));
  }
  const text = parameters.toString();
  return text === "" ? "" : `#v=${VERSION}&${text}`;
}

/** The view of a fragment; what cannot be read is left at the start. */
export function fromFragment(fragment: string): View {
  if (fragment.length > LONGEST) return initialView;
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  if (parameters.get("v") !== VERSION) return initialView;
  return {
    text: parameters.get("text"),
    step: counted(parameters.get("step")),
    head: readHead(parameters.get("head")),
    asker: counted(parameters.get("asker")),
    answer: counted(parameters.get("answer")),
    number: readNumber(parameters.get("number"), parameters.get("follow")),
  };
}

/** Addresses count from 1, as people do. */
function counted(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) - 1 : null;
}

function readHead(text: string | null): HeadPlace | null {
  const [kindText, layerText = null, headText = null] = text?.split(".") ?? [];
  const kind = KINDS.find((known) => known === kindText);
  const [layer, head] = [counted(layerText), counted(headText)];
  return kind && layer !== null && head !== null ? { kind, layer, head } : null;
}

function readNumber(text: string | null, follow: string | null): NumberAddress | null {
  // A path ends where the index begins: parts of a path that are numbers (`layers.0.`) are followed by a name.
  const match = text === null ? null : /^([a-z_][a-z0-9_.]*?)((?:\.\d{1,6})+)$/.exec(text);
  if (!match) return null;
  const [, path = "", index = ""] = match;
  const digits = (list: string): number[] => list.split(".").filter(Boolean).map(Number);
  return {
    path,
    index: digits(index),
    follow: follow !== null && /^\d{1,6}(\.\d{1,6})*$/.test(follow) ? digits(follow) : [],
  };
}
