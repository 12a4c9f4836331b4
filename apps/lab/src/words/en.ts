import type { AttentionKind } from "@clearhead/views";

/** Every string of the page. The other languages have this type, so that nothing stays untranslated. */
export const en = {
  title: "Clearhead",
  tagline: (kilobytes: number | null) =>
    `A translator that you can look inside. Trained here${kilobytes === null ? "" : `, ${kilobytes} kB`}, it runs on your device.`,
  language: "Language",
  theme: { light: "Change to dark", dark: "Change to light" },
  copyLink: "Copy a link to this view",
  copied: "Copied",
  skip: "Skip to the heads",

  sentence: "An English sentence",
  placeholder: "Type an English sentence",
  translation: "In Portuguese",
  example: "Another example",
  swap: "Change one word",
  refused: {
    empty: "Type a sentence, and it is translated as you type.",
    long: (words: number, limit: number) =>
      `The model reads at most ${limit} words at once; this text has ${words}. Try one sentence.`,
    unknown: (count: number): string =>
      count === 1 ? "The model has never seen this word:" : "The model has never seen these words:",
    more: (count: number) => `and ${count} more`,
    nearest: "Did you mean",
    below: "Below is still",
    nothingNear: "no known word is near",
    replace: (word: string, by: string) => `Replace ${word} by ${by}`,
  },
  failed: "The engine stopped:",
  broken: "The engine's file is damaged or did not arrive. Reload the page to fetch it again.",
  known: (count: number) =>
    `It learned from sentences of a grammar that we wrote; it knows ${count} words.`,
  seeKnown: "See them",
  close: "Close",

  picture: "Sentence and translation",
  step: (step: number, steps: number) => `step ${step} of ${steps}`,
  first: "First step",
  back: "One step back",
  forward: "One step forward",
  last: "Last step",
  why: "Why",
  candidates: "What could be written here, and how probable it is",

  heads: "Every head",
  head: "head",
  layer: "layer",
  kinds: { encoder: "encoder", decoder: "decoder", cross: "cross-attention" } satisfies Record<
    AttentionKind,
    string
  >,
  kindsLong: {
    encoder: "The source looks at itself",
    decoder: "The translation looks at itself",
    cross: "The translation looks at the source",
  } satisfies Record<AttentionKind, string>,
  previousHead: "Previous head",
  nextHead: "Next head",
  showMatrix: "Show the whole matrix",

  path: "Where you are",
  model: "model",
  pair: "One pair",
  number: "One number",
  looking: "looks at",
  chooseCell: "Choose a cell to see its query and its key.",
  follow: "Follow the largest term",
  back1: "Back",
  copyDigits: "Copy with all digits",
  given: {
    weight: "A weight of the model: training set it, nothing computes it.",
    token: (word: string, id: number) => `The token “${word}”, number ${id} of the vocabulary.`,
    input: "A number that the model was given.",
  },
  of: "of",
  for: "for",
  position: "position",
  feature: "dimension",
  hidden: "hidden unit",
  dimension: "dim.",
  places: { weight: "weight", input: "input" },
  /** Short names of the probes, by the last part of their paths. */
  probes: {
    query: "query",
    key: "key",
    value: "value",
    scores: "score",
    pattern: "attention weight",
    z: "mean of the values",
    output: "output",
    embedding: "embedding",
    positions: "position",
    resid_pre: "stream entering",
    resid_mid: "stream after self-attention",
    resid_cross: "stream after cross-attention",
    resid_post: "stream leaving",
    attn_out: "what self-attention adds",
    cross_attn_out: "what cross-attention adds",
    ff_out: "what the feed-forward network adds",
    pre: "hidden unit before its threshold",
    hidden: "hidden unit",
    logits: "logit",
    probabilities: "probability",
  },
  noscript:
    "This is the first sentence, computed when the page was built. With JavaScript you can type your own.",

  speed: {
    link: "How fast does it compute on this device?",
    title: "Speed",
    tagline: "How fast this library computes on your device.",
    method: (turns: number, milliseconds: number) =>
      `Everything is measured here, in a thread beside this page, and nothing is sent anywhere. A case is repeated in turns of about ${milliseconds} ms; a line shows the median of ${turns} turns, the least and the most.`,
    caution:
      "A battery that saves power, a warm processor and other tabs are in the figures: compare lines of one run.",
    threads: (count: number) =>
      `Each case is measured on one thread and on ${count}, as many as the device has cores; small ones use one all the same.`,
    oneThread:
      "One thread: this page was served without cross-origin isolation, so threads cannot share memory.",
    peers: "Larger cases, and other libraries beside this one, are measured by a command:",
    choose: "What to measure",
    suites: {
      elementwise: "Functions of a million numbers",
      matmul: "Matrix products",
      matvec: "A row times a matrix",
      dispatch: "One small operation",
      attention: "Attention, forward and backward",
      train: "One step of training a GPT",
    },
    units: {
      "GFLOP/s": "GFLOP/s: 10⁹ multiplications and additions a second; more is faster",
      ns: "nanoseconds an element; less is faster",
      µs: "microseconds an operation; less is faster",
      ms: "milliseconds; less is faster",
      kB: "kilobytes",
      "tokens/s": "tokens/s: tokens written a second; more is faster",
    },
    notes: { matmul: "N: an operand as it lies, T: transposed" },
    caseName: (name: string) => name,
    run: "Measure",
    again: "Measure again",
    stop: "Stop",
    nothing: "Choose something to measure.",
    now: (suite: string, name: string, at: number, total: number) =>
      `${at} of ${total}: ${suite}, ${name}`,
    done: (count: number) => `Done: ${count} figures.`,
    stopped: (count: number) => `Stopped after ${count} figures.`,
    failed: "It stopped:",
    columns: { case: "Case", threads: "Threads", median: "Median", spread: "Least … most" },
    plot: "The dot is the median, the line reaches from the least to the most; the scale is logarithmic.",
    copy: "Copy as JSON",
    download: "Download as JSON",
    lab: "Back to the translator",
  },
};

export type Words = typeof en;
