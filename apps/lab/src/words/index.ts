import type { Language } from "@clearhead/views";
import { en, type Words } from "./en.ts";
import { ptBR } from "./pt-BR.ts";

export type { Words } from "./en.ts";

const dictionary: Readonly<Record<Language, Words>> = { en, "pt-BR": ptBR };

/** The page's strings in one language. */
export const wordsIn = (language: Language): Words => dictionary[language];
