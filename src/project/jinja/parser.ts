/** Jinja statements: from a file's text to its tree. */
import type { Branch, Expression, MacroNode, Parameter, Range, Statement, Target } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { SyntaxFailure, tokenize } from './lexer.ts';
import { defaultLimits, type TemplateLimits } from './limits.ts';
import type { JinjaProblem } from './rendered.ts';

export interface SourceFile {
  /** Relative to the repository. */
  path: string;
  text: string;
}

export type Parsed = { ok: true; body: Statement[] } | { ok: false; problem: JinjaProblem };

/**
 * The tree of a template, or why there is none. Never throws.
 * @param part what of the file is the template, if not all; places are the file's
 */
export function parseTemplate(
  file: SourceFile,
  limits: TemplateLimits = defaultLimits,
  part: Range = { start: 0, end: file.text.length },
): Parsed {
  try {
    const tokens = tokenize(file.text.slice(0, part.end), limits, part.start);
    return { ok: true, body: new Parser(tokens, limits).template() };
  } catch (cause) {
    if (!(cause instanceof SyntaxFailure)) throw cause;
    return { ok: false, problem: problemOf(file, cause) };
  }
}

export function problemOf({ path }: SourceFile, { message, start, end }: SyntaxFailure): JinjaProblem {
  return { message, span: { path, start, end } };
}

class Parser extends ExpressionParser {
  /** The tags that are being read, outermost first: a block without an end is reported where it begins. */
  private readonly openers: Range[] = [];

  template(): Statement[] {
    return this.body([]);
  }

  /** Statements up to a tag that is one of `ends`, which is left unread. */
  body(ends: readonly string[]): Statement[] {
    const statements: Statement[] = [];
    while (!this.is('eof')) {
      if (this.is('begin', '{%')) {
        const tag = this.peek();
        if (tag.type === 'name' && ends.includes(tag.text)) return statements;
        this.openers.push(this.token);
        statements.push(this.nested(() => this.tag()));
        this.openers.pop();
      } else if (this.is('begin')) statements.push(this.output());
      else statements.push(this.literal());
    }
    const opener = this.openers.at(-1);
    if (ends.length > 0) this.fail(`expected {% ${ends.at(-1)} %} before the end of the file`, opener);
    return statements;
  }

  literal(): Statement {
    const token = this.next();
    if (token.type !== 'docs') return { type: 'text', text: token.text, start: token.start, end: token.end };
    const body = this.expect('data');
    const nameStart = token.start + 2;
    return {
      type: 'docs',
      name: token.text,
      nameRange: { start: nameStart, end: body.start },
      text: body.text,
      bodyRange: { start: body.start, end: body.end },
      start: token.start,
      end: token.end,
    };
  }

  output(): Statement {
    const { start } = this.next();
    const value = this.tuple();
    const { end } = this.expect('end', '}}');
    return { type: 'output', value, start, end };
  }

  tag(): Statement {
    const { start } = this.next();
    const tag = this.expect('name');
    switch (tag.text) {
      case 'set':
        return this.set(start);
      case 'if':
        return this.if(start);
      case 'for':
        return this.for(start);
      case 'macro':
      case 'test':
      case 'data_test':
      case 'materialization':
        return this.macro(start, tag.text);
      case 'call':
        return this.callBlock(start);
      case 'filter':
        return this.filterBlock(start);
      case 'with':
        return this.with(start);
      case 'snapshot':
        return this.snapshot(start);
      case 'do': {
        const value = this.tuple();
        return { type: 'do', value, start, end: this.expect('end').end };
      }
      case 'print':
        return this.print(start);
      case 'break':
      case 'continue':
        return { type: tag.text, start, end: this.expect('end').end };
      default:
        return this.fail(
          /^(?:end|el)/.test(tag.text) ? `unexpected {% ${tag.text} %}` : `dbt has no tag {% ${tag.text} %}`,
          tag,
        );
    }
  }

  /** `{% print a, b %}`: one after the other, as `{{ a }}{{ b }}`. */
  print(start: number): Statement {
    let value = this.expression();
    while (this.accept('operator', ',')) {
      const right = this.expression();
      value = { type: 'binary', operator: '~', left: value, right, start: value.start, end: right.end };
    }
    return { type: 'output', value, start, end: this.expect('end', '%}').end };
  }

  /** The rest of a block: `%}`, its body, and `{% end… %}`; gives the end offset of the whole. */
  block(ends: readonly string[]): { body: Statement[]; bodyRange: Range; end: number } {
    const open = this.expect('end');
    const body = this.body(ends);
    const bodyRange = { start: open.end, end: this.token.start };
    this.next();
    this.next();
    return { body, bodyRange, end: this.expect('end').end };
  }

  target(): Target {
    const first = this.singleTarget();
    if (!this.is('operator', ',')) return first;
    const items = [first];
    while (this.accept('operator', ',') && !this.endsTuple()) items.push(this.singleTarget());
    return { type: 'tuple', items, start: first.start, end: this.previous.end };
  }

  singleTarget(): Target {
    if (this.accept('operator', '(')) {
      const target = this.nested(() => this.target());
      this.expect('operator', ')');
      return target;
    }
    const { text: name, start, end } = this.expect('name');
    if (!this.accept('operator', '.')) return { type: 'name', name, start, end };
    const attribute = this.expect('name');
    return { type: 'attribute', name, attribute: attribute.text, start, end: attribute.end };
  }

  set(start: number): Statement {
    const target = this.target();
    if (this.accept('operator', '=')) {
      const value = this.tuple();
      return { type: 'set', target, value, start, end: this.expect('end').end };
    }
    const filter = this.is('operator', '|') ? this.filterChain() : undefined;
    const { body, end } = this.block(['endset']);
    return { type: 'setBlock', target, ...(filter && { filter }), body, start, end };
  }

  /** `| a | b(1)` without an input. */
  filterChain(): Expression {
    const { start } = this.token;
    this.accept('operator', '|');
    return this.filters(this.filter(undefined, start));
  }

  if(start: number): Statement {
    const branches: Branch[] = [];
    let otherwise: Statement[] | undefined;
    for (let from = start; ;) {
      const test = this.tuple();
      this.expect('end');
      const body = this.body(['elif', 'else', 'endif']);
      branches.push({ test, body, start: from, end: this.token.start });
      from = this.next().start;
      const { text } = this.next();
      if (text === 'elif') continue;
      if (text === 'else') {
        this.expect('end');
        otherwise = this.body(['endif']);
        this.next();
        this.next();
      }
      break;
    }
    return {
      type: 'if',
      branches,
      ...(otherwise && { else: otherwise }),
      start,
      end: this.expect('end').end,
    };
  }

  for(start: number): Statement {
    const target = this.target();
    this.expect('name', 'in');
    const over = this.tuple(false);
    const filter = this.accept('name', 'if') ? this.expression() : undefined;
    this.accept('name', 'recursive');
    this.expect('end');
    const body = this.body(['else', 'endfor']);
    this.next();
    let otherwise: Statement[] | undefined;
    if (this.next().text === 'else') {
      this.expect('end');
      otherwise = this.body(['endfor']);
      this.next();
      this.next();
    }
    const { end } = this.expect('end');
    return {
      type: 'for',
      target,
      over,
      ...(filter && { filter }),
      body,
      ...(otherwise && { else: otherwise }),
      start,
      end,
    };
  }

  parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.accept('operator', '(')) return parameters;
    while (!this.is('operator', ')')) {
      const { text: name, start } = this.expect('name');
      const fallback = this.accept('operator', '=') ? this.expression() : undefined;
      parameters.push({ name, ...(fallback && { default: fallback }), start, end: this.previous.end });
      if (!this.accept('operator', ',')) break;
    }
    this.expect('operator', ')');
    return parameters;
  }

  macro(start: number, tag: string): MacroNode {
    const name = this.expect('name');
    let parameters: Parameter[] = [];
    if (tag === 'materialization') while (!this.is('end') && !this.is('eof')) this.next();
    else parameters = this.parameters();
    const { body, end } = this.block([`end${tag}`]);
    return {
      type: 'macro',
      tag: tag === 'data_test' ? 'test' : (tag as MacroNode['tag']),
      name: name.text,
      nameRange: { start: name.start, end: name.end },
      parameters,
      body,
      start,
      end,
    };
  }

  callBlock(start: number): Statement {
    const parameters = this.parameters();
    const call = this.expression();
    if (call.type !== 'call') this.fail('{% call %} needs a call', call);
    const { body, end } = this.block(['endcall']);
    return { type: 'callBlock', parameters, call, body, start, end };
  }

  filterBlock(start: number): Statement {
    const filter = this.filterChain();
    const { body, end } = this.block(['endfilter']);
    return { type: 'filterBlock', filter, body, start, end };
  }

  with(start: number): Statement {
    const bindings: { target: Target; value: Expression }[] = [];
    while (!this.is('end')) {
      const target = this.target();
      this.expect('operator', '=');
      bindings.push({ target, value: this.expression() });
      if (!this.accept('operator', ',')) break;
    }
    const { body, end } = this.block(['endwith']);
    return { type: 'with', bindings, body, start, end };
  }

  snapshot(start: number): Statement {
    const name = this.expect('name');
    const { body, bodyRange, end } = this.block(['endsnapshot']);
    return {
      type: 'snapshot',
      name: name.text,
      nameRange: { start: name.start, end: name.end },
      body,
      bodyRange,
      start,
      end,
    };
  }
}
