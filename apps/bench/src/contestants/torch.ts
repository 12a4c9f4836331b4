import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Contestant, Prepared } from "../contestant.ts";
import { batchOf, comparedSteps, parametersOf, training } from "../gpt.ts";
import { operandsOf, type Task } from "../task.ts";

interface Answer {
  readonly can?: boolean;
  readonly milliseconds?: number;
  readonly data?: string;
}

const encoded = (data: Float32Array | Int32Array): string =>
  Buffer.from(data.buffer).toString("base64");

/** The task and its numbers, as JSON. */
function messageOf(task: Task): object {
  if (task.kind !== "train") {
    return {
      task,
      operands: operandsOf(task).map(({ data, shape }) => ({ data: encoded(data), shape })),
    };
  }
  const { ids, next } = batchOf(task);
  const parameters = parametersOf(task).map(({ name, data, shape }) => ({
    name,
    data: encoded(data),
    shape,
  }));
  return { task, parameters, training, comparedSteps, ids: encoded(ids), next: encoded(next) };
}

/** PyTorch in a process of its own, on one thread. It times itself, so that talking to it costs nothing. */
export function torch(python: string): Contestant {
  const child = spawn(python, [fileURLToPath(new URL("pytorch.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (message: object): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await lines.next();
    if (done)
      throw new Error(
        `bench: ${python} ended; CLEARHEAD_TORCH_PYTHON must name a Python with torch`,
      );
    return JSON.parse(value) as Answer;
  };
  return {
    name: "torch",
    threads: 1,
    async prepare(task): Promise<Prepared | string> {
      const { can } = await ask({ do: "prepare", ...messageOf(task) });
      if (can !== true) return "is not measured here";
      return {
        time: async (count) => (await ask({ do: "time", count })).milliseconds ?? NaN,
        async result() {
          const { data = "" } = await ask({ do: "result" });
          return new Float32Array(Uint8Array.from(Buffer.from(data, "base64")).buffer);
        },
        dispose: () => undefined,
      };
    },
    close: () => void child.stdin.end(),
  };
}
