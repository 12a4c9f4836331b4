import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Contestant, Prepared } from "../contestant.ts";
import { idsOf, weightsOf, type DecodeTask } from "../decode.ts";
import { batchOf, comparedSteps, parametersOf, training } from "../gpt.ts";
import { operandsOf, type Task } from "../task.ts";

interface Answer {
  readonly can?: boolean;
  readonly milliseconds?: number;
  readonly data?: string;
}

const encoded = (data: Float32Array | Int32Array): string =>
  Buffer.from(data.buffer).toString("base64");

/** The weights in a file, which a line of JSON could not hold: where each begins, in numbers. */
function written(task: DecodeTask, file: string): object[] {
  const descriptor = openSync(file, "w");
  const parameters: object[] = [];
  let offset = 0;
  for (const { name, shape, data } of weightsOf(task)) {
    for (let from = 0; from < data.length; from += 1 << 24) {
      writeSync(descriptor, data.subarray(from, from + (1 << 24)));
    }
    parameters.push({ name, shape, offset });
    offset += data.length;
  }
  closeSync(descriptor);
  return parameters;
}

/** The task and its numbers, as JSON. */
function messageOf(task: Task, file: string): object {
  if (task.kind === "decode") {
    return { task, parameters: written(task, file), file, ids: encoded(idsOf(task)) };
  }
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
      const folder = mkdtempSync(join(tmpdir(), "clearhead-bench-"));
      const { can } = await ask({
        do: "prepare",
        ...messageOf(task, join(folder, "weights")),
      }).finally(() => rmSync(folder, { recursive: true }));
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
