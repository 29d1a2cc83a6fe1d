/** What a `*` in a projection stands for. */
import type { Place, StarItem } from '../sql/query.ts';
import type { Binding } from './scope.ts';
import { limitColumns, mergeWild, unique, type Column, type Table } from './table.ts';

/** A column that this text projects itself stays at that place; one of another relation is at the first star. */
function placeThrough(star: Place, { place }: Column): Place {
  return place.end > 0 ? place : star;
}

/** Adds to `table` what a star stands for. */
export function expandStar(
  item: StarItem,
  {
    bindings,
    merged,
    dropped,
    changed,
    isListing,
  }: {
    bindings: readonly Binding[];
    /** Columns of USING, which come once. */
    merged: ReadonlyMap<string, unknown>;
    dropped: ReadonlySet<string>;
    /** Those it replaces, by name. */
    changed: ReadonlyMap<string, Column>;
    /** Then nobody asks what the columns follow from. */
    isListing: boolean;
  },
  table: Table,
): void {
  const seen = new Set<string>();
  const hidden = [...dropped, ...changed.keys()];
  for (const source of bindings) {
    const from = source.table;
    for (const column of from.columns) {
      if (dropped.has(column.name) || (merged.has(column.name) && seen.has(column.name))) continue;
      seen.add(column.name);
      table.columns.push(
        changed.get(column.name) ?? {
          ...column,
          place: placeThrough(item, column),
          ...(!isListing && { taken: { source, name: column.name, column } }),
        },
      );
    }
    const wild = from.wild.map(({ relation, except, place }) => ({
      relation,
      except: new Set([...except, ...hidden]),
      place: place ?? { start: item.start, end: item.end },
    }));
    table.wild = mergeWild(table.wild, wild);
    table.open = unique([...table.open, ...from.open]);
    table.opaque ||= from.opaque;
    table.upstream = unique([...table.upstream, ...from.upstream]);
    limitColumns(table);
  }
  // With unlisted columns, what is replaced or renamed may be one of them.
  if (bindings.every((binding) => binding.table.open.length === 0)) return;
  for (const [name, column] of changed) if (!seen.has(name)) table.columns.push(column);
}
