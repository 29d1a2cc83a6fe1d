/** How many tokens a text will be, without the tokenizer of any vendor. */

/** Keys and hashes, words, numbers, runs of one sign, line breaks with what indents the next line, other white space, and the rest. */
const pieces =
  /(?<blob>(?=[A-Za-z]{0,20}\d)[A-Za-z0-9+]{20,})|(?<word>[A-Za-z]+)|(?<digits>\d+)|(?<lines>\s*\n[^\S\n]*)|(?<space>[^\S\n]+)|(?<joint>[!-/:-@[-`{-~](?=[A-Za-z]))|(?<signs>[!-/:-@[-`{-~]+)|(?<other>[^\0-\x7F]+)|(?<control>[\0-\x1F\x7F]+)/g;

/**
 * An estimate that errs on the side of more: for SQL, YAML, code and English about a tenth over the tokenizers of
 * the vendors that publish theirs. Time and memory grow with the length of the text.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const { groups } of text.matchAll(pieces)) {
    const { blob, word, digits, space, lines, joint, signs, other, control } = groups!;
    if (blob !== undefined) tokens += blob.length / 1.7;
    else if (word !== undefined) tokens += ofWord(word);
    else if (digits !== undefined) tokens += Math.ceil(digits.length / 3);
    else if (lines !== undefined) tokens += 1 + lines.length / 60;
    // One space belongs to the word after it.
    else if (space !== undefined) tokens += space.length === 1 ? 0.1 : 0.9 + space.length / 60;
    // Many words have a token together with a sign in front: `_id`, `.amount`.
    else if (joint !== undefined) tokens += 0.85;
    else if (signs !== undefined) tokens += ofSigns(signs);
    else if (other !== undefined) tokens += ofOther(other);
    else tokens += control!.length;
  }
  return Math.ceil(tokens);
}

/** Capitals, long words and what no dictionary holds take more tokens for their length. */
function ofWord(word: string): number {
  if (word.length <= 3) return 1;
  if (word === word.toUpperCase()) return 0.55 + word.length / 5;
  // A capital inside, or no vowel for long: a key, a hash or two words in one.
  const isOdd = /.[A-Z]|.[^aeiouyAEIOUY]{5}/.test(word);
  return isOdd ? 0.6 + word.length / 4 : Math.max(1, 0.5 + word.length / 12);
}

function ofSigns(signs: string): number {
  if (/^(.)\1+$/.test(signs)) return 1 + signs.length / 24;
  return signs.length < 3 ? 1 : signs.length * 0.55;
}

/** Most letters of other alphabets have a token for two or three; signs of Chinese, Japanese and Korean, and pictures, one or more each. */
function ofOther(text: string): number {
  let tokens = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point < 0x250) tokens += 0.8;
    else if (point < 0x2e80) tokens += 0.7;
    else if (point < 0x10000) tokens += 1.1;
    else tokens += 3;
  }
  return tokens;
}
