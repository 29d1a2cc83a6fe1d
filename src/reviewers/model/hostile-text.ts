/** Text of a pull request on its way to a model: all of it shows, and it cannot end before its end. */
import { createHash } from 'node:crypto';

/** What is drawn as nothing or turns the direction of reading: controls, format characters, private use, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;
/** A line such as our own. */
const marker = /<<<((?:end of )?[\w -]{1,40} [0-9a-f]{16})>>>/g;

/**
 * The same text with nothing hidden in it: invisible characters are spelled out as `‹U+202E›`, HTML comments have
 * lost the signs that hide them, and what looks like one of our markers does no longer. Line breaks and tabs
 * stay, so each line of the result is that line of the text made visible.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(unseen, (match) => (match === '\n' || match === '\t' ? match : spelled(match)))
    .replaceAll(marker, '‹‹‹$1›››')
    .replaceAll('<!--', '‹!--')
    .replaceAll('-->', '--›');
}

function spelled(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/**
 * The text, made visible, between two marker lines that hold the same number.
 *
 * The number is the hash of what stands between them, not a random one: nobody can write a text that holds its own
 * hash, so none can close its markers from inside; and the same change gives the same request, which a provider's
 * cache and our own can remember, and a second run can repeat. No text can forge the markers of any other text
 * either: what looks like any marker has lost its brackets.
 * @param label of a word or two, never from the pull request
 */
export function delimited(label: string, text: string): string {
  const shown = visible(text);
  const nonce = createHash('sha256').update(`${label}\0${shown}`).digest('hex').slice(0, 16);
  return `<<<${label} ${nonce}>>>\n${shown}\n<<<end of ${label} ${nonce}>>>`;
}

/** The first `most` characters of a line; what is cut is counted. */
export function shortLine(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most)} …(${line.length - most} more characters)`;
}
