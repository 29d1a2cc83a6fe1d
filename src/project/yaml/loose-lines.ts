/**
 * Lines that go on with quotes or brackets and are indented no deeper than the key they belong to. dbt's reader takes
 * them; whoever tells a file's parts apart by its indentation alone takes them for new keys and items.
 */

/**
 * A quote or bracket at the beginning of a value that may go on in the next line, which takes a closer look, or the
 * sign of a block text. What can be said by a glance at the next quote or bracket is said here: most close their line.
 */
const opener =
  /(?:"(?![^"\\\n]*")|'(?![^'\n]*'(?!'))|[[{](?![^[\]{}#"'\n]*[\]}])|[|>](?=[-+]?[ \t]*(?:$|[ \t]#)))(?<=(?:^|[-?:][ \t])[ \t]*(?:[&!]\S*[ \t]+)*.)/gm;

/**
 * True if the text may have such a line: certainly if it has, and seldom if it has not. Takes about one pass over the
 * text, whatever is in it.
 */
export function hasLooseLine(text: string): boolean {
  const lines = new Lines(text);
  let block = -1;
  let [lineEnd, values] = [0, 0];
  for (const { 0: sign, index } of text.matchAll(opener)) {
    if (sign === '|' || sign === '>') block = index;
    else {
      if (index >= lineEnd) [lineEnd, values] = [lines.after(index), 0];
      // In one line begin a key and its value at most.
      if (++values > 2 || !goesOnLoosely(lines, index, sign)) continue;
      const end = block < 0 ? -1 : lines.endOfBlock(block);
      if (end <= index) return true;
      lineEnd = end;
      values = 2;
    }
  }
  return false;
}

function goesOnLoosely(lines: Lines, index: number, sign: string): boolean {
  const column = lines.keyColumn(index);
  if (sign === '[' || sign === '{') {
    const shallow = lines.nextShallow(index, column, true);
    return (
      shallow < lines.text.length && !isClosed(lines.text.slice(index, Math.min(shallow, index + longest)))
    );
  }
  token.lastIndex = 0;
  const length = token.exec(lines.text.slice(index, index + longest))?.[0].length ?? Infinity;
  return lines.nextShallow(index, column, false) < Math.min(index + length, lines.text.length);
}

/** Nobody writes longer texts or nests more; in hostile files each bracket would be followed to its end. */
const longest = 100_000;
const deepest = 50;

class Lines {
  readonly text: string;
  /** By column and whether between brackets: from where the next one was looked for, and where it is. */
  readonly #shallow = new Map<number, readonly [from: number, found: number]>();

  constructor(text: string) {
    this.text = text;
  }

  /** Where the next line begins, or the text ends. */
  after(index: number): number {
    const newline = this.text.indexOf('\n', index);
    return newline < 0 ? this.text.length : newline + 1;
  }

  /** The column of the key of the value at `index`; if none precedes it in its line, one that is certainly deeper. */
  keyColumn(index: number): number {
    const start = this.#lineOf(index);
    const lead = /^ *(?:[-?:][ \t]+)*/.exec(this.text.slice(start, index))![0].length;
    return start + lead < index ? lead : lead - 1;
  }

  /**
   * Where the next line begins that is not indented deeper than `column`, or the text ends. Empty lines do not count,
   * and between brackets neither do comments and closing brackets: no one takes them for keys or items.
   */
  nextShallow(index: number, column: number, isBetweenBrackets: boolean): number {
    const kind = column * 2 + Number(isBetweenBrackets);
    const [from, found] = this.#shallow.get(kind) ?? [0, 0];
    if (from <= index && index < found) return found;
    const skipped = isBetweenBrackets ? /[\s#\]}]/ : /\s/;
    let start = this.after(index);
    for (; start < this.text.length; start = this.after(start)) {
      let content = start;
      while (this.text[content] === ' ') content++;
      if (content - start <= column && !skipped.test(this.text[content] ?? '\n')) break;
    }
    this.#shallow.set(kind, [index, start]);
    return start;
  }

  /** Where the block text ends whose sign is at `index`. */
  endOfBlock(index: number): number {
    const before = this.text.slice(this.#lineOf(index), index);
    // That may be no sign but a part of a text or a comment.
    return /["'#]/.test(before) ? -1 : this.nextShallow(index, this.keyColumn(index), false);
  }

  #lineOf(index: number): number {
    return this.text.lastIndexOf('\n', index) + 1;
  }
}

/** What brackets hold: white space, comments, texts, signs, anchors and plain words, which go on over lines. */
const token =
  /\s+|#.*|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^']*(?:''[^']*)*'(?!')|[[\]{},:?]|[&!*][^\s,[\]{}]*|[^\s,[\]{}:?"'#](?:[^\s,[\]{}:]+|:(?![\s,[\]{}])|\s+(?![\s#]))*/y;

/** Whether the bracket is closed that `text` begins with. */
function isClosed(text: string): boolean {
  let depth = 0;
  token.lastIndex = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (/^[[{]/.test(found[0])) depth++;
    if (/^[\]}]/.test(found[0])) depth--;
    if (depth === 0) return true;
    if (depth > deepest) return false;
  }
  return false;
}
