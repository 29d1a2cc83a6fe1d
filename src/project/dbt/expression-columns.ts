/** Which columns a SQL expression in a properties file names. */
import type { SqlEngine } from '../sql/sql-engine.ts';
import { hasJinja } from './settings.ts';
import { textOf, type YamlNode } from '../yaml/node.ts';

const bareColumn = /^[A-Za-z_]\w*$/;

/** Words that stand alone in an expression without being columns. */
const constants = new Set(
  (
    'true false null current_date current_time current_timestamp current_user current_role current_catalog ' +
    'current_schema session_user system_user user localtime localtimestamp sysdate systimestamp getdate today now ' +
    'rowid rownum oid ctid _partitiontime _partitiondate _table_suffix _file_name'
  ).split(' '),
);

/** In lower case; none if the expression is Jinja or cannot be read. */
export function expressionColumns(node: YamlNode, engine: SqlEngine, warehouse: string): string[] {
  const text = textOf(node);
  if (text === undefined || hasJinja(node)) return [];
  if (bareColumn.test(text)) return constants.has(text.toLowerCase()) ? [] : [text.toLowerCase()];
  const parsed = engine.parse(warehouse, `select ${text}`);
  if (parsed.kind !== 'query' || parsed.query.body.kind !== 'select') return [];
  const { projection, from } = parsed.query.body;
  const [item] = projection;
  if (projection.length !== 1 || from.length > 0 || item?.kind !== 'expression') return [];
  const names = item.expression.columns
    .filter(({ parts, doubtful }) => parts.length === 1 && !doubtful)
    .map(({ parts }) => parts[0]?.name ?? '');
  return [...new Set(names)].filter((name) => name !== '' && !constants.has(name));
}
