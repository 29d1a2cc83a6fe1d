/** Which relation of a FROM clause a name belongs to, where that is certain. */
import type { Identifier } from '../sql/query.ts';
import type { Binding } from './scope.ts';
import { closed, type Column } from './table.ts';

export interface Located {
  /** Index in the bindings. */
  binding: number;
  name: string;
  /** Undefined if the relation does not list it. */
  column?: Column;
}

/** Undefined for fields of a column, names of an outer query and whatever two relations may have. */
export function locate(parts: readonly Identifier[], bindings: readonly Binding[]): Located | undefined {
  const name = parts.at(-1)?.name;
  if (name === undefined) return undefined;
  if (parts.length > 1) {
    const qualifier = parts
      .slice(0, -1)
      .map((part) => part.name)
      .join('.');
    return inBinding(
      bindings.findIndex((binding) => binding.qualifiers.includes(qualifier)),
      name,
      bindings,
    );
  }
  const holders = bindings.flatMap(({ table }, index) =>
    table.columns.some((column) => column.name === name) ? [index] : [],
  );
  if (holders.length === 1) return inBinding(holders[0]!, name, bindings);
  const open = bindings.flatMap(({ table }, index) => (closed(table) ? [] : [index]));
  return holders.length === 0 && open.length === 1 ? inBinding(open[0]!, name, bindings) : undefined;
}

function inBinding(binding: number, name: string, bindings: readonly Binding[]): Located | undefined {
  const table = bindings[binding]?.table;
  if (!table) return undefined;
  const column = table.columns.find((candidate) => candidate.name === name);
  return column ? { binding, name, column } : { binding, name };
}
