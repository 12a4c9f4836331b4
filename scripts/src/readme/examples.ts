/** A fenced block of a Markdown file that a test can run. */
export interface Example {
  /** `module`: the text of a TypeScript module; `command`: one shell command without its `$ `. */
  readonly kind: "module" | "command";
  readonly source: string;
  /** The line of its first fence, counted from 1. */
  readonly line: number;
  /** The lines that it must print. */
  readonly expected: readonly string[];
}

/** A fenced block that shows a part of a file: the file's name follows the language. */
export interface Quote {
  readonly path: string;
  /** Its parts, as blank lines divide them. */
  readonly parts: readonly string[];
  readonly line: number;
}

interface Block {
  readonly language: string;
  /** What follows the language. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly line: number;
  /** Whether only blank lines stand between the block before and this one. */
  readonly followsDirectly: boolean;
}

const resultMark = /\/\/ → ?(.*)$/;

/**
 * The runnable examples of a Markdown text: each `ts` block, and each `sh` block that is one line
 * beginning `$ `. What they print stands in `// → ` comments, or in a `text` block right after.
 * Throws, naming `file` and the line, where the text breaks this convention.
 */
export function extractExamples(markdown: string, file = "README.md"): Example[] {
  const blocks = fencedBlocks(markdown, file);
  return blocks.flatMap((block, index): Example[] => {
    const next = blocks[index + 1];
    const output = next?.language === "text" && next.followsDirectly ? next.lines : undefined;
    if (block.language === "ts") {
      const marked = block.lines.flatMap((line) => resultMark.exec(line)?.[1] ?? []);
      if (marked.length > 0 && output) {
        throw new Error(`${file}:${block.line}: results stand in comments and in a text block`);
      }
      const source = block.lines.join("\n");
      return [{ kind: "module", source, line: block.line, expected: output ?? marked }];
    }
    const [command, ...rest] = block.lines;
    if (block.language === "sh" && command?.startsWith("$ ")) {
      if (rest.length > 0 || !output) {
        throw new Error(
          `${file}:${block.line}: "$ " begins one command, and a text block follows it`,
        );
      }
      return [{ kind: "command", source: command.slice(2), line: block.line, expected: output }];
    }
    return [];
  });
}

/** The blocks of a Markdown text that begin "```typescript path". */
export function extractQuotes(markdown: string, file = "README.md"): Quote[] {
  return fencedBlocks(markdown, file)
    .filter(({ path }) => path !== "")
    .map(({ path, lines, line }) => ({ path, parts: lines.join("\n").split("\n\n"), line }));
}

function fencedBlocks(markdown: string, file: string): Block[] {
  const blocks: Block[] = [];
  let open: (Block & { readonly fence: string; readonly lines: string[] }) | undefined;
  let onlyBlankSinceBlock = false;
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const [, fence, language = "", path = ""] = /^(`{3,})\s*(\S*)\s*(\S*)/.exec(line) ?? [];
    if (open) {
      // A block that shows Markdown has a longer fence than the blocks in it.
      if (fence && fence.length >= open.fence.length && !language) {
        blocks.push(open);
        open = undefined;
        onlyBlankSinceBlock = true;
      } else {
        open.lines.push(line);
      }
    } else if (fence) {
      const followsDirectly = onlyBlankSinceBlock;
      open = { fence, language, path, lines: [], line: index + 1, followsDirectly };
    } else if (line.trim() !== "") {
      onlyBlankSinceBlock = false;
    }
  }
  if (open) throw new Error(`${file}:${open.line}: the block has no closing fence`);
  return blocks;
}

/** The lines of a program's output, without trailing spaces and trailing empty lines. */
export function outputLines(text: string): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line, _, lines) => lines.length > 1 || line !== "");
}
