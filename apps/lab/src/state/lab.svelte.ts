import type { Explained, NumberAddress } from "@clearhead/lens";
import { headsOf, type Cell, type HeadPlace } from "@clearhead/views";
import type { Client } from "../engine/client.ts";
import { HERO } from "../engine/examples.ts";
import type { About, Answer, First, Question, Refusal, Run } from "../engine/messages.ts";
import { play } from "./motion.ts";
import { select, type Selection } from "./selection.ts";
import { fromFragment, initialView, toFragment, type View } from "./view.ts";

/** How long bands take to be drawn: once at the first visit, and whenever the step changes. */
const ARRIVAL = 2400;
const CHANGE = 360;
/** A pause in typing that is long enough to translate what stands there. */
const PAUSE = 250;

/** The state of the page: the reader's view, the run it looks into, and what the engine is doing. */
export class Lab {
  view: View = $state.raw(initialView);
  run: Run | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  failure: string | null = $state(null);
  /** A translation is on its way. */
  isTranslating: boolean = $state(false);
  /** How many questions the engine has not answered yet. */
  questions: number = $state(0);
  /** What stands in the text field. */
  draft: string = $state(HERO);
  /** The cell under the pointer or the arrow keys, in the selected head. */
  preview: Cell | null = $state.raw(null);
  /** The numbers that were followed, the one on the screen last. */
  chain: readonly Explained[] | null = $state.raw(null);
  /** From a word just written (0) to the bands at rest (1). */
  time: number = $state(1);
  /** The model's tokens and size, once the engine has told. */
  about: About | null = $state.raw(null);
  /** The size of the model as a file. */
  bytes: number | null = $state(null);

  readonly selection: Selection | null = $derived(this.run && select(this.view, this.run));

  #client: Client | null = null;
  #stop = (): void => {};
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(first: First | null) {
    this.run = first?.run ?? null;
    this.bytes = first?.bytes ?? null;
  }

  /** Connects the engine, and opens what the address says. */
  async start(client: Client, isFirstVisit: boolean): Promise<void> {
    this.#client = client;
    const linked = fromFragment(location.hash);
    addEventListener("popstate", () => void this.#open(fromFragment(location.hash)));
    if (toFragment(linked) === "" && isFirstVisit) this.#animate(ARRIVAL);
    await this.#open(linked);
    const answer = await this.#ask({ type: "about" });
    if (answer?.type !== "about") return;
    this.about = answer.about;
    this.bytes = answer.about.bytes;
  }

  /** Changes a part of the view; the browser's back button changes it back. */
  go(change: Partial<View>): void {
    const before = this.selection;
    this.view = { ...this.view, ...change };
    history.pushState(null, "", toFragment(this.view) || location.pathname + location.search);
    this.preview = null;
    if (before && this.selection && this.selection.step !== before.step) this.#animate(CHANGE);
    void this.#explain();
  }

  /** The address of a view that differs from this one, for links. */
  link(change: Partial<View>): string {
    return toFragment({ ...this.view, ...change }) || "#";
  }

  /** The text field changed: translate when the typing pauses. */
  type(text: string): void {
    this.draft = text;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.translate(text), PAUSE);
  }

  /** A whole sentence at once: an example, a word changed, a word replaced. */
  async translate(text: string): Promise<void> {
    clearTimeout(this.#pause);
    this.draft = text;
    const isStart = text === HERO;
    if (!(await this.#load(text))) return;
    this.view = { ...initialView, text: isStart ? null : text, head: this.view.head };
    history.replaceState(null, "", toFragment(this.view) || location.pathname + location.search);
    this.chain = null;
    this.#animate(CHANGE);
  }

  async #open(view: View): Promise<void> {
    const text = view.text ?? HERO;
    this.view = view;
    this.draft = text;
    this.chain = null;
    await this.#load(text);
    await this.#explain();
  }

  /** Runs the model on a text; false when it was refused, or when a later text overtook it. */
  async #load(text: string): Promise<boolean> {
    const asked = ++this.#asked;
    this.isTranslating = true;
    const answer = await this.#ask({ type: "translate", text });
    if (asked !== this.#asked) return false;
    this.isTranslating = false;
    this.refusal = answer?.type === "refused" ? answer.refusal : null;
    if (answer?.type !== "translated") return false;
    this.run = answer.run;
    this.preview = null;
    return true;
  }

  async #explain(): Promise<void> {
    const { run, view } = this;
    const address = view.number;
    if (!run || !address) {
      this.chain = null;
      return;
    }
    const answer = await this.#ask({ type: "explain", text: run.text, address });
    if (this.view.number !== address) return;
    this.chain = answer?.type === "explained" ? answer.chain : null;
  }

  async #ask(question: Question): Promise<Answer | undefined> {
    this.questions++;
    const answer = await this.#client?.ask(question);
    this.questions--;
    this.failure = answer?.type === "failed" ? answer.message : null;
    return answer;
  }

  #animate(duration: number): void {
    this.#stop();
    this.#stop = play(duration, (time) => (this.time = time));
  }

  /** Another step of the writing; the answer that is looked at stays, the number does not. */
  goToStep(step: number): void {
    this.go({ step, number: null });
  }

  goToHead(head: HeadPlace): void {
    const isSameKind = this.selection?.head.kind === head.kind;
    this.go({ head, number: null, ...(isSameKind ? {} : { answer: null }) });
  }

  /** The head after or before the one that is looked at, round and round. */
  turnHead(direction: 1 | -1): void {
    if (!this.run || !this.selection) return;
    const { head } = this.selection;
    const heads = headsOf(this.run.trace);
    const at = heads.findIndex(
      (other) => other.kind === head.kind && other.layer === head.layer && other.head === head.head,
    );
    const next = heads[(at + direction + heads.length) % heads.length];
    if (next) this.goToHead(next);
  }

  /** A source token was chosen: it asks in the encoder, it answers in cross-attention. */
  chooseSource(token: number): void {
    if (this.selection?.head.kind === "encoder") this.go({ asker: token, number: null });
    else if (this.selection?.head.kind === "cross") this.go({ answer: token, number: null });
  }

  /** A cell of the matrix was locked, or freed. */
  chooseCell(cell: { readonly row: number; readonly column: number | null } | null): void {
    if (!cell) {
      this.go({ answer: null, number: null });
      return;
    }
    const row = this.selection?.head.kind === "encoder" ? { asker: cell.row } : { step: cell.row };
    this.go({ ...row, answer: cell.column, number: null });
  }

  /** Follows one operand of the number on the screen. */
  followOperand(operand: number): void {
    const { number } = this.view;
    // A click that comes before the last one was answered means an operand that is no longer there.
    if (number && this.chain?.length === number.follow.length + 1)
      this.go({ number: { ...number, follow: [...number.follow, operand] } });
  }

  /** Opens a number of the trace. */
  openNumber(number: Omit<NumberAddress, "follow">): void {
    this.go({ number: { ...number, follow: [] } });
  }
}
