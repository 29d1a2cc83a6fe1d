/** What the charts and dashboards of Lightdash read, as its command line writes them. */
import { code } from '../../finding.ts';
import { Lines } from '../dbt/lines.ts';
import { get, items, textOf } from '../yaml/node.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import type { BiUse } from './uses.ts';

/** Empty for what is neither a chart nor a dashboard. */
export function lightdashUses(text: string): BiUse[] {
  if (!/\b(tableName|exploreName)["']?:/.test(text)) return [];
  const { root } = parseYaml(text);
  const query = get(root, 'metricQuery');
  const table = textOf(get(root, 'tableName')) ?? textOf(get(query, 'exploreName'));
  const title = textOf(get(root, 'name')) ?? textOf(get(root, 'slug'));
  if (root === undefined || title === undefined) return [];
  const by = `Lightdash ${query ? 'chart' : 'dashboard'} ${code(title)}`;
  const lines = new Lines(text);
  const fields = [
    ...items(get(query, 'dimensions')).map((id) => ({ id, table })),
    ...targets(get(get(query, 'filters'), 'dimensions'), table, 0),
    ...targets(get(get(root, 'filters'), 'dimensions'), undefined, 0),
  ];
  const uses = fields.flatMap(({ id, table: of }) => {
    const field = textOf(id);
    return field === undefined || of === undefined || !field.startsWith(`${of}_`)
      ? []
      : [{ table: of, column: field.slice(of.length + 1), at: id }];
  });
  const made = items(get(query, 'additionalMetrics')).flatMap((metric) => {
    const [base, of] = [get(metric, 'baseDimensionName'), textOf(get(metric, 'table'))];
    const column = textOf(base);
    return !base || column === undefined || of === undefined ? [] : [{ table: of, column, at: base }];
  });
  const whole = get(root, 'tableName') ?? get(query, 'exploreName');
  return [
    ...(query && whole && table !== undefined ? [{ table, at: whole }] : []),
    ...[...uses, ...made],
  ].map((read): BiUse => {
    const use = {
      by,
      table: { name: read.table.toLowerCase() },
      names: 'model' as const,
      line: lines.lineAt(read.at.start),
    };
    return 'column' in read ? { ...use, column: read.column.toLowerCase() } : use;
  });
}

interface Field {
  id: YamlNode;
  /** Whose field it is; undefined if nothing says so. */
  table: string | undefined;
}

/** Filters are nested as people group them. */
const maxDepth = 20;

/** The `fieldId` of each filter under `node`. */
function* targets(node: YamlNode | undefined, table: string | undefined, depth: number): Iterable<Field> {
  if (node === undefined || node.kind === 'scalar' || depth > maxDepth) return;
  const id = get(node, 'fieldId');
  if (id) yield { id, table: textOf(get(node, 'tableName')) ?? table };
  const inner = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  for (const each of inner) yield* targets(each, table, depth + 1);
}
