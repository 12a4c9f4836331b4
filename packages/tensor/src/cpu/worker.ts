/** What a worker needs: the compiled modules, the memory, and where in it its scratch, the control block and the call lie. */
export interface Seat {
  readonly kernels: WebAssembly.Module;
  readonly threads: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
  readonly control: number;
  readonly operands: number;
  readonly options: number;
  /** Which worker it is, from 1: the caller has seat 0. */
  readonly seat: number;
}

/**
 * The program of a worker, as text: it needs no file, and so it runs from sources, from a bundle and offline.
 * It instantiates the kernels and stays in `work` (kernels/threads.ts) for good.
 */
const workerText: string = `
const start = ({ kernels, threads, memory, scratch, control, operands, options, seat }) => {
  const instance = new WebAssembly.Instance(kernels, { env: { memory, scratch } });
  const list = Object.values(instance.exports);
  const compute = (kernel, begin, end) => list[kernel](operands, options, begin, end);
  new WebAssembly.Instance(threads, { env: { memory, control, compute } }).exports.work(seat);
};
`;

/** A running worker. */
export interface RunningWorker {
  terminate(): void;
}

/** Starts a worker, which keeps no process alive; `onEnd` is told when it ends, or why it could not start. */
export function startWorker(
  seat: Seat,
  onEnd: (reason: string) => void,
  text: string = workerText,
): RunningWorker {
  return inNode() ? startInNode(seat, onEnd, text) : startInPage(seat, onEnd, text);
}

/** Whether Node's modules are there (Deno's and Bun's are too). */
export function inNode(): boolean {
  return typeof globalThis.process?.getBuiltinModule === "function";
}

function startInNode(seat: Seat, onEnd: (reason: string) => void, text: string): RunningWorker {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const program = `${text}start(process.getBuiltinModule("node:worker_threads").workerData);`;
  const worker = new Worker(program, {
    eval: true,
    workerData: seat,
    name: "clearhead-tensor",
    // Not the program's own: a worker has no use for its loaders, and they take longer to start than all the rest.
    execArgv: [],
    env: {},
  });
  worker.on("error", (error) => onEnd(error instanceof Error ? error.message : String(error)));
  worker.on("exit", () => onEnd("it was ended"));
  worker.unref();
  return { terminate: () => void worker.terminate() };
}

function startInPage(seat: Seat, onEnd: (reason: string) => void, text: string): RunningWorker {
  const program = new Blob([text, "onmessage = ({ data }) => start(data);"], {
    type: "text/javascript",
  });
  const worker = new Worker(URL.createObjectURL(program), { name: "clearhead-tensor" });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    // A page whose policy refuses the address fires a plain event, which has no message.
    onEnd(event.message ?? "the page's Content-Security-Policy needs worker-src blob:");
  });
  worker.postMessage(seat);
  return worker;
}
