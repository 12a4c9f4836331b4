import { type Noun, nouns } from "./noun.ts";

/** People whose gender English marks, and the two nouns whose Portuguese gender is fixed whoever is meant (criança, pessoa). */
export const people: readonly Noun[] = nouns("person creature", [
  ["man", "homem", "m", "adult", { plural: "men" }],
  ["woman", "mulher", "f", "adult", { plural: "women" }],
  ["boy", "menino", "m", "youth"],
  ["girl", "menina", "f", "youth"],
  ["child", "criança", "f", "youth epicene", { plural: "children" }],
  ["person", "pessoa", "f", "adult epicene", { plural: "people" }],
  ["king", "rei", "m", "adult", { plural: false }],
  ["queen", "rainha", "f", "adult", { plural: false }],
  ["prince", "príncipe", "m", "", { plural: false }],
  ["princess", "princesa", "f", "", { plural: false }],
]);

/** Family; used with a possessive. */
export const kin: readonly Noun[] = nouns("person creature kin", [
  ["father", "pai", "m", "adult", { plural: false }],
  ["mother", "mãe", "f", "adult", { plural: false }],
  ["brother", "irmão", "m", "youth", { forms: "irmão/irmão ·s" }],
  ["sister", "irmã", "f", "youth"],
  ["son", "filho", "m", "youth", { plural: false }],
  ["daughter", "filha", "f", "youth", { plural: false }],
  ["grandfather", "avô", "m", "adult", { plural: false }],
  ["grandmother", "avó", "f", "adult", { plural: false }],
  ["uncle", "tio", "m", "adult", { plural: false }],
  ["aunt", "tia", "f", "adult", { plural: false }],
]);
