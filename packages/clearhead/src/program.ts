import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { CommandError } from "./errors.ts";
import { serveLab } from "./lab.ts";
import type { Terminal } from "./terminal.ts";
import { translate, type TranslateOptions } from "./translate.ts";

/** What the process ends with. */
export const exitCodes = {
  done: 0,
  /** The input was refused, or the work failed. */
  failed: 1,
  /** The command itself was wrong. */
  usage: 2,
} as const;

const packageFile = new URL("../package.json", import.meta.url);
const labDirectory = fileURLToPath(new URL("../lab", import.meta.url));
const defaultPort = 4173;

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
}

/** Runs `clearhead` with the words of a command line, and tells the exit code. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const program = new Command("clearhead")
    .description("A Transformer that you can read, train, run and look inside.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print what can be typed")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    });

  program
    .command("translate")
    .description("translate an English sentence into Brazilian Portuguese")
    .argument(
      "[sentence...]",
      "the sentence; without it, one sentence is read from each line of the input",
    )
    .option("--attention", "also print where one head looked, by default the clearest")
    .option("--head <layer.head>", "print where this head looked, such as 2.3")
    .option("--json", "print everything as JSON, one line a sentence")
    .option("--weights <file>", "translate with weights of your own, as saveTranslator writes them")
    .option("--blas", "multiply matrices by the system's BLAS, and fail where there is none")
    .option(
      "--no-blas",
      "multiply them in WebAssembly; without either option a BLAS is used if found",
    )
    .action((sentence: string[], options: TranslateOptions) =>
      translate(sentence, options, terminal),
    );

  program
    .command("lab")
    .description("open the lab: look at every number of the translator in your browser")
    .option("--port <number>", "where to serve it; 0 takes any free port", parsePort, defaultPort)
    .action(async ({ port }: { port: number }) => {
      const lab = await serveLab({ directory: labDirectory, port });
      terminal.write(`The lab is at ${lab.address} (Ctrl-C ends it)\n`);
    });

  try {
    await program.parseAsync(words, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    if (error instanceof CommandError) {
      terminal.writeError(`clearhead: ${error.message}\n`);
      return exitCodes.failed;
    }
    throw error;
  }
}
