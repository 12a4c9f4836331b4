// Runs before an install: with anything but pnpm, say what to type instead and stop.
import { rmSync } from "node:fs";

if (!process.env["npm_config_user_agent"]?.startsWith("pnpm/")) {
  // npm runs this after it has filled node_modules in a layout that pnpm cannot use.
  for (const leftover of ["node_modules", "package-lock.json"]) {
    rmSync(new URL(`../${leftover}`, import.meta.url), { recursive: true, force: true });
  }
  console.error(`
This repository is a pnpm workspace, and its scripts bring pnpm along. Type instead:

  npm start   installs, then serves the lab and prints its address
  npm test    installs, then runs lint, types, unit tests and builds
`);
  process.exit(1);
}
