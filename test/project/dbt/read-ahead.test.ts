import { describe, expect, it } from 'vitest';
import { ReadAhead } from '../../../src/project/dbt/read-ahead.ts';

/**
 * Announcements that asking for queries in turn makes; each asked for is read with all that it reads.
 * @param room for announcements each time
 */
function announced(
  reads: Record<string, string[]>,
  expected: string[],
  asked: string[],
  room = 3,
  passesOn: (id: string) => boolean = () => true,
  isKept: (id: string) => boolean = () => false,
): string[][] {
  const read = new Set<string>();
  const found: string[][] = [];
  let now: string[] = [];
  const ahead = new ReadAhead({
    upstream: (id) => reads[id] ?? [],
    passesOn,
    isKept,
    isRead: (id) => read.has(id),
    texts: (id) => [`select ${id}`],
    isHungry: () => room > 0,
    announce: (texts) => now.push(...texts.map((text) => text.replace('select ', ''))) < room,
  });
  const take = (id: string): void => {
    if (read.has(id)) return;
    read.add(id);
    (reads[id] ?? []).forEach(take);
  };
  ahead.expect(expected);
  for (const id of asked) {
    ahead.from(id);
    found.push(now);
    now = [];
    take(id);
  }
  return found;
}

describe('reading ahead', () => {
  it('begins with what the query itself reads and goes on with the next ones', () => {
    const reads = { mart: ['middle'], middle: ['staging'] };
    expect(announced(reads, ['mart', 'other', 'last'], ['mart', 'other'])).toEqual([
      ['staging', 'middle', 'mart'],
      ['other', 'last'],
    ]);
  });

  it('goes no further up than columns are passed on', () => {
    const reads = { mart: ['middle', 'star'], middle: ['staging'], star: ['below_star'] };
    expect(announced(reads, ['mart'], ['mart'], 9, (id) => id === 'star')).toEqual([
      ['middle', 'below_star', 'star', 'mart'],
    ]);
  });

  it('leaves out what is read and says nothing of what nobody expects', () => {
    expect(announced({}, ['a', 'b', 'c'], ['b', 'unexpected', 'c'], 1)).toEqual([['a'], [], ['c']]);
  });

  it('leaves out what only those read that are kept', () => {
    const reads = { kept: ['above'], mart: ['middle', 'kept'], middle: ['staging'] };
    const isKept = (id: string) => id === 'kept';
    expect(announced(reads, ['kept', 'mart'], ['kept'], 9, () => true, isKept)).toEqual([
      ['kept', 'staging', 'middle', 'mart'],
    ]);
  });

  it('asks no sooner whether one is kept than there is room for it', () => {
    const asked: string[] = [];
    const isKept = (id: string) => asked.push(id) === 0;
    announced({}, ['a', 'b', 'c', 'd'], ['a'], 2, () => true, isKept);
    expect(asked).toEqual(['a', 'b']);
  });

  it('names what comes before another one, once, as it is found', () => {
    const asked: string[] = [];
    const ahead: ReadAhead = new ReadAhead({
      upstream: (id) => (id === 'b' ? ['above'] : []),
      passesOn: () => true,
      isKept: (id) => {
        asked.push(id);
        // As a template would that asks for columns meanwhile.
        return [...ahead.until('d')].length > 0;
      },
      isRead: () => false,
      texts: () => [],
      isHungry: () => true,
      announce: () => true,
    });
    ahead.expect(['a', 'b', 'c', 'd']);
    const named: string[] = [];
    for (const id of ahead.until('c')) {
      named.push(id);
      if (id === 'a') expect(asked).toEqual(['a']);
    }
    expect(named).toEqual(['a', 'above', 'b']);
    expect([...ahead.until('unexpected')]).toEqual([]);
    expect([...ahead.until('d')]).toEqual(['c']);
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
  });

  it('ends in a circle', () => {
    expect(announced({ a: ['b'], b: ['a'] }, ['a'], ['a'])).toEqual([['b', 'a']]);
  });

  it('announces nothing without room', () => {
    expect(announced({}, ['a'], ['a'], 0)).toEqual([[]]);
  });

  it('does not begin again while it evaluates a template that asks for columns', () => {
    const found: string[] = [];
    const ahead: ReadAhead = new ReadAhead({
      upstream: () => [],
      passesOn: () => true,
      isKept: () => false,
      isRead: () => false,
      texts: (id) => {
        ahead.from('b');
        return [id];
      },
      isHungry: () => true,
      announce: (texts) => found.push(...texts) < 5,
    });
    ahead.expect(['a', 'b']);
    ahead.from('a');
    expect(found).toEqual(['a', 'b']);
  });
});
