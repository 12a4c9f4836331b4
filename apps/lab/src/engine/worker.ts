/// <reference lib="webworker" />
import { loadTranslator } from "@clearhead/translator";
import { Engine } from "./engine.ts";
import type { Answer, Envelope, Question } from "./messages.ts";
import { transferables } from "./transfer.ts";

const engine = new Engine(() => loadTranslator());
const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener("message", ({ data: { id, content } }: MessageEvent<Envelope<Question>>) => {
  void engine.answer(content).then((answer) => {
    const reply: Envelope<Answer> = { id, content: answer };
    scope.postMessage(reply, transferables(answer));
  });
});
