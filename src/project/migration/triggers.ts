/** Triggers of Postgres: what of their table they name, and what they call. */
import type { Statement } from './statements.ts';
import { enclosed, nameAt } from './words.ts';

export interface Trigger {
  name: string;
  table: string;
  /** What UPDATE OF and WHEN name: Postgres keeps these columns and their types for it. */
  columns: readonly string[];
  /** The function that it runs. */
  executes: string;
  /** False if it runs it once a statement. */
  perRow: boolean;
}

export function triggerOf({ words }: Statement): Trigger | undefined {
  const at = words.indexOf('trigger');
  if (words[0] !== 'create' || at < 1 || at > 4) return undefined;
  const on = words.indexOf('on', at + 2);
  const execute = words.findIndex(
    (word, index) => word === 'execute' && /^(function|procedure)$/.test(words[index + 1] ?? ''),
  );
  if (on < 0 || execute < on) return undefined;
  const when = words.indexOf('when', on);
  return {
    name: words[at + 1] ?? '',
    table: nameAt(words, on + 1).name,
    columns: [
      ...listedColumns(words.slice(at + 2, on)),
      ...(when > 0 && when < execute ? rowColumns(enclosed(words, when + 1)) : []),
    ],
    executes: nameAt(words, execute + 2).name,
    perRow: words.slice(on, execute).includes('row'),
  };
}

/** `update of a, b or delete` */
function listedColumns(events: readonly string[]): string[] {
  const of = events.findIndex((word, at) => word === 'of' && events[at - 1] === 'update');
  if (of < 0) return [];
  const end = events.indexOf('or', of);
  return events.slice(of + 1, end < 0 ? undefined : end).filter((word) => word !== ',');
}

/** What stands behind `new.` and `old.`: a star is the row, whatever columns it has. */
export function rowColumns(words: readonly string[]): string[] {
  return words.flatMap((word, at) =>
    /^(new|old)$/.test(word) && words[at + 1] === '.' && words[at - 1] !== '.' ? (words[at + 2] ?? []) : [],
  );
}

/** The trigger that a statement drops, renames or brings to another table's name: its table and name. */
export function lostTrigger({ words }: Statement): { table: string; name: string } | undefined {
  if (!/^(drop|alter)$/.test(words[0] ?? '') || words[1] !== 'trigger') return undefined;
  const { name, end } = nameAt(words, 2);
  return { name, table: words[end] === 'on' ? nameAt(words, end + 1).name : '' };
}
