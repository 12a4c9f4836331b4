// The package ships a copy of the lab's build, so that `clearhead lab` works from the package alone.
import { cpSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const build = fileURLToPath(new URL("dist", import.meta.resolve("@clearhead/lab/package.json")));
const copy = fileURLToPath(new URL("../lab", import.meta.url));

if (!existsSync(build)) {
  console.error("The lab is not built: run its build first, as turbo does.");
  process.exit(1);
}
rmSync(copy, { recursive: true, force: true });
cpSync(build, copy, { recursive: true });
