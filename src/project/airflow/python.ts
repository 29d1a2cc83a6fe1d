/** Reading Python for values that are written down: no code is run, and what is not plain stays unknown. */
import type { SyntaxNode, Tree } from '@lezer/common';

export interface PythonFile {
  tree: Tree;
  text: string;
  /** Names that are assigned exactly once at the file's top level, with the expression. */
  constants: ReadonlyMap<string, SyntaxNode>;
}

/** What an expression says. Unlike JSON it has times, and `unknown` is no value. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | { kind: 'duration'; seconds: number }
  /** `2024-01-31`. */
  | { kind: 'date'; day: string };

/** Longer files are not read, in UTF-16 code units: a second's work on a slow machine. */
const maxLength = 250_000;
/** Nor are files with brackets that nest deeper: nobody writes them, and walking their trees is slow or fails. */
const maxNesting = 100;

/**
 * Reads a file; undefined for one that is too long, too deep or no Python: mending broken text takes long, and what
 * comes out is a guess. The parser is loaded with the first file.
 */
export async function readPython(text: string): Promise<PythonFile | undefined> {
  if (text.length > maxLength || nesting(text) > maxNesting) return undefined;
  const { parser } = await import('@lezer/python');
  try {
    const tree = parser.configure({ strict: true }).parse(text);
    return { tree, text, constants: constantsOf(tree, text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How deep brackets nest at most. Those in strings and comments count too. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most;
}

function constantsOf(tree: Tree, text: string): Map<string, SyntaxNode> {
  const constants = new Map<string, SyntaxNode>();
  const twice = new Set<string>();
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name !== 'AssignStatement') continue;
    const [target, operator, value, ...rest] = childrenOf(node);
    if (target?.name !== 'VariableName' || !value || rest.length > 0) continue;
    if (operator?.name !== 'AssignOp' || textOf(operator, text) !== '=') continue;
    const name = textOf(target, text);
    if (constants.has(name)) twice.add(name);
    constants.set(name, value);
  }
  for (const name of twice) constants.delete(name);
  return constants;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

export function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

/** The last part of what is called: `DAG` in `models.DAG(…)`. */
export function calleeOf(call: SyntaxNode, text: string): string | undefined {
  const callee = call.firstChild;
  if (callee?.name === 'VariableName') return textOf(callee, text);
  const last = callee?.name === 'MemberExpression' ? callee.lastChild : null;
  return last?.name === 'PropertyName' ? textOf(last, text) : undefined;
}

export interface Argument {
  /** Absent for a positional one. */
  name?: string;
  value: SyntaxNode;
  /** The whole argument. */
  from: number;
  to: number;
}

/** The arguments of an `ArgList`, unpacked ones left out. */
export function argumentsOf(list: SyntaxNode | null | undefined, text: string): Argument[] {
  const found: Argument[] = [];
  let part: SyntaxNode[] = [];
  for (const node of list ? childrenOf(list).slice(1) : []) {
    if (node.name !== ',' && node.name !== ')') {
      part.push(node);
      continue;
    }
    const [first, second, third] = part;
    if (first && second?.name === 'AssignOp' && third)
      found.push({ name: textOf(first, text), value: third, from: first.from, to: third.to });
    else if (first && part.length === 1) found.push({ value: first, from: first.from, to: first.to });
    part = [];
  }
  return found;
}

/** What an expression says; undefined if that is not written down. Follows the file's constants. */
export function valueOf(node: SyntaxNode, file: PythonFile, depth = 0): PythonValue | undefined {
  if (depth > 5) return undefined;
  const written = textOf(node, file.text);
  switch (node.name) {
    case 'String':
      return stringOf(written);
    case 'Number': {
      const number = Number(written.replaceAll('_', ''));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'Boolean':
      return written === 'True';
    case 'None':
      return null;
    case 'VariableName': {
      const constant = file.constants.get(written);
      return constant && valueOf(constant, file, depth + 1);
    }
    case 'CallExpression':
      return timeOf(node, file, depth);
    default:
      return undefined;
  }
}

function stringOf(written: string): string | undefined {
  const match = /^(?:[rRuU]?)("""|'''|"|')([\s\S]*)\1$/.exec(written);
  return match?.[2]?.includes('\\') ? undefined : match?.[2];
}

const unitSeconds = new Map([
  ['weeks', 604_800],
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
]);

function timeOf(call: SyntaxNode, file: PythonFile, depth: number): PythonValue | undefined {
  const callee = calleeOf(call, file.text);
  const values = argumentsOf(call.lastChild, file.text).map(({ name, value }) => ({
    name,
    value: valueOf(value, file, depth + 1),
  }));
  if (callee === 'timedelta' || callee === 'duration') {
    let seconds = 0;
    for (const [index, { name, value }] of values.entries()) {
      const unit = unitSeconds.get(name ?? (index === 0 ? 'days' : index === 1 ? 'seconds' : ''));
      if (unit === undefined || typeof value !== 'number') return undefined;
      seconds += unit * value;
    }
    return { kind: 'duration', seconds };
  }
  if (callee === 'datetime' || callee === 'date') {
    const [year, month, day] = ['year', 'month', 'day'].map(
      (unit, index) =>
        values.find(({ name }, at) => name === unit || (name === undefined && at === index))?.value,
    );
    return [year, month, day].every((part) => typeof part === 'number')
      ? { kind: 'date', day: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` }
      : undefined;
  }
  const [first] = values;
  if ((callee === 'parse' || callee === 'fromisoformat') && typeof first?.value === 'string')
    return dateOf(first.value);
  if (callee === 'CronTriggerTimetable' || callee === 'CronDataIntervalTimetable') return first?.value;
  return undefined;
}

function pad(part: unknown, length: number): string {
  return String(part).padStart(length, '0');
}

/** A text that begins with a date. */
export function dateOf(text: string): { kind: 'date'; day: string } | undefined {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  return day === undefined ? undefined : { kind: 'date', day };
}
