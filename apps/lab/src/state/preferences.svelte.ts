import type { Language } from "@clearhead/views";

type Theme = "light" | "dark";

const LANGUAGE = "clearhead.language";
const THEME = "clearhead.theme";
const VISITED = "clearhead.visited";

/** What a visitor chose, remembered on this device where the browser allows it. */
class Preferences {
  language: Language = $state("en");
  theme: Theme = $state("light");

  /** Reads what was chosen before, else what the system says; a prerendered page starts without either. */
  restore(): void {
    const language = read(LANGUAGE) ?? navigator.language;
    this.language = language.toLowerCase().startsWith("pt") ? "pt-BR" : "en";
    const theme = read(THEME);
    const isDark =
      theme === null ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
    this.theme = isDark ? "dark" : "light";
  }

  setLanguage(language: Language): void {
    this.language = language;
    write(LANGUAGE, language);
  }

  toggleTheme(): void {
    this.theme = this.theme === "light" ? "dark" : "light";
    document.documentElement.dataset["theme"] = this.theme;
    write(THEME, this.theme);
  }
}

export const preferences: Preferences = new Preferences();

/** Whether this is the first visit, which it is once. */
export function isFirstVisit(): boolean {
  const isFirst = read(VISITED) === null;
  write(VISITED, "yes");
  return isFirst;
}

// Storage is forbidden in some browsers' private windows; then nothing is remembered.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // nothing to be done, and nothing depends on it
  }
}
