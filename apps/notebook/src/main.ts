import { parseArgs } from "node:util";
import { chooseLanguage, words } from "./languages.ts";
import { chooseChapter, read } from "./read.ts";

/** @throws {Error} For an argument that is unknown or has no such choice. */
function choose() {
  const { values } = parseArgs({
    options: { lang: { type: "string" }, chapter: { type: "string" } },
  });
  return {
    language: chooseLanguage(values.lang, process.env),
    chapter: chooseChapter(values.chapter),
  };
}

let choice: ReturnType<typeof choose>;
try {
  choice = choose();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error("npm run notebook -- [--lang pt-BR|en] [--chapter 1…8]");
  process.exit(2);
}
// Whoever pipes the notebook into a pager may close it before the end.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
for await (const text of read(words[choice.language], choice.chapter)) console.log(text);
