import type { Answer, Envelope, Question } from "./messages.ts";

/** Asks the engine and waits for its answer; a worker that dies answers every open and every later question with `failed`. */
export class Client {
  readonly #worker: Worker;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #death: Answer | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener(
      "message",
      ({ data: { id, content } }: MessageEvent<Envelope<Answer>>) => this.#settle(id, content),
    );
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // A file that could not be loaded fires a plain event, which has no message.
      this.#death = { type: "failed", message: event.message ?? "" };
      for (const id of this.#open.keys()) this.#settle(id, this.#death);
    });
  }

  ask(content: Question): Promise<Answer> {
    if (this.#death) return Promise.resolve(this.#death);
    const id = this.#asked++;
    return new Promise((resolve) => {
      this.#open.set(id, resolve);
      this.#worker.postMessage({ id, content } satisfies Envelope<Question>);
    });
  }

  #settle(id: number, answer: Answer): void {
    this.#open.get(id)?.(answer);
    this.#open.delete(id);
  }
}
