import { describe, expect, test } from "vitest";
import { conjugate, estar, ir, personIndex, ser } from "./conjugation.ts";
import { contraction } from "./contraction.ts";
import { adjectiveForms, numberForms } from "./nominal.ts";
import type { Form } from "../words.ts";

const written = (pieces: Form): string => pieces.join("").replaceAll("·", "");

describe("plurals", () => {
  test.each([
    ["leão", "leões"],
    ["animal", "animais"],
    ["azul", "azuis"],
    ["papel", "papéis"],
    ["túnel", "túneis"],
    ["fácil", "fáceis"],
    ["gentil", "gentis"],
    ["viagem", "viagens"],
    ["jardim", "jardins"],
    ["flor", "flores"],
    ["feliz", "felizes"],
    ["casa", "casas"],
    ["irmã", "irmãs"],
  ])("%s → %s", (singular, plural) => {
    expect(written(numberForms(singular).singular)).toBe(singular);
    expect(written(numberForms(singular).plural)).toBe(plural);
  });
});

describe("adjectives", () => {
  test.each([
    ["vermelho", "vermelha", "vermelhos", "vermelhas"],
    ["professor", "professora", "professores", "professoras"],
    ["grande", "grande", "grandes", "grandes"],
    ["fácil", "fácil", "fáceis", "fáceis"],
    ["jovem", "jovem", "jovens", "jovens"],
  ])("%s, %s, %s, %s", (masculine, feminine, masculines, feminines) => {
    const { m, f } = adjectiveForms(masculine);
    expect([m.singular, f.singular, m.plural, f.plural].map(written)).toEqual([
      masculine,
      feminine,
      masculines,
      feminines,
    ]);
  });
});

describe("conjugation", () => {
  test.each([
    ["tocar", "past", "toquei tocou tocamos tocaram"],
    ["chegar", "past", "cheguei chegou chegamos chegaram"],
    ["começar", "past", "comecei começou começamos começaram"],
    ["conhecer", "present", "conheço conhece conhecemos conhecem"],
    ["dirigir", "present", "dirijo dirige dirigimos dirigem"],
    ["comer", "imperfect", "comia comia comíamos comiam"],
    ["morar", "imperfect", "morava morava morávamos moravam"],
    ["abrir", "past", "abri abriu abrimos abriram"],
  ] as const)("%s, %s: %s", (infinitive, tense, forms) => {
    expect(conjugate(infinitive)[tense].map(written).join(" ")).toBe(forms);
  });

  test("ser, estar and ir", () => {
    expect(ser.imperfect.map(written).join(" ")).toBe("era era éramos eram");
    expect(estar.present.map(written).join(" ")).toBe("estou está estamos estão");
    expect(ir.present.map(written).join(" ")).toBe("vou vai vamos vão");
    expect(personIndex({ person: 1, number: "plural", gender: "m" })).toBe(2);
  });

  test("refuses a table with too few forms", () => {
    expect(() => conjugate("ver", { past: "vi, viu" })).toThrow("past needs four forms, got 2");
  });
});

describe("contractions", () => {
  test.each([
    ["em", "a", "na"],
    ["de", "os", "dos"],
    ["a", "a", "à"],
    ["a", "aquelas", "àquelas"],
    ["de", "ela", "dela"],
    ["em", "este", "neste"],
    ["em", "um", undefined],
    ["de", "uma", undefined],
    ["a", "este", undefined],
    ["com", "o", undefined],
    ["para", "a", undefined],
  ])("%s + %s → %s", (preposition, next, expected) => {
    expect(contraction(preposition, next)).toBe(expected);
  });
});
