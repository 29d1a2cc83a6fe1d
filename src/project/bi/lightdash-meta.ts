/** What Lightdash reads by the `meta` of dbt's properties: SQL of dimensions, metrics and joins. */
import { code } from '../../finding.ts';
import { Lines } from '../dbt/lines.ts';
import { get, items, textOf } from '../yaml/node.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { withoutComments } from './uses.ts';
import type { BiUse } from './uses.ts';

/** Of a properties file; empty if its `meta` is not Lightdash's. */
export function lightdashMetaUses(text: string): BiUse[] {
  if (!text.includes('${')) return [];
  const { root } = parseYaml(text);
  const lines = new Lines(text);
  return items(get(root, 'models')).flatMap((model) => {
    const name = textOf(get(model, 'name'));
    if (name === undefined) return [];
    const entries = [model, ...items(get(model, 'columns'))];
    const metas = entries.flatMap((entry) => [get(entry, 'meta'), get(get(entry, 'config'), 'meta')]);
    const joins = metas.flatMap((meta) => items(get(meta, 'joins')));
    // Under an alias a model's name may be another one's.
    const aliases = new Set(joins.flatMap((join) => textOf(get(join, 'alias')) ?? []));
    const by = `Lightdash’s settings of ${code(name)}`;
    const columns = metas
      .flatMap((meta) => [...sqlsIn(meta, 0)])
      .flatMap(({ sql, at }) => reads(sql, name, aliases).map((read) => ({ ...read, at })));
    const tables = joins.flatMap((join) => {
      const at = get(join, 'join');
      const table = textOf(at);
      return at && table !== undefined ? [{ table, column: undefined, at }] : [];
    });
    return [...tables, ...columns].map(({ table, column, at }): BiUse => {
      const use = {
        by,
        table: { name: table.toLowerCase() },
        names: 'model' as const,
        line: lines.lineAt(at.start),
      };
      return column === undefined ? use : { ...use, column: column.toLowerCase() };
    });
  });
}

const maxDepth = 20;
const sqlKeys = new Set(['sql', 'sql_on', 'sql_where', 'sql_filter']);

/** The values of keys that hold SQL. */
function* sqlsIn(node: YamlNode | undefined, depth: number): Iterable<{ sql: string; at: YamlNode }> {
  if (depth > maxDepth || node === undefined || node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) yield* sqlsIn(item, depth + 1);
    return;
  }
  for (const [key, { value }] of node.entries) {
    const sql = sqlKeys.has(key) ? textOf(value) : undefined;
    if (sql === undefined) yield* sqlsIn(value, depth + 1);
    else yield { sql, at: value };
  }
}

/** `${TABLE}.status` is a column of the model itself, `${orders.status}` a dimension of any. */
function reads(sql: string, own: string, aliases: ReadonlySet<string>): { table: string; column: string }[] {
  const plain = withoutComments(sql);
  return [
    ...[...plain.matchAll(/\$\{TABLE\}\.(?:(\w+)\b(?!\s*\()|"([^"\n]+)"|`([^`\n]+)`)/g)].map(
      ([, name, quoted, ticked]) => ({ table: own, column: name ?? quoted ?? ticked ?? '' }),
    ),
    ...[...plain.matchAll(/\$\{(\w+)\.(\w+)\}/g)]
      .map(([, table, column]) => ({ table: table!, column: column! }))
      .filter(({ table }) => !aliases.has(table)),
  ];
}
