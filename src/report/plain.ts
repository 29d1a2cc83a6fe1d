/** Text from a pull request, made honest: what a reader cannot see is spelled out, what runs on is cut. */

/**
 * Controls, format and bidirectional characters, private use, lone surrogates and everything else that is
 * drawn as nothing. The presentation selector of an emoji is no trick, so it stays with its emoji.
 */
const unseen =
  /\p{Extended_Pictographic}\uFE0F|[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** One line: white space collapsed to single spaces, invisible characters shown as `‹U+202E›`. */
export function visible(text: string): string {
  return text
    .replace(/[^\S\uFEFF]+/g, ' ')
    .trim()
    .replace(unseen, (match) => (match.endsWith('\uFE0F') && match.length > 1 ? match : spelled(match)));
}

function spelled(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** At most `most` code points, the last one an ellipsis if something was cut. A code span that is cut is closed. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // Slicing first keeps a text of megabytes cheap; a code point has at most two units.
  const points = [...text.slice(0, most * 2 + 2)];
  if (points.length <= most) return text;
  const cut = points.slice(0, most - 1).join('');
  const open = cut.split('`').length % 2 === 0;
  return `${cut}…${open ? '`' : ''}`;
}

/** At most `most` bytes of UTF-8, never half a character. */
export function clipBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let left = most - Buffer.byteLength('…');
  let end = 0;
  for (const point of text) {
    left -= Buffer.byteLength(point);
    if (left < 0) break;
    end += point.length;
  }
  return `${text.slice(0, end)}…`;
}

/** A piece of a finding's text: a name between backticks, or the words around it. */
export interface Piece {
  code: boolean;
  text: string;
}

/** Splits a finding's text at its pairs of backticks. A backtick without a partner is an ordinary character. */
export function pieces(text: string): Piece[] {
  const parts = text.split('`');
  const pairs = Math.floor((parts.length - 1) / 2);
  return parts
    .map((part, index) =>
      index === parts.length - 1 && index > pairs * 2
        ? { code: false, text: `\`${part}` }
        : { code: index % 2 === 1, text: part },
    )
    .filter((piece) => piece.text !== '');
}

/** A finding's text without its backticks, for places that show plain text alone. */
export function unmarked(text: string): string {
  return pieces(visible(text))
    .map((piece) => piece.text)
    .join('');
}
