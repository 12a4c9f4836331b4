import { h, type JSX } from "preact";
import type { Language } from "./format.ts";
import type { Row, Token } from "./trace.ts";

const words = {
  en: {
    start: "start",
    end: "end",
    padding: "padding",
    unknown: "unknown",
    writing: "writing",
    after: "after",
  },
  "pt-BR": {
    start: "início",
    end: "fim",
    padding: "vazio",
    unknown: "desconhecida",
    writing: "escreve",
    after: "após",
  },
} as const;

/** A token's text as it is drawn: marks in words, a joined piece with the point that joins it. */
export function tokenText(token: Token, language: Language): string {
  if (token.special) return words[language][token.special];
  return token.joined ? `·${token.text}` : token.text;
}

/** A row's name: `it`, or in a decoder `writing ele · after porque`. */
export function rowText(row: Row, language: Language): string {
  const token = tokenText(row.token, language);
  if (!row.after) return token;
  const { writing, after } = words[language];
  return `${writing} ${token} · ${after} ${tokenText(row.after, language)}`;
}

/** A token as an element, in its own language; `element` is `span` in text and `tspan` in a picture. */
export function tokenElement(
  token: Token,
  language: Language,
  element: "span" | "tspan" = "span",
): JSX.Element {
  return h(
    element,
    {
      class: token.special ? "token special" : "token",
      ...(token.language && { lang: token.language }),
    },
    tokenText(token, language),
  );
}

/** A row's name, what stands around its token in less ink. */
export function rowElement(
  row: Row,
  language: Language,
  element: "span" | "tspan" = "span",
): JSX.Element {
  const { writing, after } = words[language];
  const token = tokenElement(row.token, language, element);
  if (!row.after) return token;
  return h(
    element,
    null,
    h(element, { class: "muted" }, `${writing} `),
    token,
    h(element, { class: "muted" }, ` · ${after} `, tokenElement(row.after, language, element)),
  );
}
