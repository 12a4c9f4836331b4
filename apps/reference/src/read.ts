import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Logger, LogLevel, type DeclarationReflection } from "typedoc";
import ts from "typescript";
import type { ReferencedPackage } from "./families.ts";

const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A folder of the repository. */
export function folderOf({ folder }: ReferencedPackage): string {
  return join(root, "packages", folder);
}

/** What the tsconfig.json of a folder says. */
export function compilerOptions(folder: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  );
  return ts.parseJsonConfigFileContent(config, ts.sys, folder).options;
}

/** An exported name. */
export interface Export {
  /** Where it is imported from. */
  readonly specifier: string;
  /** Where it stands, relative to the package's `src`. */
  readonly file: string;
  readonly reflection: DeclarationReflection;
}

/** Gathers TypeDoc's warnings and errors instead of printing them. */
class Complaints extends Logger {
  readonly lines: string[] = [];

  override log(message: string, level: LogLevel): void {
    // The parts of a type written inside a comment's owner, and a setter, are told with that owner.
    const isToldElsewhere = message.includes(".__type.") || message.includes("(SetSignature)");
    if (level >= LogLevel.Warn && !isToldElsewhere) this.lines.push(message);
  }
}

/**
 * The exports of a package with their doc comments, as TypeDoc reads them.
 *
 * @throws Error naming every export, parameter or property without a comment, and every `{@link}` that leads nowhere
 */
export async function readExports(source: ReferencedPackage): Promise<Export[]> {
  const folder = folderOf(source);
  const files = Object.values(source.entries).map((file) => join(folder, "src", file));
  const options = {
    entryPoints: files,
    basePath: join(folder, "src"),
    // The package's own typecheck says more, and sooner.
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    disableGit: true,
    sourceLinkTemplate: "{path}",
    readme: "none",
    sort: ["source-order" as const],
    validation: { notDocumented: true, invalidLink: true, notExported: true },
    // One is told where it is used, the other is the engine's.
    intentionallyNotExported: ["Each", "GradientNode"],
  };
  // Without a reader of tsconfig.json, which would add every file of it: another entry may add to a type of these.
  const application = await Application.bootstrap(options, []);
  application.options.setCompilerOptions(files, compilerOptions(folder), undefined);
  const complaints = new Complaints();
  application.logger = complaints;
  const project = await application.convert();
  if (project) application.validate(project);
  if (!project || complaints.lines.length > 0) {
    throw new Error(`@clearhead/${source.folder}:\n  ${complaints.lines.join("\n  ")}`);
  }
  const specifiers = Object.keys(source.entries);
  return (project.children ?? []).flatMap((module, at) =>
    (module.children ?? [])
      // What another entry exports as well is told there.
      .filter((reflection) => !reflection.isReference())
      .map((reflection) => ({
        specifier: specifiers[at],
        file: reflection.sources?.[0]?.fileName ?? "",
        reflection,
      })),
  );
}
