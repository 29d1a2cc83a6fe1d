/** Edits that many mutators make. */
import { closing, lineOf, spliced } from './sql-text.ts';
import type { Item, Select } from './sql-text.ts';
import type { Model } from './corpus.ts';
import type { Place } from './mutation.ts';

/** Takes an item other than the first out of its list, with the comma before it. */
export function withoutItem({ text }: Pick<Model, 'text'>, { items }: Select, item: Item): string {
  const before = items[items.indexOf(item) - 1]!;
  return spliced(text, before.end, item.end, '');
}

/** Puts an item behind the first one, on a line of its own; `line` is where it stands then. */
export function withItem(
  { text }: Pick<Model, 'text'>,
  { items }: Select,
  item: string,
): { text: string; line: number } {
  const { end } = items[0]!;
  return { text: spliced(text, end, end, `,\n    ${item}`), line: lineOf(text, end) + 1 };
}

/** Where something of base was, and where head has its statement. */
export function removedAt(model: Pick<Model, 'path' | 'text'>, offset: number, statement?: number): Place[] {
  const { path, text } = model;
  const gone: Place = { path, line: lineOf(text, offset), side: 'base' };
  return statement === undefined ? [gone] : [gone, { path, line: lineOf(text, statement), side: 'head' }];
}

export interface Argument {
  key: string;
  value: string;
  start: number;
  end: number;
}

export interface Config {
  /** Offset behind which the first argument, or the first key of its dictionary, stands. */
  open: number;
  /** True for `config({'key': value})`. */
  dictionary: boolean;
  arguments: Argument[];
}

/** The model's only `config(…)`, its settings in order; those of the dictionary if it is given `**dictionary`. */
export function configOf({ text }: Pick<Model, 'text'>): Config | undefined {
  const calls = [...text.matchAll(/\{\{-?\s*config\s*\(\s*(\{)?/g)];
  const [call] = calls;
  if (calls.length !== 1 || !call) return undefined;
  const set = spreadIn(text, call.index);
  const dictionary = call[1] !== undefined || set !== undefined;
  const masked = text
    .replaceAll(/'[^'\n]*'|"[^"\n]*"/g, (found) => '_'.repeat(found.length))
    .replaceAll('{', '[')
    .replaceAll('}', ']');
  const own = call[1] === undefined ? call[0].indexOf('(') : call[0].length - 1;
  const open = set ?? call.index + own;
  const close = closing(masked, open);
  if (close < 0) return undefined;
  const parts: [number, number][] = [];
  let depth = 0;
  let begin = open + 1;
  for (let at = open + 1; at <= close; at++) {
    const char = masked[at]!;
    if (at === close || (char === ',' && depth === 0)) {
      parts.push([begin, at]);
      begin = at + 1;
    } else if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
  }
  return { open, dictionary, arguments: parts.flatMap((part) => argumentAt(text, ...part) ?? []) };
}

/** Where the brace of the dictionary stands that the call takes its settings from. */
function spreadIn(text: string, call: number): number | undefined {
  const [, name] = /^[^}]*?\*\*\s*(\w+)/.exec(text.slice(call)) ?? [];
  if (name === undefined) return undefined;
  const set = new RegExp(String.raw`\{%-?\s*set\s+${name}\s*=\s*\{`).exec(text);
  return set ? set.index + set[0].length - 1 : undefined;
}

function argumentAt(text: string, from: number, to: number): Argument | undefined {
  const match = /^(\s*)(?:(\w+)\s*=|['"](\w+)['"]\s*:)\s*([\s\S]*?)\s*$/.exec(text.slice(from, to));
  if (!match) return undefined;
  const start = from + match[1]!.length;
  const end = start + text.slice(start, to).trimEnd().length;
  return { key: (match[2] ?? match[3])!, value: match[4]!, start, end };
}

/** What a literal setting of its own config says. */
export function settingOf(model: Pick<Model, 'text'>, key: string): string | undefined {
  const found = configOf(model)?.arguments.find((argument) => argument.key === key)?.value;
  return found === undefined ? undefined : /^['"](.*)['"]$/.exec(found)?.[1];
}

/** The text without one argument of its config and a comma beside it. */
export function withoutArgument(
  { text }: Pick<Model, 'text'>,
  all: readonly Argument[],
  gone: Argument,
): string {
  const index = all.indexOf(gone);
  const before = all[index - 1];
  if (before) return spliced(text, before.end, gone.end, '');
  const after = all[index + 1];
  const comma = /^\s*,/.exec(text.slice(gone.end))?.[0].length ?? 0;
  return spliced(text, gone.start, after?.start ?? gone.end + comma, '');
}

/** With this setting added in front of the others, or in a config of its own. */
export function withConfig(model: Pick<Model, 'text'>, key: string, value: string): string {
  const config = configOf(model);
  if (!config) return `{{ config(${key}=${value}) }}\n${model.text}`;
  const comma = config.arguments.length > 0 ? ', ' : '';
  const at = config.open + 1;
  return spliced(model.text, at, at, `${config.dictionary ? `'${key}': ` : `${key}=`}${value}${comma}`);
}

/** A properties file with one model. `lines` are indented below the entry. */
export function propertiesOf(name: string, lines: readonly string[] = [], section = 'models'): string {
  return ['version: 2', `${section}:`, `  - name: ${name}`, ...lines.map((line) => `    ${line}`), ''].join(
    '\n',
  );
}

/** The line, counted from 1, on which this stands in the text. */
export function lineWith(text: string, part: string): number {
  const at = text.indexOf(part);
  if (at < 0) throw new Error(`the text lacks ${part}`);
  return lineOf(text, at);
}

/** Without whole lines, both ends included, counted from 1. */
export function withoutLines(text: string, from: number, to: number): string {
  const lines = text.split('\n');
  lines.splice(from - 1, to - from + 1);
  return lines.join('\n');
}

/** The lines of a model where these offsets of its text are. */
export function at(model: Model, ...offsets: number[]): Place[] {
  return offsets.map((offset) => ({ path: model.path, line: lineOf(model.text, offset) }));
}
