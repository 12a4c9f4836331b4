import type { Chapter, Step } from "./chapters/chapter.ts";
import { chapters } from "./chapters/index.ts";
import { difference, tolerance } from "./compare.ts";
import { openNotebook, type Notebook } from "./notebook.ts";
import { heading, wrap } from "./print.ts";
import type { Words } from "./words.ts";

/**
 * The notebook as text: the introduction, then a chapter at a time, as they are computed.
 *
 * @param only - The number of the one chapter to read; all by default.
 */
export async function* read(words: Words, only?: number): AsyncGenerator<string> {
  const notebook = await openNotebook();
  yield `${heading(words.title)}\n\n${wrap(words.introduction)}\n`;
  for (const [index, chapter] of chapters.entries()) {
    const number = index + 1;
    if ((only ?? number) === number) yield await readChapter(number, chapter, notebook, words);
  }
  yield `${wrap(words.closing)}\n`;
}

/**
 * The number that stands after `--chapter`.
 *
 * @throws {RangeError} When there is no such chapter.
 */
export function chooseChapter(asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const number = Number(asked);
  if (number - 1 in chapters) return number;
  throw new RangeError(`--chapter ${asked}: choose 1 to ${chapters.length}`);
}

async function readChapter(
  number: number,
  { name, formula, shapes, run }: Chapter,
  notebook: Notebook,
  words: Words,
): Promise<string> {
  const { title, what, look } = words.chapters[name];
  const { parts } = words;
  const { figures, steps } = await run(notebook, words);
  const agreed = await Promise.all(steps.map((step) => compare(step, words)));
  return [
    heading(`${number}. ${title}`),
    wrap(what),
    [`${parts.formula}: ${formula}`, `${parts.shapes}: ${shapes}`].join("\n"),
    ...figures.map(({ caption, bodies }) => [wrap(caption), ...bodies].join("\n\n")),
    wrap(`${parts.look}: ${look}`),
    agreed.join("\n"),
    "",
  ].join("\n\n");
}

/** @throws {Error} When a step by hand and with the packages differ by more than {@link tolerance}. */
async function compare({ name, byHand, withPackages }: Step, words: Words): Promise<string> {
  const apart = await difference(byHand, withPackages);
  if (apart > tolerance) {
    throw new Error(`${name}: by hand and with the packages differ by ${apart}`);
  }
  return words.agree(name, apart.toExponential(0));
}
