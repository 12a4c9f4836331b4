import { type Comment, type DeclarationReflection, ReflectionKind } from "typedoc";
import ts from "typescript";
import type { Export } from "./read.ts";

/** An `@example` of a doc comment. */
export interface DocExample {
  /** `tensor`, `Tensor.item`. */
  readonly name: string;
  readonly source: string;
}

/** All examples of these exports and of their members. */
export function examplesOf(exports: readonly Export[]): DocExample[] {
  return exports.flatMap(({ reflection }) => of(reflection, reflection.name));
}

function of(reflection: DeclarationReflection, name: string): DocExample[] {
  const comments = [reflection, ...(reflection.signatures ?? [])].map(({ comment }) => comment);
  return [
    ...comments.flatMap((comment) => sourcesOf(comment).map((source) => ({ name, source }))),
    ...(reflection.children ?? []).flatMap((child) => of(child, `${name}.${child.name}`)),
  ];
}

function sourcesOf(comment: Comment | undefined): string[] {
  return (comment?.getTags("@example") ?? []).map(({ content }) => {
    const text = content.map((part) => part.text).join("");
    return text.replace(/^\s*```ts\n/, "").replace(/\n```\s*$/, "");
  });
}

/** An example as a function body, and what it must show. */
export interface ReadyExample {
  readonly body: string;
  readonly expected: readonly string[];
}

/** The `// → ` comments beside and below a statement. */
const results = /^(?:[ \t]*\n?[ \t]*\/\/ →.*)+/;

/**
 * Turns each expression that `// → ` comments follow into a call of `show`, and gathers what they say.
 *
 * @throws Error where such a comment follows something that has no value, or nothing is shown at all
 */
export function ready({ name, source }: DocExample): ReadyExample {
  const parsed = ts.createSourceFile("example.ts", source, ts.ScriptTarget.Latest, true);
  const expected: string[] = [];
  let body = "";
  let done = 0;
  const visit = (node: ts.Node): void => {
    const told = ts.isExpressionStatement(node)
      ? results.exec(source.slice(node.end))?.[0]
      : undefined;
    if (!told || !ts.isExpressionStatement(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const { expression } = node;
    body += `${source.slice(done, node.getStart())}show(await (${expression.getText()}));`;
    done = node.end;
    expected.push(...Array.from(told.matchAll(/\/\/ → ?(.*)$/gm), (match) => match[1].trimEnd()));
  };
  visit(parsed);
  if (expected.length === 0 || expected.length < (source.match(/\/\/ →/g) ?? []).length) {
    throw new Error(
      `the example of ${name} must show something, each "// →" after an expression and its semicolon`,
    );
  }
  return { body: body + source.slice(done), expected };
}

/** A module whose default export is the list of these examples as functions that take `show`. */
export function exampleModule(exports: readonly Export[], examples: readonly DocExample[]): string {
  const imports = [...new Set(exports.map(({ specifier }) => specifier))].map((specifier) => {
    const names = exports
      .filter((one) => one.specifier === specifier)
      .map(({ reflection }) => reflection);
    const words = names.map((reflection) => (isValue(reflection) ? "" : "type ") + reflection.name);
    return `import { ${words.join(", ")} } from "${specifier}";`;
  });
  const functions = examples.map((example) => `async (show) => {\n${ready(example).body}\n}`);
  return [
    ...imports,
    `const examples: ((show: (value: unknown) => void) => Promise<void>)[] = [\n${functions.join(",\n")}\n];`,
    "export default examples;\n",
  ].join("\n");
}

const values = [ReflectionKind.Function, ReflectionKind.Class, ReflectionKind.Variable];

function isValue({ kind }: DeclarationReflection): boolean {
  return values.includes(kind);
}
