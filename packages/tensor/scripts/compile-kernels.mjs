import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { constantsInMemory } from "./vector-constants.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Compiles kernels/ENTRY.ts with the features of WebAssembly that it may use; the module's bytes. */
export async function compileKernels(entry, features) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      `kernels/${entry}.ts`,
      ...["--outFile", "module.wasm", "--enable", features, "--runtime", "stub", "--noAssert"],
      // The kernels serve shared and unshared memory: only the flags of their memory import differ.
      ...(features === "threads" ? ["--sharedMemory"] : []),
      ...["--importMemory", "--noExportMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--optimizeLevel", "3", "--shrinkLevel", "1", "--converge"],
      // v128 crosses only between our own functions, never to JavaScript.
      ...["--disableWarning", "112"],
    ],
    {
      readFile: (path, base) => readFile(join(root, base, path), "utf8").catch(() => null),
      writeFile: (path, contents) => {
        if (path.endsWith(".wasm")) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) {
    // oxlint-disable-next-line typescript/no-base-to-string -- the compiler's stream has a toString of its own
    console.error(stderr.toString());
    process.exit(1);
  }
  if (entry !== "index") return binary;
  const layout = await readFile(join(root, "src", "cpu", "layout.ts"), "utf8");
  const numberOf = (name) => Number(new RegExp(`const ${name} = (\\d+)`).exec(layout)[1]);
  const begin = numberOf("optionsAddress") + 8 * numberOf("maximumOptions");
  const end = numberOf("scratchAddress");
  // Each build has its half: a worker of the one may begin, and write its constants, when the other is in use already.
  const half = (begin + end) / 2;
  return features.includes("relaxed-simd")
    ? constantsInMemory(binary, half, end)
    : constantsInMemory(binary, begin, half);
}
