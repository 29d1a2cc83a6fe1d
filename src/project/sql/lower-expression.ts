/** From the parser's expressions to the names in them. */
import { canonical, type Qualifiers } from './canonical.ts';
import { isNode, listOf, nodeOf, variant, type Node, type Positions } from './ast.ts';
import { hasLambdas, hasUser } from './dialect.ts';
import { keywordArgument, isKeywordLike, isPseudoColumn, isTypeFirst } from './keywords.ts';
import { isAggregate, isNull, isUnorderedRowNumber } from './lower-value.ts';
import type { ColumnName, Expression, Identifier, Place, Query, Remark, Subquery } from './query.ts';

export interface LoweringContext {
  positions: Positions;
  /** True if double quotes make strings in this warehouse. */
  quotesAreStrings: boolean;
  /** As dbt calls it, lower case. */
  warehouse: string;
  text: string;
  lowerQuery(node: unknown): Query;
}

interface Path {
  functions: readonly string[];
  role: ColumnName['role'];
  /** Lambda parameters in force. */
  bound: ReadonlySet<string>;
}

const root: Path = { functions: [], role: 'value', bound: new Set() };

/** What an expression reads. `node` may be a list: its parts are read one after the other. */
export function lowerExpression(
  node: unknown,
  context: LoweringContext,
  qualifiers: Qualifiers = new Map(),
): Expression {
  return lowerItemExpression(node, context, qualifiers).expression;
}

/** What an expression reads, and whether a call outside of subqueries and windows makes one value of many rows. */
export function lowerItemExpression(
  node: unknown,
  context: LoweringContext,
  qualifiers: Qualifiers,
): { expression: Expression; aggregate: boolean } {
  const walk = new Walk(context);
  walk.visit(node, root);
  const place = context.positions.cover(node) ?? { start: 0, end: 0 };
  const [tag, content] = variant(node);
  const inner = tag === 'Nested' ? variant(content)[0] : tag;
  const bare = (inner === 'Identifier' || inner === 'CompoundIdentifier') && walk.columns.length === 1;
  const { columns, subqueries, remarks, aggregate } = walk;
  const text = canonical(node, qualifiers);
  return { expression: { ...place, columns, subqueries, remarks, bare, text }, aggregate };
}

/** The names in an expression that stand where a column can stand, those in subqueries aside. */
export function columnsIn(node: unknown, context: LoweringContext): ColumnName[] {
  const walk = new Walk({ ...context, lowerQuery: () => elsewhere });
  walk.visit(node, root);
  return walk.columns;
}

/** Stands for a subquery that is not read. */
const elsewhere: Query = {
  start: 0,
  end: 0,
  ctes: [],
  recursive: false,
  body: { kind: 'values', start: 0, end: 0, width: 0, expressions: [] },
  order: [],
  ordered: false,
};

class Walk {
  readonly columns: ColumnName[] = [];
  readonly subqueries: Subquery[] = [];
  readonly remarks: Remark[] = [];
  aggregate = false;
  private readonly context: LoweringContext;

  constructor(context: LoweringContext) {
    this.context = context;
  }

  visit(node: unknown, path: Path): void {
    if (Array.isArray(node)) {
      for (const child of node) this.visit(child, path);
      return;
    }
    if (!isNode(node)) return;
    if ('body' in node && 'order_by' in node) return this.subquery(node, path);
    const [tag, content] = variant(node);
    const fields = nodeOf(content);
    switch (tag) {
      case 'Identifier':
        return this.column([content], path);
      case 'CompoundIdentifier':
        return this.column(listOf(content), path);
      case 'CompoundFieldAccess':
        return this.fieldAccess(fields, path);
      case 'Function':
        return this.call(fields, path);
      case 'Convert':
        return this.children(this.typeLast(fields), applied(path, 'convert'));
      case 'Lambda':
        return this.lambda(fields['params'], fields['body'], path);
      case 'Case':
        return this.conditional(fields, path);
      case 'Nested':
        return this.visit(content, path);
      case 'BinaryOp':
        return this.binary(fields, node, path);
      case 'InSubquery':
        return this.membership(fields, node, path);
      case 'UnaryOp':
        return this.children(fields, applied(path, operatorName(fields['op'])));
      case 'Struct':
        return this.children(fields, applied(path, 'struct'));
      case 'Named':
        // `a as b` in STRUCT, `a => b` in a call: the name is no column. `json_object(a value b)`: it is.
        if (fields['operator'] === 'Value' && nodeOf(fields['name'])['quote_style'] !== "'")
          this.column([fields['name']], path);
        return this.visit(fields['expr'] ?? fields['arg'], path);
      case 'JsonAccess':
        return this.children(fields, applied(path, 'json_access'));
      case 'Value':
      case 'TypedString':
      case 'ObjectName':
      case 'Wildcard':
      case 'QualifiedWildcard':
        return;
      default:
        if (isTag(tag) && !transparent.has(tag)) return this.visit(content, applied(path, snake(tag)));
        return this.children(node, path);
    }
  }

  private children(node: unknown, path: Path): void {
    if (!isNode(node)) return this.visit(node, path);
    for (const key in node) if (!notExpressions.has(key)) this.visit(node[key], path);
  }

  private binary(fields: Node, node: Node, path: Path): void {
    const { op, left, right } = fields;
    if (op === 'Arrow' && isParameterList(left) && hasLambdas(this.context.warehouse))
      return this.lambda(left, right, path);
    const isEquality = op === 'Eq' || op === 'NotEq';
    if (isEquality && (isNull(left) || isNull(right))) this.remark('null-comparison', node);
    this.children(fields, applied(path, operatorName(op)));
  }

  private membership(fields: Node, node: Node, path: Path): void {
    const inner = applied(path, 'in_subquery');
    this.visit(fields['expr'], inner);
    const place = fields['negated'] === true ? this.context.positions.cover(node) : undefined;
    this.subquery(nodeOf(fields['subquery']), inner, place);
  }

  private column(nodes: readonly unknown[], path: Path): void {
    const parts = nodes
      .map((part) => this.context.positions.identifier(part))
      .filter((part) => part !== undefined);
    const first = parts[0];
    if (!first || path.bound.has(first.name)) return;
    if (first.quoted && this.context.quotesAreStrings && this.context.text[first.start] === '"') return;
    // A qualifier rules out a keyword, but not a column that no list mentions.
    const mayBeWord = isKeywordLike(first.name) && (first.name !== 'user' || hasUser(this.context.warehouse));
    const isUnsure = first.quoted ? this.mayBeText(first.start) : mayBeWord;
    const doubtful = parts.length === 1 ? isUnsure : isPseudoColumn(parts.at(-1)!.name);
    this.columns.push({ parts, functions: [...path.functions], role: path.role, doubtful });
  }

  /** A project for several warehouses, of which some take `"a"` for a text. */
  private mayBeText(start: number): boolean {
    return this.context.warehouse === 'generic' && this.context.text[start] === '"';
  }

  private fieldAccess(fields: Node, path: Path): void {
    const chain = listOf(fields['access_chain']);
    const [rootTag, root] = variant(fields['root']);
    const start =
      rootTag === 'Identifier' ? [root] : rootTag === 'CompoundIdentifier' ? listOf(root) : undefined;
    // In `t.items[0].name` the parser takes `t` alone for the root; up to the bracket it is one name.
    if (start) this.column([...start, ...leadingNames(chain)], path);
    else this.visit(fields['root'], path);
    for (const access of chain) {
      const [tag, content] = variant(access);
      // `.name` after something that is not a relation is a field; an index may name a column.
      if (tag === 'Subscript')
        this.visit(content, {
          ...applied(path, 'subscript'),
          role: path.role === 'value' ? 'condition' : path.role,
        });
    }
  }

  private call(fields: Node, path: Path): void {
    const name = this.context.positions
      .objectName(fields['name'])
      .map((part) => part.name)
      .join('.');
    const list = nodeOf(nodeOf(fields['args'])['List']);
    const args = listOf(list['args']);
    const named = applied(path, name);
    const inner = args.some(leavesDayOut) ? applied(named, 'date_trunc') : named;
    const skipped = keywordArgument(name, args.map(bareName), this.context.warehouse);
    for (const [index, argument] of args.entries()) {
      if (index === skipped) continue;
      const names = hasLambdas(this.context.warehouse) ? lambdaParameters(argument) : [];
      this.visit(
        argument,
        names.length > 0 ? { ...inner, bound: new Set([...path.bound, ...names]) } : inner,
      );
    }
    if (args.length === 0) this.visit(fields['args'], inner);
    const condition: Path = { ...inner, role: inner.role === 'value' ? 'condition' : inner.role };
    this.visit(list['clauses'], condition);
    this.visit(fields['parameters'], inner);
    this.visit(fields['filter'], condition);
    this.visit(fields['within_group'], condition);
    const [kind, over] = variant(fields['over']);
    if (isAggregate(fields)) this.aggregate = true;
    if (isUnorderedRowNumber(fields)) this.remark('unordered-row-number', fields);
    if (kind === 'WindowSpec') this.children(nodeOf(over), { ...path, functions: [], role: 'window' });
  }

  /** `convert(int, amount)`, where the parser took the type for the value and the value for the type. */
  private typeLast(fields: Node): Node {
    if (!isTypeFirst(bareName(fields['expr']), this.context.warehouse)) return fields;
    const [kind, custom] = variant(fields['data_type']);
    return { expr: kind === 'Custom' ? listOf(listOf(custom)[0])[0] : null };
  }

  private lambda(params: unknown, body: unknown, path: Path): void {
    const names = collectNames(params);
    this.visit(body, { ...applied(path, 'lambda'), bound: new Set([...path.bound, ...names]) });
  }

  private conditional(fields: Node, path: Path): void {
    const inner = applied(path, 'case');
    const condition: Path = { ...inner, role: path.role === 'value' ? 'condition' : path.role };
    this.visit(fields['operand'], condition);
    for (const branch of listOf(fields['conditions'])) {
      this.visit(nodeOf(branch)['condition'], condition);
      this.visit(nodeOf(branch)['result'], inner);
    }
    this.visit(fields['else_result'], inner);
  }

  private subquery(node: Node, path: Path, notIn?: Place): void {
    this.subqueries.push({
      query: this.context.lowerQuery(node),
      functions: [...path.functions],
      role: path.role,
      ...(notIn && { notIn }),
    });
  }

  private remark(kind: Remark['kind'], node: Node): void {
    const place = this.context.positions.cover(node);
    if (place) this.remarks.push({ kind, ...place });
  }
}

/** Fields that hold names or keywords rather than expressions. */
const notExpressions = new Set([
  'data_type',
  'op',
  'field',
  'leading_field',
  'last_field',
  'window_name',
  'window_frame',
  'collation',
  'path',
  'fields',
  'character_set',
  'name',
  'alias',
]);

function leadingNames(chain: readonly unknown[]): unknown[] {
  const names: unknown[] = [];
  for (const access of chain) {
    const [tag, content] = variant(access);
    const [inner, name] = variant(content);
    if (tag !== 'Dot' || inner !== 'Identifier') break;
    names.push(name);
  }
  return names;
}

/** Wrappers that do nothing to a value. */
const transparent = new Set([
  'Expr',
  'Unnamed',
  'ExprNamed',
  'List',
  'Subquery',
  'Expressions',
  'On',
  'Set',
  'OrderBy',
  'Limit',
  'ForValues',
]);

/** Operators nested deeper than this are not told apart: a chain of thousands would make a list of lists of them. */
const maxFunctions = 32;

function applied(path: Path, name: string): Path {
  const { functions } = path;
  if (name === '' || functions.length > maxFunctions) return path;
  return { ...path, functions: [...functions, functions.length < maxFunctions ? name : 'more'] };
}

function operatorName(op: unknown): string {
  const [tag] = variant(op);
  return snake(typeof op === 'string' ? op : tag);
}

function isTag(name: string): boolean {
  return name >= 'A' && name < '[';
}

const snakes = new Map<string, string>();

/** Of one of the parser's tags: there are some hundreds. */
function snake(tag: string): string {
  let name = snakes.get(tag);
  if (name === undefined) snakes.set(tag, (name = tag.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toLowerCase()));
  return name;
}

/** The year, the quarter and the month, as `format_date`, `strftime`, `date_format` and `to_char` call them. */
const monthFormat = /^(?:%[YyGgQmbBh]|y{2,4}|m{2,4}|mon(?:th)?|q|[-/._ ])+$/i;

/** True for `'%Y-%m'`: what a date is formatted by so is cut to its month, as `date_trunc` would do it. */
function leavesDayOut(argument: unknown): boolean {
  const [tag, content] = bareArgument(argument);
  const [kind, text] = variant(nodeOf(content)['value']);
  return (
    tag === 'Value' &&
    kind === 'SingleQuotedString' &&
    monthFormat.test(String(text)) &&
    /y/i.test(String(text))
  );
}

function bareArgument(argument: unknown): [tag: string, content: unknown] {
  let node = argument;
  for (
    let [tag, content] = variant(node);
    tag === 'Unnamed' || tag === 'Expr';
    [tag, content] = variant(node)
  )
    node = content;
  return variant(node);
}

function bareName(argument: unknown): string | undefined {
  const [tag, content] = bareArgument(argument);
  if (tag === 'Identifier') return String(nodeOf(content)['value']).toLowerCase();
  if (tag !== 'Function') return undefined;
  // `week(monday)`
  const name = listOf(nodeOf(content)['name']).map((part) => nodeOf(nodeOf(part)['Identifier'])['value']);
  return name.length === 1 && String(name[0]).toLowerCase() === 'week' ? 'week' : undefined;
}

/**
 * The parameters of an argument that is a lambda. The parser lets `->` bind tighter than most operators, so that in
 * `x -> x > a and x < b` it stands deep on the left, while its body is all that follows.
 */
function lambdaParameters(argument: unknown): string[] {
  for (let node = argument; ;) {
    const [tag, content] = variant(node);
    const { op, left, expr } = nodeOf(content);
    if (tag === 'BinaryOp' && op === 'Arrow' && isParameterList(left)) return collectNames(left);
    if (tag === 'BinaryOp') node = left;
    else if (tag === 'Unnamed' || tag === 'Expr') node = content;
    else if (/^(In|Between|Like|ILike|RLike|SimilarTo|Is)/.test(tag)) node = expr ?? content;
    else return [];
  }
}

function isParameterList(node: unknown): boolean {
  const [tag, content] = variant(node);
  if (tag === 'Nested') return isParameterList(content);
  if (tag === 'Tuple') return listOf(content).every((part) => variant(part)[0] === 'Identifier');
  return tag === 'Identifier';
}

function collectNames(node: unknown): string[] {
  const names: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    if (typeof value['value'] === 'string' && 'quote_style' in value)
      names.push(value['value'].toLowerCase());
    else Object.values(value).forEach(visit);
  };
  visit(node);
  return names;
}

/** Identifiers of a USING or EXCEPT list, however deep the parser wraps them. */
export function identifiersIn(node: unknown, positions: Positions): Identifier[] {
  const found: Identifier[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    if (typeof value['value'] === 'string' && 'quote_style' in value) {
      const identifier = positions.identifier(value);
      if (identifier) found.push(identifier);
    } else Object.values(value).forEach(visit);
  };
  visit(node);
  return found;
}
