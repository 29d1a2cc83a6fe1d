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

/** True if a reader would not see all of the text; line breaks and tabs aside. */
export function holdsUnseen(text: string): boolean {
  const found = text.replaceAll(/[\n\t]/g, '').match(unseen) ?? [];
  return found.some((match) => !match.endsWith('\uFE0F') || match.length === 1);
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

/**
 * Splits a finding's text at its pairs of backticks. A backtick without a partner is an ordinary character, and an
 * empty pair is nothing. Words never follow words, so that each piece can be escaped by itself.
 */
export function pieces(text: string): Piece[] {
  const parts = text.split('`');
  const lonely = parts.length % 2 === 0 ? `\`${parts.pop()}` : '';
  const all: Piece[] = [];
  for (const [index, part] of [...parts.slice(0, -1), parts.at(-1)! + lonely].entries()) {
    const code = index % 2 === 1;
    const last = all.at(-1);
    if (code ? part.trim() === '' : part === '') continue;
    if (last && !code && !last.code) last.text += part;
    else all.push({ code, text: part });
  }
  return all;
}

/** A finding's text without its backticks, for places that show plain text alone. */
export function unmarked(text: string): string {
  return pieces(visible(text))
    .map((piece) => piece.text)
    .join('');
}
