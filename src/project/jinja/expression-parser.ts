/** Jinja expressions: recursive descent by precedence, as jinja2 has it. */
import type { Argument, BinaryOperator, ComparisonOperator, Expression, Range, StringPart } from './ast.ts';
import { SyntaxFailure, type Token } from './lexer.ts';
import { stringParts } from './string-literal.ts';
import type { TemplateLimits } from './limits.ts';

/** Levels of operators, the loosest first: OR, AND, NOT, comparisons, and so on. */
const [negation, comparison] = [2, 3];
const wordLevels = new Map([
  ['or', 0],
  ['and', 1],
  ['in', comparison],
]);
const operatorLevels = new Map<string, number>([
  ...['==', '!=', '<', '<=', '>', '>='].map((text) => [text, comparison] as const),
  ...['+', '-'].map((text) => [text, 4] as const),
  ['~', 5],
  ...['*', '/', '//', '%'].map((text) => [text, 6] as const),
  ['**', 7],
]);
const constants = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
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
    return this.nested(() => (conditional ? this.conditional() : this.operation(0)));
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
    let value = this.operation(0);
    for (let links = 0; this.accept('name', 'if'); links++) {
      this.checkChain(links);
      const test = this.operation(0);
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

  /** Whatever binds at least as tightly as operators of this level. */
  operation(least: number): Expression {
    let left = least <= negation && this.is('name', 'not') ? this.negated() : this.unary();
    for (let links = 0; ; links++) {
      const level = this.level();
      if (level < least) return left;
      this.checkChain(links);
      left = level === comparison ? this.compared(left) : this.binary(left, level);
    }
  }

  /** Of the operator that comes next; -1 if none does. */
  level(): number {
    const { type, text } = this.token;
    if (type === 'operator') return operatorLevels.get(text) ?? -1;
    if (type !== 'name') return -1;
    if (text === 'not') return this.peek().type === 'name' && this.peek().text === 'in' ? comparison : -1;
    return wordLevels.get(text) ?? -1;
  }

  binary(left: Expression, level: number): Expression {
    const operator = this.next().text as BinaryOperator;
    const right = this.operation(level + 1);
    return { type: 'binary', operator, left, right, start: left.start, end: right.end };
  }

  negated(): Expression {
    const { start } = this.next();
    const operand = this.nested(() => this.operation(negation));
    return { type: 'unary', operator: 'not', operand, start, end: operand.end };
  }

  /** `a < b < c` is one expression. */
  compared(first: Expression): Expression {
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    while (this.level() === comparison) {
      const operator = this.next().text;
      if (operator === 'not') this.next();
      rest.push({
        operator: operator === 'not' ? 'not in' : (operator as ComparisonOperator),
        operand: this.operation(comparison + 1),
      });
    }
    return { type: 'compare', first, rest, start: first.start, end: this.previous.end };
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
    const argument: Argument = { value, start, end: value.end };
    if (spread) argument.spread = spread;
    if (named) argument.name = text;
    return argument;
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
