import { existsSync } from "node:fs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Where Chromium is: `CHROMIUM_PATH`, else the first of the usual places that exists. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  if (named) return existsSync(named) ? named : undefined;
  return usualPlaces.find((path) => existsSync(path));
}

/** What to do where there is no Chromium. */
export function chromiumAdvice(): string {
  const named = process.env["CHROMIUM_PATH"];
  const looked = named
    ? `CHROMIUM_PATH is ${named}, and there is no file.`
    : `No Chromium in the usual places:\n${usualPlaces.map((path) => `  ${path}`).join("\n")}`;
  return `${looked}\nInstall one (on Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.`;
}
