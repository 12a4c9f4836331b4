import { type Reflection, ReflectionKind } from "typedoc";
import { printEntry } from "./entry.ts";
import type { Family, ReferencedPackage } from "./families.ts";
import type { Export } from "./read.ts";

/**
 * The reference of a package as Markdown: its families, and in each the exports in the order of their sources.
 *
 * @throws Error when a file has no family, or a family names what is not exported
 */
export function printReference(source: ReferencedPackage, exports: readonly Export[]): string {
  const groups = grouped(source.families, exports);
  const names = Object.keys(source.entries);
  const anchors = new Map<Reflection, string>();
  const slug = slugger();
  for (const { family, members } of groups) {
    slug(family.title);
    for (const { reflection } of members) anchors.set(reflection, slug(reflection.name));
  }
  const linkTo = (target: Reflection): string | undefined => {
    const anchor = anchors.get(target);
    return anchor === undefined ? undefined : `[\`${target.name}\`](#${anchor})`;
  };
  const contents = groups.map(({ family, members }) => {
    const links = members.map(({ reflection }) => linkTo(reflection));
    return `- **${family.title}**: ${links.join(" · ")}`;
  });
  const sections = groups.map(({ family, members }) =>
    [
      `## ${family.title}`,
      family.about,
      ...members.map(({ specifier, reflection }) => {
        const from = specifier === names[0] ? "" : `From \`${specifier}\`.\n\n`;
        return `### ${reflection.name}\n\n${from}${printEntry(reflection, linkTo)}`;
      }),
    ].join("\n\n"),
  );
  return `${[
    "<!-- Made by `npm run docs` from the doc comments: change those, and run it. -->",
    `# ${names[0]}: the reference`,
    "Everything that the package exports, by family. Names, arguments and defaults are PyTorch's in camelCase; **PyTorch** names the function that an entry " +
      "equals. In a shape, `…` is any number of axes. In an example, `// →` is what the line before it gives, a tensor as it prints; every example is run by the tests.",
    contents.join("\n"),
    ...sections,
  ].join("\n\n")}\n`;
}

interface Group {
  readonly family: Family;
  readonly members: readonly Export[];
}

function grouped(families: readonly Family[], exports: readonly Export[]): Group[] {
  const byName = new Map(
    families.flatMap((family) => (family.names ?? []).map((name) => [name, family])),
  );
  const byFile = new Map(
    families.flatMap((family) => (family.files ?? []).map((file) => [file, family])),
  );
  const familyOf = ({ file, reflection }: Export): Family => {
    const family = byName.get(reflection.name) ?? byFile.get(file);
    if (family) return family;
    throw new Error(`${reflection.name} of ${file} has no family: name the file in families.ts`);
  };
  const unknown = [...byName.keys()].filter(
    (name) => !exports.some(({ reflection }) => reflection.name === name),
  );
  if (unknown.length > 0)
    throw new Error(`families.ts names what is not exported: ${unknown.join(", ")}`);
  const places = new Map(exports.map((member) => [member, familyOf(member)]));
  return families.map((family) => {
    const members = exports.filter((member) => places.get(member) === family);
    if (members.length === 0)
      throw new Error(`families.ts: nothing stands under "${family.title}"`);
    const rank = ({ file, reflection }: Export): number =>
      (family.files ?? []).indexOf(file) + (isType(reflection) ? exports.length : 0);
    return { family, members: members.sort((a, b) => rank(a) - rank(b)) };
  });
}

/** Types stand after what uses them: a reader looks for a function. */
function isType({ kind }: Reflection): boolean {
  return kind === ReflectionKind.Interface || kind === ReflectionKind.TypeAlias;
}

/** GitHub's anchors: lower case, signs dropped, a number after the second of a kind. */
function slugger(): (heading: string) => string {
  const counts = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
