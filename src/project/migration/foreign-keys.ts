/** Foreign keys that a migration adds to a table, and the constraints that one takes from it. */
import type { Statement } from './statements.ts';
import { bareName, enclosed, nameAt, parts } from './words.ts';

export interface ForeignKey {
  table: string;
  columns: readonly string[];
  to: string;
  /** Empty if it references the primary key without naming it. */
  toColumns: readonly string[];
  /** As written; without it the database finds a name. */
  constraint?: string;
  /** Stands with its column, where MySQL reads it and does nothing. */
  isInline: boolean;
  /** ON DELETE CASCADE */
  deletes: boolean;
}

/** Those of a new table or of ALTER TABLE; what is there only if it was not there before is left out of the latter. */
export function foreignKeysOf({ words }: Statement): ForeignKey[] {
  if (words[0] === 'alter' && words[1] === 'table') {
    const { name, end } = nameAt(words, 2);
    return parts(words.slice(end)).flatMap((part) =>
      part[0] !== 'add' || part.includes('exists') ? [] : keysIn(part.slice(1), name),
    );
  }
  const at = words.indexOf('table');
  if (words[0] !== 'create' || at < 1 || at > 2 || /^(temp|temporary|foreign)$/.test(words[1] ?? ''))
    return [];
  const { name, end } = nameAt(words, at + 1);
  return parts(enclosed(words, end)).flatMap((part) => keysIn(part, name));
}

/** Of one column or table constraint, as CREATE TABLE and ADD have them. */
function keysIn(part: readonly string[], table: string): ForeignKey[] {
  const keys: ForeignKey[] = [];
  const key = part.indexOf('foreign');
  for (let at = part.indexOf('references'); at >= 0; at = part.indexOf('references', at + 1)) {
    const { name: to, end } = nameAt(part, at + 1);
    const isInline = key < 0 || part[key + 1] !== 'key';
    const columns = isInline
      ? [part[part[0] === 'column' ? 1 : 0] ?? '']
      : namesOf(enclosed(part, part.indexOf('(', key)));
    const named = isInline ? at - 2 : key - 2;
    keys.push({
      table,
      columns,
      to,
      toColumns: namesOf(enclosed(part, end)),
      ...(part[named] === 'constraint' && { constraint: part[named + 1] ?? '' }),
      isInline,
      deletes: /\bon delete cascade\b/.test(part.slice(end, end + 60).join(' ')),
    });
  }
  return keys;
}

function namesOf(list: readonly string[]): string[] {
  return list.filter((word) => word !== ',');
}

/** Of what a table has, what still stands after a statement that alters it. */
export function keysLeft<Key extends ForeignKey>(keys: readonly Key[], { words }: Statement): Key[] {
  const dropped = new Set<string>();
  for (const part of parts(words.slice(nameAt(words, 2).end))) {
    if (part[0] === 'rename' && part[1] === 'constraint') return [];
    if (part[0] === 'drop' && /^(constraint|foreign)$/.test(part[1] ?? ''))
      dropped.add(nameAt(part, part[1] === 'foreign' ? 3 : 2).name);
  }
  const names = new Set(keys.map(nameOf));
  // Postgres cuts long names and counts equal ones: any key that was not named may be meant by an unknown name.
  const isClear = [...dropped].every((name) => names.has(name));
  return keys.filter((key) => !dropped.has(nameOf(key)) && (isClear || key.constraint !== undefined));
}

function nameOf({ table, columns, constraint }: ForeignKey): string {
  return constraint ?? [bareName(table), ...columns, 'fkey'].join('_');
}
