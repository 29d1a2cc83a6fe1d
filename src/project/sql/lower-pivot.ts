/** Which columns a PIVOT or UNPIVOT uses up and makes, where it is known how the warehouse names and orders them. */
import { listOf, nodeOf, textOf, variant, type Node } from './ast.ts';
import type { ColumnName, PivotColumns } from './query.ts';

/**
 * The columns of `PIVOT(sum(x) AS s FOR m IN ('a', 'b'))`: each aggregate for each value, named by both.
 * @param columns what the aggregates and FOR name: all else is grouped by, and stays
 */
export function pivotColumns(
  fields: Node,
  columns: readonly ColumnName[],
  warehouse: string,
): PivotColumns | undefined {
  if (warehouse !== 'bigquery') return undefined;
  const aggregates = listOf(fields['aggregate_functions']).map(aliasOf);
  const values = listOf(nodeOf(fields['value_source'])['List']).map(valueName);
  const isPlain =
    listOf(fields['value_column']).length === 1 && columns.every(({ parts }) => parts.length === 1);
  const isNamed = aggregates.length === 1 || aggregates.every((alias) => alias !== undefined);
  if (!isPlain || !isNamed || values.length === 0) return undefined;
  const made: string[] = [];
  for (const value of values) {
    for (const alias of aggregates) {
      // Alone, a number is no name.
      if (value === undefined || (alias === undefined && /^\d/.test(value))) return undefined;
      made.push(alias === undefined ? value : `${alias}_${value}`);
    }
  }
  return { used: columns.map(({ parts }) => parts[0]!.name), made };
}

/**
 * The columns of `UNPIVOT(v FOR k IN (a, b))`: `v` and `k` instead of `a` and `b`. There may be several values:
 * `UNPIVOT((v, w) FOR k IN ((a, b), (c, d)))`.
 */
export function unpivotColumns(fields: Node, warehouse: string): PivotColumns | undefined {
  const used = identifiers(listOf(fields['columns']).map((column) => nodeOf(column)['expr']));
  const values = identifiers([fields['value']]);
  const name = textOf(nodeOf(fields['name'])['value']).toLowerCase();
  if (!used || !values || used.length === 0 || name === '') return undefined;
  if (warehouse === 'bigquery') return { used, made: [...values, name] };
  return warehouse === 'snowflake' && values.length === 1 ? { used, made: [name, ...values] } : undefined;
}

/** Of columns, alone or several in parentheses; undefined if one is something else. */
function identifiers(nodes: readonly unknown[]): string[] | undefined {
  const names = nodes.flatMap((node) => {
    const [tag, content] = variant(node);
    return tag === 'Tuple' ? listOf(content).map(identifier) : [identifier(node)];
  });
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? known : undefined;
}

function identifier(node: unknown): string | undefined {
  const [tag, content] = variant(node);
  return tag === 'Identifier' ? textOf(nodeOf(content)['value']).toLowerCase() : undefined;
}

function aliasOf(item: unknown): string | undefined {
  const alias = textOf(nodeOf(nodeOf(item)['alias'])['value']).toLowerCase();
  return alias === '' ? undefined : alias;
}

/** The part of a column's name that stands for a value. What is no plain name or number is named by the warehouse. */
function valueName(item: unknown): string | undefined {
  const alias = aliasOf(item);
  if (alias !== undefined) return alias;
  const [tag, content] = variant(nodeOf(item)['expr']);
  const [kind, value] = variant(nodeOf(content)['value']);
  if (tag !== 'Value') return undefined;
  const text = kind === 'Number' ? textOf(listOf(value)[0]) : /String$/.test(kind) ? textOf(value) : '';
  return /^\w+$/.test(text) ? text.toLowerCase() : undefined;
}
