/** When a table or column last came to mean what it means. */
import type { Operation } from './operations.ts';
import { bareName, mayBeOne } from './words.ts';

/** A table, or one of its columns. */
export interface Target {
  table: string;
  column?: string | undefined;
}

type Naming = { at: number; operation: Operation };

export class Names {
  /** By each name of a table without its schema; under the empty one what concerns all tables. */
  readonly #given = new Map<string, Naming[]>();

  /** Answers, until the next step. */
  readonly #known = new Map<string, number>();

  add(at: number, operation: Operation): void {
    this.#known.clear();
    for (const table of tablesOf(operation)) {
      const given = this.#given.get(table) ?? [];
      given.push({ at, operation });
      this.#given.set(table, given);
    }
  }

  /** The number of the step; below 0 if no migration says. */
  givenAt(target: Target): number {
    const key = `${target.table} ${target.column ?? ''}`;
    const last = (table: string): number =>
      this.#given.get(table)?.findLast(({ operation }) => givesName(operation, target))?.at ?? -1;
    const at = this.#known.get(key) ?? Math.max(last(bareName(target.table)), last(''));
    this.#known.set(key, at);
    return at;
  }
}

function tablesOf(operation: Operation): string[] {
  switch (operation.kind) {
    case 'create-table':
    case 'rename-column':
    case 'add-column':
    case 'drop-column':
      return [bareName(operation.table)];
    case 'rename-table':
      return [...new Set([bareName(operation.table), bareName(operation.to)])];
    case 'drop':
      return [operation.object === 'table' ? bareName(operation.name) : ''];
    default:
      return [];
  }
}

/** True if the name may mean something else from here on. */
function givesName(operation: Operation, { table, column }: Target): boolean {
  switch (operation.kind) {
    case 'create-table':
      return mayBeOne(operation.table, table);
    case 'drop':
      return operation.object !== 'table' || mayBeOne(operation.name, table);
    case 'rename-table':
      return mayBeOne(operation.table, table) || bareName(operation.to) === bareName(table);
    case 'add-column':
    case 'drop-column':
      return operation.column === column && mayBeOne(operation.table, table);
    case 'rename-column':
      return [operation.column, operation.to].includes(column ?? '') && mayBeOne(operation.table, table);
    default:
      return false;
  }
}
