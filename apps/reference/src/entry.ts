import {
  type Comment,
  type CommentDisplayPart,
  type DeclarationReflection,
  makeRecursiveVisitor,
  type ParameterReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
  type SomeType,
} from "typedoc";

/** How an entry of the reference names another one: a link, or nothing where it has none. */
export type LinkTo = (target: Reflection) => string | undefined;

/** What stands in nearly every signature, and would only repeat itself as a link. */
const known = new Set(["Tensor", "Shape", "Index", "DType", "Operand", "TypedArray"]);

/** An export as Markdown, below a heading with its name. */
export function printEntry(reflection: DeclarationReflection, linkTo: LinkTo): string {
  const { name, kind, signatures = [] } = reflection;
  if (kind === ReflectionKind.Function) return printSignatures(name, signatures, linkTo);
  return join(
    code(declarationText(reflection)),
    text(reflection.comment?.summary, linkTo),
    [
      ...signatures.map((signature) => `- \`${signatureText("", signature, Infinity)}\``),
      ...membersOf(reflection).map((member) => printMember(member, linkTo)),
      ...remarks(reflection.comment, linkTo),
      ...links([reflection], linkTo),
    ].join("\n"),
    example(reflection.comment),
  );
}

/** A function's signatures; those that one comment tells stand together. */
function printSignatures(
  name: string,
  signatures: readonly SignatureReflection[],
  linkTo: LinkTo,
): string {
  const groups = new Map<string, SignatureReflection[]>();
  for (const signature of signatures) {
    const told = [text(signature.comment?.summary, linkTo), ...details(signature, linkTo)].join();
    groups.set(told, [...(groups.get(told) ?? []), signature]);
  }
  return Array.from(groups.values(), (group) =>
    join(
      code(group.map((signature) => signatureText(name, signature)).join("\n")),
      text(group[0].comment?.summary, linkTo),
      [...details(group[0], linkTo), ...links(group, linkTo)].join("\n"),
      example(group[0].comment),
    ),
  ).join("\n\n");
}

/** The members that a caller may use and that are told here, not at what they come from. */
function membersOf({ kind, children = [] }: DeclarationReflection): DeclarationReflection[] {
  if (kind !== ReflectionKind.Class && kind !== ReflectionKind.Interface) return [];
  return children.filter((member) => {
    // Readers make tensors and errors by functions; a constructor that says how to be called is for them.
    const isBareConstructor =
      member.kind === ReflectionKind.Constructor && !member.signatures?.[0]?.comment;
    return !member.inheritedFrom && !isBareConstructor;
  });
}

function printMember(member: DeclarationReflection, linkTo: LinkTo): string {
  const signature = member.signatures?.[0];
  const head = signature
    ? signatureText(memberName(member), signature, Infinity)
    : `${member.name}${member.flags.isOptional ? "?" : ""}: ${typeText((member.getSignature ?? member).type)}`;
  const comment = (signature ?? member.getSignature ?? member).comment;
  const about = text(comment?.summary, linkTo).replace(/\s*\n\s*/g, " ");
  const below = signature
    ? [...details(signature, linkTo), ...links([signature], linkTo)]
    : remarks(comment, linkTo);
  const shown = comment?.getTag("@example");
  return [
    `- \`${head}\`${about && `: ${about}`}`,
    ...below.map((line) => `  ${line}`),
    ...(shown ? [`\n${example(comment).replace(/^(?=.)/gm, "  ")}\n`] : []),
  ].join("\n");
}

function memberName({ name, kind, parent }: DeclarationReflection): string {
  if (kind === ReflectionKind.Constructor) return `new ${parent?.name ?? ""}`;
  return name === "[dispose]" ? "[Symbol.dispose]" : name;
}

/** Arguments, result, errors and source, where the comment tells more of them than the types do. */
function details(signature: SignatureReflection, linkTo: LinkTo): string[] {
  const { comment, parameters = [] } = signature;
  const told = parameters.flatMap((parameter) => {
    const about = text(parameter.comment?.summary, linkTo);
    return about ? [`- \`${nameOf(parameter)}\`: ${about}`] : [];
  });
  const returns = text(comment?.getTag("@returns")?.content, linkTo);
  return [...told, ...(returns ? [`- returns ${returns}`] : []), ...remarks(comment, linkTo)].map(
    (line) => line.replace(/\s*\n\s*/g, " "),
  );
}

function remarks(comment: Comment | undefined, linkTo: LinkTo): string[] {
  const all = (tag: `@${string}`): string[] =>
    (comment?.getTags(tag) ?? []).map(({ content }) => text(content, linkTo));
  return [
    ...all("@throws").map((words) => `- throws ${words.replace(/^TensorError/, "`TensorError`")}`),
    ...all("@see").map((words) => {
      const name = words.replace(/(?<!`)\b(torch|numpy)(\.\w+)+/g, "`$&`");
      return `- ${words.includes("torch") ? "PyTorch" : "source"}: ${name}`;
    }),
  ];
}

/** The exported types that a reader may have to look up. */
function links(
  owners: readonly (SignatureReflection | DeclarationReflection)[],
  linkTo: LinkTo,
): string[] {
  const targets = new Set<Reflection>();
  for (const owner of owners) {
    const visitor = makeRecursiveVisitor({
      reference({ reflection }) {
        const isNews = reflection && reflection !== owner && !known.has(reflection.name);
        if (isNews) targets.add(reflection);
      },
    });
    for (const type of typesOf(owner)) type?.visit(visitor);
  }
  const found = [...targets].flatMap((target) => linkTo(target) ?? []);
  return found.length > 0 ? [`- types: ${found.join(", ")}`] : [];
}

function typesOf(owner: SignatureReflection | DeclarationReflection): (SomeType | undefined)[] {
  if (owner.isSignature()) {
    const given = (owner.parameters ?? []).map(({ type }) => type);
    return owner.kind === ReflectionKind.ConstructorSignature ? given : [...given, owner.type];
  }
  return [owner.type, ...membersOf(owner).map(({ type }) => type)];
}

function nameOf({ name }: ParameterReflection): string {
  return name === "__namedParameters" ? "options" : name;
}

/** `sum(x: Tensor, options: ReduceOptions = {}): Tensor`, on several lines where one is too long. */
function signatureText(name: string, signature: SignatureReflection, width = 90): string {
  const parameters = parametersOf(signature);
  const start = `${name}${variablesOf(signature)}`;
  const end = name.startsWith("new ") ? "" : `: ${typeText(signature.type)}`;
  const line = `${start}(${parameters.join(", ")})${end}`;
  if (line.length <= width) return line;
  return `${start}(\n${parameters.map((parameter) => `  ${parameter},\n`).join("")})${end}`;
}

function variablesOf({ typeParameters = [] }: SignatureReflection): string {
  const variables = typeParameters.map(
    ({ name, type }) => name + (type ? ` extends ${typeText(type)}` : ""),
  );
  return variables.length > 0 ? `<${variables.join(", ")}>` : "";
}

function parametersOf({ parameters = [] }: SignatureReflection): string[] {
  return parameters.map((parameter) => {
    const { flags, defaultValue, type } = parameter;
    const rest = flags.isRest ? "..." : "";
    const optional = flags.isOptional && !defaultValue ? "?" : "";
    const value = defaultValue ? ` = ${defaultValue}` : "";
    return `${rest}${nameOf(parameter)}${optional}: ${typeText(type)}${value}`;
  });
}

function declarationText(reflection: DeclarationReflection): string {
  const { name, kind, type, typeParameters = [], extendedTypes = [] } = reflection;
  const variables = typeParameters.map((variable) => variable.name);
  const full = `${name}${variables.length > 0 ? `<${variables.join(", ")}>` : ""}`;
  const base = extendedTypes.map((extended) => ` extends ${typeText(extended)}`).slice(0, 1);
  const more = extendedTypes.slice(1).map((extended) => `, ${typeText(extended)}`);
  if (kind === ReflectionKind.Class) return `class ${full}${base.join("")}`;
  if (kind === ReflectionKind.Interface) return `interface ${full}${[...base, ...more].join("")}`;
  if (kind === ReflectionKind.Variable) return `const ${name}: ${typeText(type)}`;
  const line = `type ${full} = ${typeText(type)}`;
  if (line.length <= 90 || type?.type !== "union") return line;
  return `type ${full} =${type.types.map((part) => `\n  | ${typeText(part)}`).join("")}`;
}

/** A type as its author wrote it: without the parameter that TypeScript's arrays of numbers have of late. */
function typeText(type: SomeType | undefined): string {
  // TypeDoc's own text of a function drops `...` and `?`.
  const [signature] = (type?.type === "reflection" && type.declaration.signatures) || [];
  if (signature) {
    const parameters = parametersOf(signature).join(", ");
    return `${variablesOf(signature)}(${parameters}) => ${typeText(signature.type)}`;
  }
  return (type?.toString() ?? "void").replaceAll("<ArrayBufferLike>", "");
}

function text(parts: readonly CommentDisplayPart[] | undefined, linkTo: LinkTo): string {
  const written = (parts ?? []).map((part) => {
    if (part.kind !== "inline-tag") return part.text;
    const target =
      typeof part.target === "object" && "kind" in part.target ? part.target : undefined;
    return (target && linkTo(target)) ?? `\`${part.text}\``;
  });
  return written.join("").trim();
}

function example(comment: Comment | undefined): string {
  return (comment?.getTags("@example") ?? [])
    .map(({ content }) =>
      content
        .map((part) => part.text)
        .join("")
        .trim(),
    )
    .join("\n\n");
}

function code(source: string): string {
  return `\`\`\`ts\n${source}\n\`\`\``;
}

function join(...paragraphs: readonly string[]): string {
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}
