/**
 * Reading HCL, the language of Terraform: blocks and attributes with their lines.
 *
 * Expressions stay text; `literal.ts` reads those that say a value themselves. What is not HCL is reported
 * as a problem, and nothing may be concluded from what such a text lacks.
 */
import { commentEnd, expressionEnd, stringEnd } from './scan.ts';

export interface Attribute {
  name: string;
  /** The expression as written, without comments around it. */
  text: string;
  /** From 1, of its name and of its last character. */
  startLine: number;
  endLine: number;
}

export interface Block {
  /** `resource`, `lifecycle`, … */
  type: string;
  labels: string[];
  /** The last one of a name wins. */
  attributes: ReadonlyMap<string, Attribute>;
  blocks: readonly Block[];
  startLine: number;
  endLine: number;
}

export interface HclFile {
  blocks: readonly Block[];
  /** Where the text stops being HCL, or is more than is read here. */
  problem?: { message: string; line: number };
}

/** Far beyond what people write; a text behind it is not read. */
const limits = { length: 2_000_000, depth: 30, statements: 50_000 };

/** Reads a whole file. Never throws. */
export function parseHcl(text: string): HclFile {
  if (text.length > limits.length)
    return { blocks: [], problem: { message: `longer than ${limits.length} characters`, line: 1 } };
  const reader = new Reader(text);
  const { blocks } = reader.body(0);
  return reader.problem ? { blocks, problem: reader.problem } : { blocks };
}

type Body = Pick<Block, 'attributes' | 'blocks'>;

class Reader {
  problem?: NonNullable<HclFile['problem']>;
  readonly #text: string;
  #at = 0;
  #statements = 0;
  /** How far lines are counted: offsets only grow. */
  #counted = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Up to the closing brace, which is consumed, or at the outermost level to the end. */
  body(depth: number): Body {
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    for (;;) {
      this.#space(true);
      if (this.#at >= this.#text.length) {
        if (depth > 0) this.#fail('a block does not end');
        break;
      }
      if (this.#text[this.#at] === '}') {
        if (depth === 0) this.#fail('a brace closes no block');
        this.#at++;
        break;
      }
      this.#statement(depth, attributes, blocks);
      if (this.problem) break;
    }
    return { attributes, blocks };
  }

  #statement(depth: number, attributes: Map<string, Attribute>, blocks: Block[]): void {
    if (++this.#statements > limits.statements)
      return this.#fail(`more than ${limits.statements} statements`);
    const startLine = this.#lineHere();
    const name = this.#word();
    if (name === '') return this.#fail('neither an attribute nor a block');
    this.#space(false);
    if (this.#text[this.#at] === '=') {
      this.#at++;
      this.#space(false);
      const start = this.#at;
      this.#at = expressionEnd(this.#text, start);
      const text = this.#text.slice(start, this.#at).trim();
      attributes.set(name, {
        name,
        text: withoutTrailingComment(text),
        startLine,
        endLine: this.#lineHere(),
      });
      return;
    }
    const labels = this.#labels();
    if (this.#text[this.#at] !== '{') return this.#fail(`${name} is followed by neither = nor a block`);
    if (depth >= limits.depth) return this.#fail(`blocks nest deeper than ${limits.depth}`);
    this.#at++;
    const body = this.body(depth + 1);
    blocks.push({ type: name, labels, ...body, startLine, endLine: this.#lineHere() });
  }

  #labels(): string[] {
    const labels: string[] = [];
    for (;;) {
      this.#space(false);
      if (this.#text[this.#at] === '"') {
        const end = stringEnd(this.#text, this.#at);
        labels.push(this.#text.slice(this.#at + 1, end - 1));
        this.#at = end;
        continue;
      }
      const word = this.#word();
      if (word === '') return labels;
      labels.push(word);
    }
  }

  #word(): string {
    const pattern = /[\p{L}_][\p{L}\p{N}_-]*/uy;
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  #space(lines: boolean): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) return;
      if (char === '\n' ? lines : /[\s\uFEFF]/.test(char)) {
        this.#at++;
        continue;
      }
      const end = commentEnd(this.#text, this.#at);
      if (end === this.#at) return;
      this.#at = end;
    }
  }

  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted++) if (this.#text[this.#counted] === '\n') this.#line++;
    return this.#line;
  }

  #fail(message: string): void {
    this.problem ??= { message, line: this.#lineHere() };
  }
}

/** `"XSMALL" # was LARGE` is the string alone. */
function withoutTrailingComment(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = stringEnd(text, at) - 1;
    else if (text[at] === '\n') return text;
    else if (commentEnd(text, at) > at) return text.slice(0, at).trim();
  }
  return text;
}
