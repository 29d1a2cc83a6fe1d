/** One text for expressions that mean the same: case, quotes, parentheses, operand order and aliases aside. */
import { isNode, listOf, nodeOf, textOf, variant, type Node } from './ast.ts';

/** What a qualifier stands for within a SELECT: `o` → `orders`. */
export type Qualifiers = ReadonlyMap<string, string>;

const symbols = new Map([
  ['Eq', '='],
  ['NotEq', '<>'],
  ['Lt', '<'],
  ['LtEq', '<='],
  ['Gt', '>'],
  ['GtEq', '>='],
  ['Plus', '+'],
  ['Minus', '-'],
  ['Multiply', '*'],
  ['Divide', '/'],
  ['Modulo', '%'],
  ['StringConcat', '||'],
  ['And', 'and'],
  ['Or', 'or'],
]);

const commutative = new Set(['Eq', 'NotEq', 'Plus', 'Multiply', 'And', 'Or']);
const mirrored = new Map([
  ['Gt', 'Lt'],
  ['GtEq', 'LtEq'],
]);

/** The conjuncts of a condition: its parts that AND joins, parentheses taken off. */
export function conjuncts(condition: unknown): unknown[] {
  const found: unknown[] = [];
  const pending = [condition];
  while (pending.length > 0) {
    const next = pending.pop();
    const [tag, content] = variant(next);
    const node = nodeOf(content);
    if (tag === 'Nested') pending.push(content);
    else if (tag === 'BinaryOp' && node['op'] === 'And') pending.push(node['right'], node['left']);
    else found.push(next);
  }
  return found;
}

export function canonical(node: unknown, qualifiers: Qualifiers): string {
  const print = (child: unknown): string => canonical(child, qualifiers);
  const [tag, content] = variant(node);
  const fields = nodeOf(content);
  switch (tag) {
    case 'Identifier':
      return nameOf(content);
    case 'CompoundIdentifier': {
      const names = listOf(content).map(nameOf);
      const [first, ...rest] = names;
      return [qualifiers.get(first ?? '') ?? first, ...rest].join('.');
    }
    case 'Nested':
      return print(content);
    case 'Value':
      return literal(fields['value']);
    case 'BinaryOp':
      return binary(fields, print);
    case 'UnaryOp':
      return `${textOf(fields['op']).toLowerCase()} ${print(fields['expr'])}`;
    case 'IsNull':
      return `${print(content)} is null`;
    case 'IsNotNull':
      return `${print(content)} is not null`;
    case 'Between':
      return `${print(fields['expr'])}${fields['negated'] ? ' not' : ''} between ${print(fields['low'])} and ${print(fields['high'])}`;
    case 'InList': {
      const list = listOf(fields['list']).map(print).toSorted();
      return `${print(fields['expr'])}${fields['negated'] ? ' not' : ''} in (${list.join(', ')})`;
    }
    case 'Cast':
      return `cast(${print(fields['expr'])} as ${generic(fields['data_type'], qualifiers)})`;
    default:
      return generic(node, qualifiers);
  }
}

function nameOf(identifier: unknown): string {
  return textOf(nodeOf(identifier)['value']).toLowerCase();
}

function literal(value: unknown): string {
  const [tag, content] = variant(value);
  if (tag === 'Number') return textOf(listOf(content)[0]);
  if (tag === 'Boolean') return String(content);
  if (typeof content === 'string') return tag === 'Placeholder' ? content : `'${content}'`;
  return tag === 'Null' ? 'null' : JSON.stringify(value);
}

function binary(fields: Node, print: (child: unknown) => string): string {
  let op = typeof fields['op'] === 'string' ? fields['op'] : JSON.stringify(fields['op']);
  let operands =
    op === 'And' || op === 'Or'
      ? flattened(fields, op).map(print)
      : [print(fields['left']), print(fields['right'])];
  const mirror = mirrored.get(op);
  if (mirror) {
    op = mirror;
    operands = operands.toReversed();
  } else if (commutative.has(op)) operands = operands.toSorted();
  return `(${operands.join(` ${symbols.get(op) ?? op.toLowerCase()} `)})`;
}

function flattened(fields: Node, op: string): unknown[] {
  const found: unknown[] = [];
  const pending: unknown[] = [fields['right'], fields['left']];
  while (pending.length > 0) {
    const next = pending.pop();
    const [tag, content] = variant(next);
    const node = nodeOf(content);
    if (tag === 'Nested') pending.push(content);
    else if (tag === 'BinaryOp' && node['op'] === op) pending.push(node['right'], node['left']);
    else found.push(next);
  }
  return found;
}

type KeyKind = 'place' | 'wrapper' | 'tag';

const kinds = new Map<string, KeyKind>();

/** Of one of the parser's fields or tags: there are some hundreds. */
function kindOf(key: string): KeyKind {
  let kind = kinds.get(key);
  if (kind === undefined) kinds.set(key, (kind = readKind(key)));
  return kind;
}

function readKind(key: string): KeyKind {
  if (/span|token/.test(key)) return 'place';
  return /^(List|Unnamed|Expr|Expressions|Function|args|expr|parameters|distinct)$/.test(key)
    ? 'wrapper'
    : 'tag';
}

/** Any node: its tags, names and values, without places and empty fields. */
function generic(node: unknown, qualifiers: Qualifiers): string {
  if (Array.isArray(node)) return node.map((child) => canonical(child, qualifiers)).join(', ');
  if (!isNode(node)) return node === null || node === undefined ? '' : String(node).toLowerCase();
  if ('quote_style' in node && 'value' in node) return nameOf(node);
  const parts: string[] = [];
  for (const key in node) {
    const child = node[key];
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child) && child.length === 0) continue;
    const kind = kindOf(key);
    if (kind === 'place') continue;
    if (key === 'name' && 'args' in node) parts.unshift(canonical(child, qualifiers));
    else if (kind === 'wrapper') parts.push(canonical(child, qualifiers));
    else parts.push(`${key.toLowerCase()} ${canonical(child, qualifiers)}`);
  }
  const [name, ...rest] = parts;
  if (!('args' in node) || name === undefined || !Array.isArray(node['name'])) return parts.join(' ');
  const given = rest.filter((part) => part !== 'none').join(', ');
  return folded(name, given) ?? `${name}(${given})`;
}

/** `upper('a')` is `'A'`, of letters that every collation takes for the same. */
function folded(name: string, given: string): string | undefined {
  if ((name !== 'upper' && name !== 'lower') || !/^'[\x20-\x26\x28-\x7e]*'$/.test(given)) return undefined;
  return name === 'upper' ? given.toUpperCase() : given.toLowerCase();
}
