/** Text of a pull request on its way to a model: all of it shows, and it cannot end before its end. */
import { createHash } from 'node:crypto';

/** What is drawn as nothing or turns the direction of reading: controls, format characters, private use, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;

/** The same text with invisible characters spelled out as `‹U+202E›`; line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replaceAll(unseen, (match) => (match === '\n' || match === '\t' ? match : spelled(match)));
}

function spelled(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/**
 * The text between two marker lines that hold the same number. The number is a hash of the text itself: no text can
 * hold its own hash, so none can close the markers from inside; and the same text gives the same request, which
 * providers and we ourselves can then remember.
 */
export function delimited(label: string, text: string): string {
  const nonce = createHash('sha256').update(`${label}\0${text}`).digest('hex').slice(0, 16);
  return `<<<${label} ${nonce}>>>\n${text}\n<<<end of ${label} ${nonce}>>>`;
}

/** The first `most` characters of each line; what is cut is counted. */
export function shortLine(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most)} …(${line.length - most} more characters)`;
}
