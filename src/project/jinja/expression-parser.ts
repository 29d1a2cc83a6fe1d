/** Jinja expressions: recursive descent by precedence, as jinja2 has it. */
import type { Argument, BinaryOperator, ComparisonOperator, Expression, Range, StringPart } from './ast.ts';
import { SyntaxFailure, type Token } from './lexer.ts';
import { stringParts } from './string-literal.ts';
import type { TemplateLimits } from './limits.ts';

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const constants = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
/** What may stand behind a whole expression. */
const closing = new Set([',', ')', ']', '}', ':']);
/** Names that cannot start the argument of a test written without parentheses. */
const afterTest = new Set(['else', 'or', 'and', 'is', 'in', 'if', 'not']);

/** Reads tokens one after another; every method throws SyntaxFailure where the template is not valid. */
export class ExpressionParser {
  readonly tokens: Token[];
  readonly limits: TemplateLimits;
  position = 0;
  depth = 0;

  constructor(tokens: Token[], limits: TemplateLimits) {
    this.tokens = tokens;
    this.limits = limits;
  }

  get token(): Token {
    return this.tokens[this.position]!;
  }

  get previous(): Token {
    return this.tokens[this.position - 1]!;
  }

  peek(offset = 1): Token {
    return this.tokens[Math.min(this.position + offset, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.token;
    if (token.type !== 'eof') this.position++;
    return token;
  }

  is(type: Token['type'], text?: string): boolean {
    return this.token.type === type && (text === undefined || this.token.text === text);
  }

  accept(type: Token['type'], text: string): boolean {
    if (!this.is(type, text)) return false;
    this.position++;
    return true;
  }

  expect(type: Token['type'], text?: string): Token {
    if (!this.is(type, text)) this.fail(`expected ${text === undefined ? `a ${type}` : `'${text}'`}`);
    return this.next();
  }

  fail(message: string, range: Range = this.token): never {
    const found = this.token.type === 'eof' ? 'the end of the file' : `'${this.token.text.slice(0, 40)}'`;
    throw new SyntaxFailure(range === this.token ? `${message}, found ${found}` : message, range);
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    if (++this.depth > this.limits.nesting) this.fail(`nested more than ${this.limits.nesting} levels deep`);
    const result = parse();
    this.depth--;
    return result;
  }

  expression(conditional = true): Expression {
    return this.nested(() => (conditional ? this.conditional() : this.or()));
  }

  /** One expression, or several with commas between: a tuple. */
  tuple(conditional = true): Expression {
    const first = this.expression(conditional);
    if (!this.is('operator', ',')) return first;
    const items = [first];
    while (this.accept('operator', ',') && !this.endsTuple()) items.push(this.expression(conditional));
    return { type: 'tuple', items, start: first.start, end: this.previous.end };
  }

  endsTuple(): boolean {
    return this.is('end') || this.is('operator', ')') || this.is('name', 'in') || this.is('operator', '=');
  }

  conditional(): Expression {
    let value = this.or();
    for (let links = 0; this.accept('name', 'if'); links++) {
      this.checkChain(links);
      const test = this.or();
      const otherwise = this.accept('name', 'else') ? this.expression() : undefined;
      value = {
        type: 'conditional',
        then: value,
        test,
        ...(otherwise && { else: otherwise }),
        start: value.start,
        end: this.previous.end,
      };
    }
    return value;
  }

  checkChain(links: number): void {
    if (links > 2 * this.limits.nesting) this.fail(`more than ${2 * this.limits.nesting} operators in a row`);
  }

  leftToRight(
    type: 'name' | 'operator',
    texts: readonly BinaryOperator[],
    operand: () => Expression,
  ): Expression {
    let left = operand();
    for (let links = 0; this.token.type === type; links++) {
      const operator = texts.find((text) => text === this.token.text);
      if (!operator) break;
      this.checkChain(links);
      this.next();
      const right = operand();
      left = { type: 'binary', operator, left, right, start: left.start, end: right.end };
    }
    return left;
  }

  or(): Expression {
    if (this.isAlone()) return this.primary();
    return this.leftToRight('name', ['or'], () => this.leftToRight('name', ['and'], () => this.not()));
  }

  /** True for a literal or name that nothing goes on with, as most arguments are: no operator need be looked for. */
  isAlone(): boolean {
    const { type, text } = this.token;
    if (type !== 'string' && type !== 'number' && (type !== 'name' || text === 'not')) return false;
    const next = this.peek();
    return next.type === 'end' || (next.type === 'operator' && closing.has(next.text));
  }

  not(): Expression {
    const { start } = this.token;
    if (!this.accept('name', 'not')) return this.comparison();
    const operand = this.nested(() => this.not());
    return { type: 'unary', operator: 'not', operand, start, end: operand.end };
  }

  comparison(): Expression {
    const first = this.sum();
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    for (;;) {
      let operator: ComparisonOperator;
      if (this.token.type === 'operator' && comparisons.has(this.token.text))
        operator = this.next().text as ComparisonOperator;
      else if (this.accept('name', 'in')) operator = 'in';
      else if (this.is('name', 'not') && this.peek().type === 'name' && this.peek().text === 'in') {
        this.position += 2;
        operator = 'not in';
      } else break;
      rest.push({ operator, operand: this.sum() });
    }
    if (rest.length === 0) return first;
    return { type: 'compare', first, rest, start: first.start, end: this.previous.end };
  }

  sum(): Expression {
    return this.leftToRight('operator', ['+', '-'], () =>
      this.leftToRight('operator', ['~'], () =>
        this.leftToRight('operator', ['*', '/', '//', '%'], () =>
          this.leftToRight('operator', ['**'], () => this.unary()),
        ),
      ),
    );
  }

  unary(filters = true): Expression {
    const { start, text } = this.token;
    let value: Expression;
    if (this.token.type === 'operator' && (text === '-' || text === '+')) {
      this.next();
      const operand = this.nested(() => this.unary(false));
      value = { type: 'unary', operator: text, operand, start, end: operand.end };
    } else value = this.postfix(this.primary());
    return filters ? this.filters(value) : value;
  }

  primary(): Expression {
    const token = this.token;
    const { start, end } = token;
    if (token.type === 'name') {
      this.next();
      const constant = constants.get(token.text);
      if (constant !== undefined) return { type: 'constant', value: constant, start, end };
      return { type: 'name', name: token.text, start, end };
    }
    if (token.type === 'number') {
      this.next();
      const float = !/^0[xXoObB]/.test(token.text) && /[.eE]/.test(token.text);
      return { type: 'number', value: Number(token.text.replaceAll('_', '')), float, start, end };
    }
    if (token.type === 'string') return this.string();
    if (token.text === '(') return this.parenthesized();
    if (token.text === '[') return this.list();
    if (token.text === '{') return this.dict();
    return this.fail('expected an expression');
  }

  string(): Expression {
    const { start } = this.token;
    const parts: StringPart[] = [];
    while (this.is('string')) parts.push(...stringParts(this.next()));
    return { type: 'string', parts, start, end: this.previous.end };
  }

  parenthesized(): Expression {
    const { start } = this.next();
    if (this.accept('operator', ')')) return { type: 'tuple', items: [], start, end: this.previous.end };
    const value = this.tuple();
    this.expect('operator', ')');
    return { ...value, start, end: this.previous.end };
  }

  list(): Expression {
    const { start } = this.next();
    const items: Expression[] = [];
    while (!this.is('operator', ']')) {
      items.push(this.expression());
      if (!this.accept('operator', ',')) break;
    }
    this.expect('operator', ']');
    return { type: 'list', items, start, end: this.previous.end };
  }

  dict(): Expression {
    const { start } = this.next();
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.is('operator', '}')) {
      const key = this.expression();
      this.expect('operator', ':');
      entries.push({ key, value: this.expression() });
      if (!this.accept('operator', ',')) break;
    }
    this.expect('operator', '}');
    return { type: 'dict', entries, start, end: this.previous.end };
  }

  postfix(value: Expression): Expression {
    for (let links = 0; this.token.type === 'operator'; links++) {
      const { text } = this.token;
      if (text === '.') value = this.attribute(value);
      else if (text === '[') value = this.subscript(value);
      else if (text === '(') value = this.call(value);
      else break;
      this.checkChain(links);
    }
    return value;
  }

  attribute(of: Expression): Expression {
    this.next();
    const token = this.next();
    const place = { start: of.start, end: token.end };
    if (token.type === 'name') return { type: 'attribute', of, name: token.text, ...place };
    if (token.type !== 'number' || !/^\d+$/.test(token.text)) this.fail("expected a name after '.'", token);
    const index: Expression = {
      type: 'number',
      value: Number(token.text),
      float: false,
      start: token.start,
      end: token.end,
    };
    return { type: 'index', of, index, ...place };
  }

  subscript(of: Expression): Expression {
    this.next();
    const bounds: (Expression | undefined)[] = [undefined];
    while (!this.is('operator', ']')) {
      if (this.accept('operator', ':')) bounds.push(undefined);
      else if (bounds.at(-1)) this.fail("expected ']'");
      else bounds[bounds.length - 1] = this.tuple();
    }
    const { end } = this.next();
    const [from, to, step] = bounds;
    const place = { start: of.start, end };
    if (bounds.length > 3) this.fail('a slice has at most three parts', place);
    if (bounds.length > 1)
      return { type: 'slice', of, ...(from && { from }), ...(to && { to }), ...(step && { step }), ...place };
    if (!from) return this.fail('expected an index', place);
    return { type: 'index', of, index: from, ...place };
  }

  call(of: Expression): Expression {
    const args = this.arguments();
    return { type: 'call', of, args, start: of.start, end: this.previous.end };
  }

  arguments(): Argument[] {
    this.expect('operator', '(');
    const args: Argument[] = [];
    while (!this.is('operator', ')')) {
      args.push(this.argument());
      if (!this.accept('operator', ',')) break;
    }
    this.expect('operator', ')');
    return args;
  }

  argument(): Argument {
    const { start, text } = this.token;
    const spread = this.is('operator', '*') ? 'list' : this.is('operator', '**') ? 'dict' : undefined;
    const named = this.is('name') && this.peek().type === 'operator' && this.peek().text === '=';
    if (spread) this.next();
    else if (named) this.position += 2;
    const value = this.expression();
    return { ...(spread && { spread }), ...(named && { name: text }), value, start, end: value.end };
  }

  /** `| filter`, `is test`, and calls of their results. */
  filters(value: Expression): Expression {
    for (let links = 0; ; links++) {
      this.checkChain(links);
      if (this.accept('operator', '|')) value = this.filter(value, value.start);
      else if (this.accept('name', 'is')) value = this.test(value);
      else if (this.is('operator', '(')) value = this.call(value);
      else return value;
    }
  }

  filter(input: Expression | undefined, start: number): Expression {
    let name = this.expect('name').text;
    while (this.accept('operator', '.')) name += `.${this.expect('name').text}`;
    const args = this.is('operator', '(') ? this.arguments() : [];
    return { type: 'filter', ...(input && { input }), name, args, start, end: this.previous.end };
  }

  test(input: Expression): Expression {
    const negated = this.accept('name', 'not');
    let name = this.expect('name').text;
    while (this.accept('operator', '.')) name += `.${this.expect('name').text}`;
    let args: Argument[] = [];
    if (this.is('operator', '(')) args = this.arguments();
    else if (this.startsTestArgument()) {
      const value = this.nested(() => this.postfix(this.primary()));
      args = [{ value, start: value.start, end: value.end }];
    }
    return { type: 'test', input, name, args, negated, start: input.start, end: this.previous.end };
  }

  startsTestArgument(): boolean {
    const { type, text } = this.token;
    if (type === 'name') return !afterTest.has(text);
    return type === 'string' || type === 'number' || (type === 'operator' && (text === '[' || text === '{'));
  }
}
