import type { Words } from "./words.ts";

export const english: Words = {
  title: "The attention mechanism, by hand and with the packages",
  introduction: `
    This is the notebook that Clearhead grew from, taken to the end. Each step of a Transformer
    stands here twice: in by-hand.ts, by hand, with lists of numbers and nothing else; and in
    with-packages.ts, with the @clearhead packages. All the numbers below were computed just now,
    both ways, with the same weights, and each chapter closes by saying how far the two differ.

    The notebook's numbers: vectors of 64 (dModel), ten tokens, a vocabulary of 100 words. The
    weights are drawn at random with a fixed seed: nothing has been trained, so the patterns do not
    mean anything yet. What there is to learn is the path that each number takes.

    Em português: npm run notebook -- --lang pt-BR
  `,
  closing: `
    Where to now? Open by-hand.ts: it is a single file without an import, and all that you have seen
    is in it. Then npm start opens the lab, where a translator trained with these very packages
    shows where each head looks and where each number comes from.
  `,
  reading: ["the", "cat", "saw", "the", "rat", "and", "the", "rat", "saw", "Ana"],
  writing: ["<start>", "o", "gato", "viu", "o"],
  parts: { formula: "Formula", shapes: "Shapes", look: "Look" },
  agree: (name, difference) =>
    `${name}: by hand = with the packages (largest difference ${difference})`,
  chapters: {
    embedding: {
      title: "Embedding: each word becomes a vector",
      what: `
        A model does not read words, it reads numbers. Each word of the vocabulary has an id, and the
        embedding is a table with one row for each id: to look a word up is to copy its row. At first
        the rows are random; it is training that moves words of similar use towards each other.

        In the notebook, the function drew a new table at every call, so that the same word got a
        different vector each time. Here the table is drawn once and kept, because it is where the
        model learns.
      `,
      look: `
        The word “the” has id 17 and occurs three times: its three rows are identical. So far,
        nothing says where in the sentence each of them stands.
      `,
    },
    positions: {
      title: "Positions: a clock for each pair of numbers",
      what: `
        Attention by itself does not know about order: to it, a sentence is a bag of words. So we add
        to each word's vector one that depends on the position alone. Each pair of numbers is the
        hand of a clock: the first goes round every 6.28 words, the last every 47 thousand. Read
        together, the hands tell the time, that is, the position.

        To move three words on is to turn each hand by the same angle, wherever one starts. That is
        why the product of two positions depends only on the distance between them.
      `,
      look: `
        At position 0, sin 0 = 0 and cos 0 = 1 alternate. Down the columns, those on the left change
        fast and the last ones hardly at all. In the sum, the three rows of “the” are no longer
        equal. And the product with position 0 tends to fall with the distance: neighbours are alike.
      `,
    },
    oneHead: {
      title: "One attention head: who looks at whom",
      what: `
        This is where the notebook stopped, at “Mecanismos de Atenção”. Each word asks a question
        (the query, q), shows a label (the key, k) and offers a content (the value, v). The product
        q·k measures how well question and label match. We divide by √d, or else the products grow
        with the size of the vectors and the softmax becomes all or nothing. The softmax turns the
        scores into shares that add up to 1, and the result is the average of the values, weighted
        by those shares.

        First without weights: each word uses its own vector as query, key and value, and so looks
        at whoever resembles it. Then as in the model: three linear layers learn what to ask, what
        to show and what to offer.
      `,
      look: `
        Each row is a query, each column a key, and each row adds up to 1. Without positions the
        three “the” cannot be told apart: a third for each. With positions, each word looks at
        itself first, then at its twin. With W_Q, W_K and W_V drawn at random, attention spreads
        out: this head has not learned yet what to look for. And no number is magic: the explanation
        works one of them out again from its real operands.
      `,
    },
    manyHeads: {
      title: "Many heads: several ways of looking at once",
      what: `
        One head can only ask one question at a time. So we divide the 64 numbers among four heads of
        16: one may tie the verb to its subject, another each word to the one before, and together
        they cost about the same as one large head. Their answers are put side by side and mixed by
        one more linear layer, W_O. That is why dModel must be divisible by numHeads.
      `,
      look: `
        Four heads, four patterns: the first is that of the chapter before. The weights are random,
        and each head already looks in its own way; training will give each way a use.
      `,
    },
    encoderLayer: {
      title: "Encoder layer: look around, then think",
      what: `
        Two steps with the same recipe: add what you found to what you had (the residual path), and
        normalise. In the first, the words look at each other. In the second, each one thinks by
        itself, in the feed-forward network: widen to 256 numbers, set the negative ones to zero
        (ReLU), come back to 64. The sum keeps what was known; the normalisation keeps the numbers
        on a good scale, however many layers are stacked.
      `,
      look: `
        The shape does not change, [10, 64] goes in and [10, 64] comes out, and that is what lets
        layers be stacked. Before, each row has the mean and variance that chance gave it; after,
        mean 0 and variance 1.
      `,
    },
    decoderLayer: {
      title: "Decoder layer: look back, look across, think",
      what: `
        The encoder reads; the decoder writes, one word at a time. First it looks back, at what it
        has written already. A mask hides the future: without it, copying the answer would do. Then
        it looks across, at what the encoder has read (the memory): the queries come from the
        writing side, the keys and values from the reading side. Last it thinks, with the same
        feed-forward network.
      `,
      look: `
        In the first pattern all is zero above the diagonal, and the first row can only look at
        itself: 1.00. The second is not square: five words being written look at ten words that were
        read. The row of “o” is the one that chooses the next word, “gato”: in a trained model, it would look
        at “cat”.
      `,
    },
    linearAndSoftmax: {
      title: "Linear and softmax: from the vector back to a word",
      what: `
        In the end, 64 numbers have to become a choice among 100 words. A linear layer gives a score
        (a logit) to each word of the vocabulary, and the softmax makes probabilities of the scores.
        The row of the last written word is the one that says which word comes next.
      `,
      look: `
        Somebody who knows nothing would give 0.010 to each of the 100 words. With random weights,
        the favourites are a matter of chance: to train is to raise the probability of the right word.
      `,
    },
    model: {
      title: "The notebook's model, finished",
      what: `
        The notebook builds a class Transformer with vocabulary 1000, vectors of 32, 4 heads, 2
        layers and dropout 0.5. As it stands, it does not run: attention is called with one argument
        and needs three (query, key and value). And if it ran, n_layers would be ignored, there
        would be neither positions nor normalisation, and out is defined twice. Here is what it
        describes: embedding and positions, two encoder layers and a linear output. Ids go in,
        logits come out.

        Dropout switches off half of the numbers at certain points of the network at random, but only
        in training, so that no number relies too much on another. When the model is used, it sleeps.
      `,
      look: `
        Ten ids go in, logits [10, 1000] come out: for each token, a score for each word. Without
        training, the mean surprise (the cross-entropy) is near ln 1000 or above: that of
        somebody who guesses. At rest, the same text always gives the same logits; in training,
        dropout changes everything at each call.
      `,
    },
  },
  captions: {
    table: "The ten words as vectors (the first numbers of 64):",
    positions: "The vector of each position:",
    sum: "Word + position, the input of the model:",
    distance: "Product of position 0 with the positions 0 to 9:",
    notebookInput: `The notebook's example, x = np.random.rand(10, 64): ten random vectors, without weights.
      The pattern is nearly flat, for all of them point the same way (no number is negative); each one
      resembles itself most:`,
    twins: "The ten words, without weights and without positions: each one finds its twins:",
    twinsInPlaces: "The same, with positions:",
    softmax:
      "The row “saw” (position 2) of that pattern: first its scores q·k/√d, then their softmax:",
    learned: "With W_Q, W_K and W_V, from 64 to 16:",
    explain: `Where does a number come from? explain(pattern, [2, 8]): the row “saw” (position 2) at the
      column “saw” (position 8), in the pattern with positions:`,
    explainScore: `And the score that it read, explain(scores, [2, 8]), q·k times 1/√64 = 0.125; and q·k in its
      turn is the sum of 64 products. Each number that was read explains itself so, down to the input:`,
    heads:
      "The four heads, each a pattern of 10 × 10 (· less than 5%, ░ than 10%, ▒ than 20%, ▓ than 40%, █ more):",
    mixed: "The four answers, side by side and mixed by W_O:",
    beforeAfter: "Mean and variance of each row, before and after the layer:",
    back: "Back, with the causal mask (head 1):",
    across: "Across, from the words being written to those that were read (head 1):",
    written: "What comes out of the layer:",
    likeliest: "The three likeliest words after each (id and probability):",
    repr: "print(model), as PyTorch would print it:",
    attentionRepr: "And the notebook's modelo.attention, one for each layer:",
    logits: (shape) => `The logits ${shape}, the first numbers of 1000:`,
    parameters: (size) => `The model has ${size} parameters: each of these numbers can learn.`,
    surprise: (nats) => `Mean surprise at predicting its own ids: ${nats} (ln 1000 = 6.91).`,
    repeated: (atRest, inTraining) =>
      `The same ids twice: at rest (eval) the logits differ by ${atRest}; in training, with dropout, by up to ${inTraining}.`,
  },
};
