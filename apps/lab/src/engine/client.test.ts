import { expect, test } from "vitest";
import { Client } from "./client.ts";
import type { Answer, Envelope, Question } from "./messages.ts";

/** A worker that answers when the test says so. */
class SilentWorker extends EventTarget {
  readonly asked: Envelope<Question>[] = [];
  postMessage(message: Envelope<Question>): void {
    this.asked.push(message);
  }
  answer(id: number, content: Answer): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: { id, content } }));
  }
  die(message?: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}

const connect = (): { worker: SilentWorker; client: Client } => {
  const worker = new SilentWorker();
  return { worker, client: new Client(worker as unknown as Worker) };
};
const refused: Answer = { type: "refused", refusal: { reason: "empty" } };

test("answers find their questions, in whichever order they come", async () => {
  const { worker, client } = connect();
  const first = client.ask({ type: "about" });
  const second = client.ask({ type: "translate", text: "" });
  worker.answer(1, refused);
  worker.answer(0, { type: "failed", message: "no" });
  expect(await second).toBe(refused);
  expect(await first).toEqual({ type: "failed", message: "no" });
});

test("a worker that dies answers what is open, and everything after", async () => {
  const { worker, client } = connect();
  const open = client.ask({ type: "about" });
  worker.die("out of memory");
  expect(await open).toEqual({ type: "failed", message: "out of memory" });
  expect(await client.ask({ type: "about" })).toEqual({ type: "failed", message: "out of memory" });
  expect(worker.asked).toHaveLength(1);
});

test("a file that is no program has no message", async () => {
  const { worker, client } = connect();
  worker.die();
  expect(await client.ask({ type: "about" })).toEqual({ type: "failed", message: "" });
});
