/** ref(), source() and metric() calls with literal arguments in text that is not a template: YAML and Python. */
import type { ConfigEntry, RefCall, SourceCall, Span, TemplateScan } from '../jinja/rendered.ts';
import type { SourceFile } from '../jinja/parser.ts';

export interface MetricCall {
  kind: 'metric';
  name: string;
  span: Span;
}

const call = /\b(ref|source|metric|config)\s*\(([^()]{0,2000})\)/g;
const argument = /^\s*(?:(\w+)\s*=\s*)?(?:(['"])([^'"\\]*)\2|(-?\d+(?:\.\d+)?)|(True|False|true|false))\s*$/;

interface Argument {
  name?: string;
  value: string | number | boolean;
}

/** Calls in `text`; spans are of the call where `offset` is given, else of the whole `span`. */
export function literalCalls(
  text: string,
  span: Span,
  offset?: number,
): (RefCall | SourceCall | MetricCall)[] {
  return [...text.matchAll(call)].flatMap((match) => {
    const args = readArguments(match[2] ?? '');
    const place = offset === undefined ? span : callSpan(match, span.path, offset);
    return args ? (toCall(match[1] ?? '', args, place) ?? []) : [];
  });
}

/** What a Python model says: dbt.ref(), dbt.source() and dbt.config(). */
export function scanPython({ path, text }: SourceFile): TemplateScan {
  const scan: TemplateScan = { refs: [], sources: [], dynamic: [], macros: [], config: [] };
  for (const match of text.matchAll(/\bdbt\s*\.\s*(ref|source|config)\s*\(([^()]{0,2000})\)/g)) {
    const span = callSpan(match, path, 0);
    const kind = match[1] ?? '';
    const args = readArguments(match[2] ?? '');
    const found = args && toCall(kind, args, span);
    if (found?.kind === 'ref') scan.refs.push(found);
    else if (found?.kind === 'source') scan.sources.push(found);
    else if (kind === 'config') scan.config.push(...pythonConfig(match[2] ?? '', span));
    else scan.dynamic.push({ kind: 'dynamic', function: kind === 'ref' ? 'ref' : 'source', span });
  }
  return scan;
}

function pythonConfig(text: string, span: Span): ConfigEntry[] {
  const args = readArguments(text);
  if (args) {
    return args.flatMap(({ name, value }) =>
      name ? { key: name, value: { known: true as const, value }, span } : [],
    );
  }
  return [...text.matchAll(/(\w+)\s*=/g)].map(([, key = '']) => ({ key, value: { known: false }, span }));
}

function callSpan(match: RegExpExecArray, path: string, offset: number): Span {
  return { path, start: offset + match.index, end: offset + match.index + match[0].length };
}

/** Undefined if some argument is not a literal. */
function readArguments(text: string): Argument[] | undefined {
  const args: Argument[] = [];
  if (text.trim() === '') return args;
  for (const part of text.replace(/,\s*$/, '').split(',')) {
    const match = argument.exec(part);
    if (!match) return undefined;
    const [, name, , quoted, number, boolean] = match;
    const value = quoted ?? (number === undefined ? boolean?.toLowerCase() === 'true' : Number(number));
    args.push({ ...(name ? { name } : {}), value });
  }
  return args;
}

function toCall(
  kind: string,
  args: readonly Argument[],
  span: Span,
): RefCall | SourceCall | MetricCall | undefined {
  const [first, second] = args.flatMap(({ name, value }) => (name ? [] : String(value)));
  if (first === undefined) return undefined;
  if (kind === 'metric') return { kind, name: first, span };
  if (kind === 'source')
    return second === undefined ? undefined : { kind, source: first, table: second, span };
  if (kind !== 'ref') return undefined;
  const version = args.find(({ name }) => name === 'v' || name === 'version')?.value;
  const versioned = version === undefined ? {} : { version: String(version) };
  return second === undefined
    ? { kind, name: first, ...versioned, span }
    : { kind, package: first, name: second, ...versioned, span };
}
