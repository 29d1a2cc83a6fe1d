/** Cuts a template into data and the tokens of its tags, with jinja2's default delimiters and whitespace rules. */
import type { Range } from './ast.ts';
import type { TemplateLimits } from './limits.ts';

export type TokenType = 'data' | 'begin' | 'end' | 'name' | 'number' | 'string' | 'operator' | 'docs' | 'eof';

export interface Token extends Range {
  type: TokenType;
  /** Of `data`: the text after whitespace control. Of `begin`: `{{` or `{%`. Of `end`: `}}` or `%}`. */
  text: string;
}

/** A place where the template stops being valid Jinja; never leaves this folder. */
export class SyntaxFailure {
  readonly message: string;
  readonly start: number;
  readonly end: number;

  constructor(message: string, range: Range) {
    this.message = message;
    this.start = range.start;
    this.end = range.end;
  }
}

const operator = /\/\/|\*\*|[=!<>]=|[<>=+\-*/%~[\](){}|,:.;]/y;
const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** `{% raw %}` and `{% docs x %}` hold text that is not Jinja. */
const rawBegin = /\{%[-+]?\s*(?:raw|docs\s+([A-Za-z_]\w*))\s*([-+]?)%\}/y;
const rawEnd = { raw: /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g, docs: /\{%([-+]?)\s*enddocs\s*([-+]?)%\}/g };

/**
 * The tokens of a template, ending in `eof`.
 * @param from where in the text it begins
 * @throws SyntaxFailure
 */
export function tokenize(text: string, limits: TemplateLimits, from = 0): Token[] {
  const lexer = new Lexer(text, limits.tokens, from);
  lexer.run();
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly text: string;
  readonly limit: number;
  position: number;
  /** The tag before the data at hand ended in `-`. */
  trimNext = false;

  constructor(text: string, limit: number, from: number) {
    this.text = text;
    this.position = from;
    this.limit = limit;
  }

  run(): void {
    while (this.position < this.text.length) {
      const open = this.nextOpening();
      if (open < 0) {
        this.data(this.position, this.text.length, false);
        this.position = this.text.length;
        break;
      }
      this.data(this.position, open, this.text[open + 2] === '-');
      this.position = open;
      if (this.text[open + 1] === '#') this.comment();
      else if (this.text[open + 1] !== '%' || !this.raw()) this.tag();
    }
    this.push('eof', this.text.length, this.text.length);
  }

  nextOpening(): number {
    for (let at = this.text.indexOf('{', this.position); at >= 0; at = this.text.indexOf('{', at + 1)) {
      const next = this.text[at + 1];
      if (next === '{' || next === '%' || next === '#') return at;
    }
    return -1;
  }

  push(type: TokenType, start: number, end: number, text = this.text.slice(start, end)): void {
    if (this.tokens.length >= this.limit)
      throw new SyntaxFailure(`the template has more than ${this.limit} tokens`, { start, end });
    this.tokens.push({ type, start, end, text });
  }

  data(start: number, end: number, trimEnd: boolean): void {
    if (this.trimNext) while (start < end && isSpace(this.text, start)) start++;
    if (trimEnd) while (end > start && isSpace(this.text, end - 1)) end--;
    this.trimNext = false;
    if (start < end) this.push('data', start, end);
  }

  comment(): void {
    const start = this.position;
    const close = this.text.indexOf('#}', start + 2);
    if (close < 0) throw new SyntaxFailure('this comment is never closed', { start, end: start + 2 });
    this.trimNext = this.text[close - 1] === '-' && close - 1 >= start + 2;
    this.position = close + 2;
  }

  raw(): boolean {
    rawBegin.lastIndex = this.position;
    const begin = rawBegin.exec(this.text);
    if (!begin) return false;
    const tag = begin[1] === undefined ? 'raw' : 'docs';
    const start = this.position;
    const body = start + begin[0].length;
    const pattern = rawEnd[tag];
    pattern.lastIndex = body;
    const end = pattern.exec(this.text);
    if (!end) throw new SyntaxFailure(`{% ${tag} %} is never closed`, { start, end: body });
    this.trimNext = begin[2] === '-';
    if (begin[1] === undefined) this.data(body, end.index, end[1] === '-');
    else {
      this.push('docs', start, end.index + end[0].length, begin[1]);
      this.push('data', body, end.index);
    }
    this.trimNext = end[2] === '-';
    this.position = end.index + end[0].length;
    return true;
  }

  tag(): void {
    const start = this.position;
    const block = this.text[start + 1] === '%';
    const sign = this.text[start + 2];
    this.position += sign === '-' || sign === '+' ? 3 : 2;
    this.push('begin', start, this.position, block ? '{%' : '{{');
    const open: string[] = [];
    for (;;) {
      this.spaces();
      if (this.position >= this.text.length)
        throw new SyntaxFailure(`this ${block ? '{%' : '{{'} is never closed`, { start, end: start + 2 });
      if (open.length === 0 && this.tagEnd(block)) return;
      this.inside(open);
    }
  }

  tagEnd(block: boolean): boolean {
    const close = block ? '%}' : '}}';
    const sign = this.text[this.position];
    const signed = sign === '-' || (block && sign === '+');
    const at = signed ? this.position + 1 : this.position;
    if (!this.text.startsWith(close, at)) return false;
    this.push('end', this.position, at + 2, close);
    this.trimNext = sign === '-';
    this.position = at + 2;
    return true;
  }

  inside(open: string[]): void {
    const start = this.position;
    const first = this.text[start]!;
    if (first === '"' || first === "'") return this.string(first);
    if (this.plainName()) return this.push('name', start, this.position);
    if (!this.take(operator)) {
      if (this.take(name)) return this.push('name', start, this.position);
      if (this.take(number)) return this.push('number', start, this.position);
      throw new SyntaxFailure(`unexpected character ${JSON.stringify(first)}`, { start, end: start + 1 });
    }
    const closer = closers[first];
    if (closer) open.push(closer);
    else if (first === ')' || first === ']' || first === '}') {
      const expected = open.pop();
      if (expected !== first)
        throw new SyntaxFailure(
          expected ? `unexpected '${first}', expected '${expected}'` : `unexpected '${first}'`,
          { start, end: start + 1 },
        );
    }
    this.push('operator', start, this.position);
  }

  /** The same as `name` where that is ASCII, as most are, and faster. */
  plainName(): boolean {
    let end = this.position;
    while (isPlain(this.text.charCodeAt(end))) end++;
    const isName = end > this.position && !isDigit(this.text.charCodeAt(this.position));
    // A letter beyond ASCII goes on with it.
    if (!isName || this.text.charCodeAt(end) > 127) return false;
    this.position = end;
    return true;
  }

  spaces(): void {
    while (this.position < this.text.length && isSpace(this.text, this.position)) this.position++;
  }

  /** Goes on behind what `pattern` finds right here, if it does. */
  take(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return false;
    this.position = pattern.lastIndex;
    return true;
  }

  string(quote: string): void {
    const start = this.position;
    let at = start + 1;
    while (at < this.text.length && this.text[at] !== quote) at += this.text[at] === '\\' ? 2 : 1;
    if (at >= this.text.length)
      throw new SyntaxFailure('this string is never closed', { start, end: start + 1 });
    this.position = at + 1;
    this.push('string', start, this.position);
  }
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text[at]!));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A letter, a digit or an underscore, of ASCII. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95;
}
