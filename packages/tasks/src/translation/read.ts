import { wordTokenizer } from "@clearhead/tokenizer";

const tokenizer = wordTokenizer({ vocabulary: [] });

/**
 * A typed English sentence as the grammar's tokens: lower case, clitics apart, a closing full stop or exclamation mark left out.
 * Words that the grammar does not know stay as they are.
 *
 * @example
 * readSentence("It didn't rain."); // ["it", "did", "n't", "rain"]
 */
export function readSentence(text: string): string[] {
  const tokens = tokenizer.tokenize(text).map((token) => token.text);
  while (/^[.!…]$/.test(tokens.at(-1) ?? "")) tokens.pop();
  return tokens;
}
