/** What is said of the columns that one model loses and others still read. */
import { code } from '../../finding.ts';
import type { RuleFinding } from '../rule.ts';
import type { BrokenReader } from './broken-readers.ts';
import type { RemovedColumn } from './removed-columns.ts';
import { byPlace, counted, joined, listed, placed, sentence } from './text.ts';

/** A finding that says besides whether only tests read the columns. */
export interface Removal extends RuleFinding {
  /** What still reads them, set if no more than tests do. */
  tests?: string;
}

export interface Lost {
  column: RemovedColumn;
  readers: readonly [BrokenReader, ...BrokenReader[]];
  /** Places that join the finding, and do not make it. */
  besides: NonNullable<RuleFinding['related']>;
}

/** A model that is written anew loses columns for this many sets of readers and more: that is one change. */
const manySets = 4;

/**
 * Columns that the same readers still take are one finding: who mends these mends them for all.
 * @param isKept if the table keeps the columns until it is built anew
 */
export function* together(
  model: { id: string; name: string },
  found: readonly Lost[],
  isKept: boolean,
): Iterable<Removal> {
  const fails = ({ readers }: Lost) => !isKept && readers.some((reader) => reader.fails);
  for (const severity of ['critical', 'high'] as const) {
    const groups = new Map<string, [Lost, ...Lost[]]>();
    for (const lost of found.filter((each) => fails(each) === (severity === 'critical'))) {
      const reading = readingOf(lost.readers);
      const group = groups.get(reading);
      if (group) group.push(lost);
      else groups.set(reading, [lost]);
    }
    const [first, ...others] = groups.values();
    if (!first) continue;
    const sets: [Lost, ...Lost[]][] =
      groups.size < manySets ? [first, ...others] : [[first[0], ...first.slice(1), ...others.flat()]];
    for (const set of sets) yield { severity, ...inWords(model, set, isKept) };
  }
}

function inWords(
  model: { id: string; name: string },
  set: readonly [Lost, ...Lost[]],
  isKept: boolean,
): Removal {
  const [{ column: first }, ...others] = set;
  const columns = set.map(({ column }) => column.name);
  const readers = set.flatMap((lost) => lost.readers);
  const failing = isKept ? [] : readers.filter((reader) => reader.fails);
  const broken = failing.length > 0 ? failing : readers;
  const reading = readingOf(readers);
  const [it, isGone] = others.length === 0 ? ['it', 'is gone'] : ['them', 'are gone'];
  return {
    confidence: 'proven',
    title: `${listed(columns)} ${isGone} from ${code(model.name)}, but ${reading} ${it}`,
    message: `${isKept ? `The table keeps ${others.length === 0 ? 'the column' : 'the columns'}, without values in new rows, until a full refresh drops ${it}. ` : ''}${failureOf(broken, failing.length > 0)}`,
    resource: model.id,
    // All names: what somebody accepts of two columns does not hold for a third one.
    subject: columns.join(', '),
    location: first.location,
    related: [
      ...others.map(({ column }) => ({ ...column.location, message: `${code(column.name)} goes as well` })),
      ...set.flatMap((lost) => [
        ...lost.readers.map(({ location, what }) => ({ ...location, message: what })),
        ...lost.besides,
      ]),
    ].sort(byPlace),
    ...(readers.every(({ isTest }) => isTest) && { tests: reading }),
  };
}

function failureOf(broken: readonly BrokenReader[], isSure: boolean): string {
  // One that names the column at five places is one reader.
  const count = new Set(broken.map(({ called }) => called)).size;
  const [shown] = broken;
  const where = shown
    ? ` at ${placed(shown.location)}: ${[...shown.path.map(code), shown.called].join(' → ')}`
    : '';
  return `${sentence(counted(count, 'reader'))} ${isSure ? 'will' : 'may'} fail${count > 1 ? ', the first' : ''}${where}.`;
}

function readingOf(readers: readonly BrokenReader[]): string {
  const names = [...new Set(readers.map(({ called }) => called))];
  return `${joined(names, 2)} still ${names.length === 1 ? 'reads' : 'read'}`;
}
