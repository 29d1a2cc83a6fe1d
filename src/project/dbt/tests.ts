/** Reads the data tests of a resource or column. */
import { get, items, textOf, toJson, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { DataTest } from './resources.ts';

/** Keys beside a test's arguments that dbt takes for config, from before `config:`. */
const configKeys = new Set(
  (
    'severity tags enabled where limit warn_if error_if fail_calc store_failures store_failures_as meta ' +
    'database schema alias group'
  ).split(' '),
);
const otherKeys = new Set(['name', 'description', 'config', 'arguments', 'test_name', 'model']);

/** From `data_tests:` and `tests:` of `node`. */
export function readTests(node: YamlNode, path: string, column?: string): DataTest[] {
  return ['data_tests', 'tests'].flatMap((key) =>
    items(get(node, key)).flatMap((item) => readTest(item, path, column) ?? []),
  );
}

function readTest(item: YamlNode, path: string, column: string | undefined): DataTest | undefined {
  const test: DataTest = {
    name: '',
    ...(column === undefined ? {} : { column }),
    arguments: Object.create(null),
    config: Object.create(null),
    span: { path, start: item.start, end: item.end },
  };
  if (item.kind === 'scalar') {
    const name = textOf(item);
    return name ? { ...test, name } : undefined;
  }
  if (item.kind !== 'map') return undefined;
  const named = textOf(get(item, 'test_name'));
  const [first] = item.entries;
  const name = named ?? first?.[0];
  if (!name) return undefined;
  if (!named && first?.[1].value.kind === 'map') readBody(first[1].value, test);
  // `test_name:` beside its arguments, or arguments that lost their indentation.
  readBody(item, test, named ? undefined : name);
  return { ...test, name };
}

function readBody(body: YamlMap, test: DataTest, except?: string): void {
  for (const [key, { value }] of body.entries) {
    if (key === except || otherKeys.has(key)) continue;
    if (configKeys.has(key)) test.config[key] = toJson(value);
    else test.arguments[key] = toJson(value);
  }
  const passed = get(body, 'arguments');
  assign(test.arguments, passed);
  // dbt takes config out of the arguments, wherever it stands among them.
  delete test.arguments['config'];
  assign(test.config, get(passed, 'config'));
  assign(test.config, get(body, 'config'));
}

function assign(target: Record<string, unknown>, node: YamlNode | undefined): void {
  if (node?.kind !== 'map') return;
  for (const [key, { value }] of node.entries) target[key] = toJson(value);
}
