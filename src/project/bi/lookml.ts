/** The blocks of a LookML file. Whatever is in it, the answer is a value; from where it makes no sense, nothing is read. */
import { maxLength } from './uses.ts';

export interface LookmlBlock {
  /** `view`, `dimension`, … */
  key: string;
  /** Empty if it has none. */
  name: string;
  /** Offset of the key. */
  start: number;
  values: LookmlValue[];
  blocks: LookmlBlock[];
}

export interface LookmlValue {
  key: string;
  /** A word, a text without its quotes, SQL without its end; empty for a list. */
  text: string;
  /** Offset of the text. */
  start: number;
}

const maxDepth = 50;

/** Keys whose value goes on to `;;`. */
const isText = (key: string) => /^(sql(?!_case$)(_\w+)?|html|expression(_\w+)?)$/.test(key);

/** The blocks at the top of `text` that are closed. */
export function readLookml(text: string): LookmlBlock[] {
  return text.length > maxLength ? [] : new Reader(text).read();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): LookmlBlock[] {
    const file: LookmlBlock = { key: '', name: '', start: 0, values: [], blocks: [] };
    const open = [file];
    while (open.length <= maxDepth) {
      this.#skip();
      const inner = open.at(-1)!;
      if (this.#text[this.#at] === '}' && open.length > 1) {
        this.#at++;
        open.pop();
        open.at(-1)!.blocks.push(inner);
        continue;
      }
      const start = this.#at;
      const key = this.#match(/([\w-]+)\s*:/y);
      if (key === undefined) break;
      this.#skip();
      const block = isText(key) ? undefined : this.#match(/(\+?[\w.-]*)\s*\{/y);
      if (block !== undefined) open.push({ key, name: block, start, values: [], blocks: [] });
      else {
        const value = this.#value(key);
        if (!value) break;
        inner.values.push(value);
      }
    }
    return file.blocks;
  }

  #value(key: string): LookmlValue | undefined {
    const start = this.#at;
    const first = this.#text[start];
    if (isText(key)) {
      const end = this.#text.indexOf(';;', start);
      if (end < 0) return undefined;
      this.#at = end + 2;
      return { key, text: this.#text.slice(start, end), start };
    }
    if (first === '"') {
      const end = this.#endOfString(start);
      if (end === undefined) return undefined;
      this.#at = end;
      return { key, text: this.#text.slice(start + 1, end - 1), start: start + 1 };
    }
    if (first === '[') return this.#passList() ? { key, text: '', start } : undefined;
    const word = this.#match(/([^\s{}[\]"#]+)/y);
    return word === undefined ? undefined : { key, text: word, start };
  }

  /** Behind the closing quote of the text that begins at `start`. */
  #endOfString(start: number): number | undefined {
    for (let at = start + 1; at < this.#text.length; at++) {
      if (this.#text[at] === '\\') at++;
      else if (this.#text[at] === '"') return at + 1;
    }
    return undefined;
  }

  #passList(): boolean {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === '"') {
        const end = this.#endOfString(this.#at);
        if (end === undefined) return false;
        this.#at = end;
        continue;
      }
      this.#at++;
      if (character === '[') depth++;
      else if (character === ']' && --depth === 0) return true;
    }
    return false;
  }

  /** Blanks and comments. */
  #skip(): void {
    while (this.#match(/(\s+|#[^\n]*)/y) !== undefined);
  }

  /** The first group of a sticky pattern with one, if it stands here. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found?.[1];
  }
}
