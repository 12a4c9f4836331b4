import { describe, expect, test } from "vitest";
import { chooseLanguage, words } from "./languages.ts";

describe("chooseLanguage", () => {
  test.each([
    ["en", {}, "en"],
    ["en-US", {}, "en"],
    ["pt", { LANG: "en_US.UTF-8" }, "pt-BR"],
    ["pt_BR", {}, "pt-BR"],
    [undefined, {}, "pt-BR"],
    [undefined, { LANG: "C.UTF-8" }, "pt-BR"],
    [undefined, { LANG: "en_US.UTF-8" }, "en"],
    [undefined, { LANG: "en_US.UTF-8", LC_ALL: "pt_BR.UTF-8" }, "pt-BR"],
    [undefined, { LANG: "en_US.UTF-8", LC_ALL: "", LC_MESSAGES: "de_DE" }, "pt-BR"],
  ] as const)("--lang %s in %o is %s", (asked, environment, language) => {
    expect(chooseLanguage(asked, environment)).toBe(language);
  });

  test("another language is refused, with the choices", () => {
    expect(() => chooseLanguage("fr", {})).toThrow("--lang fr: choose pt-BR or en");
    expect(() => chooseLanguage("english", {})).toThrow("choose pt-BR or en");
  });
});

describe.each(Object.entries(words))("%s", (_, language) => {
  test("the sentence has the notebook's ten tokens, with the repeats that the ids have", () => {
    const firsts = language.reading.map((word) => language.reading.indexOf(word));
    expect(firsts).toEqual([0, 1, 2, 0, 4, 5, 0, 4, 2, 9]);
    expect(language.writing).toHaveLength(5);
  });
});
