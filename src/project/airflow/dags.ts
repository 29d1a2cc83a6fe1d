/** The DAGs that a file defines, and when they run. */
import type { SyntaxNode } from '@lezer/common';
import { get } from '../yaml/node.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { argumentsOf, calleeOf, childrenOf, dateOf, readPython, textOf, valueOf } from './python.ts';
import type { Argument, PythonFile, PythonValue } from './python.ts';

/** One setting; `value` is undefined if it is not written down plainly. */
export interface DagSetting {
  value: PythonValue | undefined;
  /** From 1. */
  startLine: number;
  endLine: number;
}

export interface Dag {
  /** Its id; of one without a plain id `dag 2`, by its place in the file. Empty for a folder's METADATA.yml. */
  id: string;
  /** Also the old `schedule_interval` and `timetable`. */
  schedule?: DagSetting;
  /** Of the DAG, or of its default arguments. */
  startDate?: DagSetting;
  catchup?: DagSetting;
  /** Where it begins, from 1. */
  line: number;
}

/** True for files that may define a DAG, judged before they are parsed. */
export function mayHoldDags(path: string, text: string): boolean {
  if (/(^|\/)METADATA\.ya?ml$/.test(path)) return true;
  return /\.py$/.test(path) && /\bairflow\b/.test(text) && /\b(DAG|dag)\b/.test(text);
}

/** The DAGs of a Python file, or the one of a folder's METADATA.yml, as gusty has it. Never throws. */
export async function readDags(path: string, text: string): Promise<Dag[]> {
  if (!mayHoldDags(path, text)) return [];
  if (!path.endsWith('.py')) return metadataDag(text);
  const file = await readPython(text);
  return file ? pythonDags(file) : [];
}

const scheduleKeys = ['schedule', 'schedule_interval', 'timetable'];

function pythonDags(file: PythonFile): Dag[] {
  const dags: Dag[] = [];
  const lineAt = (offset: number) => file.text.slice(0, offset).split('\n').length;
  const add = (list: SyntaxNode | null, from: number, fallback?: string): void => {
    if (dags.length >= 100) return;
    const given = argumentsOf(list, file.text);
    const setting = (names: readonly string[]): DagSetting | undefined => {
      const found = given.find(({ name }) => name !== undefined && names.includes(name));
      return found && settingOf(found, file, lineAt);
    };
    const named =
      given.find(({ name }) => name === 'dag_id') ??
      given.find(({ name }, at) => at === 0 && name === undefined);
    const id = named && valueOf(named.value, file);
    const schedule = setting(scheduleKeys);
    const startDate = setting(['start_date']) ?? defaultStart(given, file, lineAt);
    const catchup = setting(['catchup']);
    dags.push({
      id: typeof id === 'string' ? id : (fallback ?? `dag ${dags.length + 1}`),
      line: lineAt(from),
      ...(schedule && { schedule }),
      ...(startDate && { startDate }),
      ...(catchup && { catchup }),
    });
  };
  file.tree.iterate({
    enter: ({ node }) => {
      if (node.name === 'CallExpression' && calleeOf(node, file.text) === 'DAG')
        add(node.lastChild, node.from);
      if (node.name === 'Decorator' && isDagDecorator(node, file.text))
        add(node.getChild('ArgList'), node.from, functionOf(node, file.text));
    },
  });
  return dags;
}

function isDagDecorator(node: SyntaxNode, text: string): boolean {
  return /^@\s*(\w+\.)*dag\s*\(/.test(textOf(node, text).slice(0, 200));
}

function functionOf(decorator: SyntaxNode, text: string): string | undefined {
  const name = decorator.parent?.getChild('FunctionDefinition')?.getChild('VariableName');
  return name ? textOf(name, text) : undefined;
}

function settingOf(
  { value, from, to }: Argument,
  file: PythonFile,
  lineAt: (offset: number) => number,
): DagSetting {
  return { value: valueOf(value, file), startLine: lineAt(from), endLine: lineAt(to) };
}

/** `start_date` of a dictionary of default arguments. */
function defaultStart(
  given: readonly Argument[],
  file: PythonFile,
  lineAt: (offset: number) => number,
): DagSetting | undefined {
  const argument = given.find(({ name }) => name === 'default_args')?.value;
  const dictionary =
    argument?.name === 'VariableName' ? file.constants.get(textOf(argument, file.text)) : argument;
  if (dictionary?.name !== 'DictionaryExpression') return undefined;
  const nodes = childrenOf(dictionary);
  const key = nodes.findIndex((node) => node.name === 'String' && valueOf(node, file) === 'start_date');
  const value = nodes[key + 2];
  return key < 0 || !value
    ? undefined
    : settingOf({ value, from: nodes[key]!.from, to: value.to }, file, lineAt);
}

function metadataDag(text: string): Dag[] {
  const { root } = parseYaml(text);
  if (root?.kind !== 'map') return [];
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const setting = (node: YamlNode | undefined): DagSetting | undefined =>
    node?.kind === 'scalar'
      ? {
          value: typeof node.value === 'string' ? (dateOf(node.value) ?? node.value) : node.value,
          startLine: lineAt(node.start),
          endLine: lineAt(node.start),
        }
      : undefined;
  const schedule = setting(scheduleKeys.map((key) => get(root, key)).find((node) => node !== undefined));
  const startDate = setting(get(root, 'start_date') ?? get(get(root, 'default_args'), 'start_date'));
  const catchup = setting(get(root, 'catchup'));
  const dag: Dag = {
    id: '',
    line: 1,
    ...(schedule && { schedule }),
    ...(startDate && { startDate }),
    ...(catchup && { catchup }),
  };
  return [dag];
}
