import { text } from "node:stream/consumers";
import { run } from "./program.ts";

// A reader such as `head` may close the pipe before everything is written; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  write: (output) => void process.stdout.write(output),
  writeError: (output) => void process.stderr.write(output),
  readInput: async () => (process.stdin.isTTY ? undefined : text(process.stdin)),
});
