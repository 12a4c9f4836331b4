/** A rule of the grammar, in words for people. */
export interface Rule {
  readonly en: string;
  readonly pt: string;
}

/** Why a piece is as it is, in both languages. */
export const rules = {
  article: {
    en: "The article takes the gender and number of its noun.",
    pt: "O artigo concorda em gênero e número com o substantivo.",
  },
  determiner: {
    en: "This word takes the gender and number of its noun.",
    pt: "Esta palavra concorda em gênero e número com o substantivo.",
  },
  nounNumber: {
    en: "The noun's ending shows its number.",
    pt: "A terminação do substantivo mostra o número.",
  },
  adjective: {
    en: "The adjective takes the gender and number of its noun.",
    pt: "O adjetivo concorda em gênero e número com o substantivo.",
  },
  adjectiveBefore: {
    en: "This adjective stands before its noun; most stand after it.",
    pt: "Este adjetivo vem antes do substantivo; a maioria vem depois.",
  },
  invariable: {
    en: "A colour named after a thing never changes.",
    pt: "A cor que é nome de uma coisa não varia.",
  },
  subject: {
    en: "The verb takes the person and number of its subject.",
    pt: "O verbo concorda em pessoa e número com o sujeito.",
  },
  past: {
    en: "A finished event takes the perfeito.",
    pt: "Um fato concluído pede o pretérito perfeito.",
  },
  imperfect: {
    en: "A state in the past takes the imperfeito.",
    pt: "Um estado no passado pede o pretérito imperfeito.",
  },
  progressive: {
    en: "An action going on is estar and the gerund.",
    pt: "Uma ação em curso se diz com estar e o gerúndio.",
  },
  future: {
    en: "The future is ir and the infinitive.",
    pt: "O futuro se diz com ir e o infinitivo.",
  },
  infinitive: {
    en: "After this verb comes the infinitive.",
    pt: "Depois deste verbo vem o infinitivo.",
  },
  ser: {
    en: "A trait takes ser.",
    pt: "Uma característica pede ser.",
  },
  estar: {
    en: "A state takes estar.",
    pt: "Um estado pede estar.",
  },
  estarPlace: {
    en: "Where something is takes estar.",
    pt: "O lugar onde algo se encontra pede estar.",
  },
  profession: {
    en: "A profession takes ser, without an article, in the gender of the person.",
    pt: "Uma profissão pede ser, sem artigo, no gênero da pessoa.",
  },
  contraction: {
    en: "The preposition and the word after it contract.",
    pt: "A preposição e a palavra seguinte se contraem.",
  },
  crase: {
    en: "The preposition a and an a that follows melt into à.",
    pt: "A preposição a e o a seguinte se fundem em à: crase.",
  },
  possessor: {
    en: "Dele, dela: the possessor decides, and it stands after the noun.",
    pt: "Dele, dela: quem possui decide, e vem depois do substantivo.",
  },
  genitive: {
    en: "The possessor comes after the noun, with de.",
    pt: "Quem possui vem depois do substantivo, com de.",
  },
  antecedent: {
    en: "The pronoun takes the gender and number of what it stands for.",
    pt: "O pronome concorda em gênero e número com aquilo que substitui.",
  },
  negation: {
    en: "Não stands before the verb.",
    pt: "Não vem antes do verbo.",
  },
  doubleNegation: {
    en: "With nada or ninguém after it the verb keeps não.",
    pt: "Com nada ou ninguém depois, o verbo mantém o não.",
  },
  government: {
    en: "This verb asks for this preposition.",
    pt: "Este verbo pede esta preposição.",
  },
  recipient: {
    en: "Who receives takes para.",
    pt: "Quem recebe vem com para.",
  },
  wordChoice: {
    en: "Another word of the sentence decides which translation is meant.",
    pt: "Outra palavra da frase decide qual tradução é a certa.",
  },
  expletive: {
    en: "It and there mean nothing here and disappear.",
    pt: "It e there não significam nada aqui e desaparecem.",
  },
  intensifier: {
    en: "Demais comes after the adjective, muito before it.",
    pt: "Demais vem depois do adjetivo, muito vem antes.",
  },
  phrase: {
    en: "A fixed phrase, learned as a whole.",
    pt: "Uma expressão fixa, aprendida inteira.",
  },
} as const;

/** The name of a rule. */
export type RuleId = keyof typeof rules;
