// Runs before the browser tests: better one clear message than a stack trace from every package.
import { chromiumAdvice, findChromium } from "./chromium.ts";

if (findChromium() === undefined) {
  console.error(`The browser tests need Chromium. ${chromiumAdvice()}`);
  process.exit(1);
}
