/** Colours and line breaks for a terminal. */

/** SGR codes: on, off. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof codes;
export type Paint = (text: string, ...styles: Style[]) => string;

/** A function that styles text, or leaves it alone. */
export function painter(colour: boolean): Paint {
  return (text, ...styles) =>
    colour && text !== ''
      ? styles.reduce((inner, style) => `\u001B[${codes[style][0]}m${inner}\u001B[${codes[style][1]}m`, text)
      : text;
}

/** Columns that a text takes: marks none, wide characters two. A close estimate; no terminal agrees on all of Unicode. */
export function columns(text: string): number {
  let sum = 0;
  // eslint-disable-next-line no-control-regex
  for (const point of text.replace(/\u001B\[\d+m/g, '')) {
    if (/[\p{M}\p{Cf}]/u.test(point)) continue;
    sum +=
      /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F000}-\u{3FFFD}]/u.test(
        point,
      )
        ? 2
        : 1;
  }
  return sum;
}

/** Breaks words onto lines of at most `width` columns. A word longer than a line is broken where the line ends. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((it) => chunks(it, width))) {
    const size = columns(word);
    if (line !== '' && used + 1 + size > width) {
      lines.push(line);
      line = word;
      used = size;
    } else {
      used += size + (line === '' ? 0 : 1);
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function chunks(word: string, width: number): string[] {
  if (columns(word) <= width) return [word];
  const parts = [''];
  for (const point of word) {
    if (columns(parts.at(-1)! + point) > width) parts.push('');
    parts[parts.length - 1] += point;
  }
  return parts;
}
