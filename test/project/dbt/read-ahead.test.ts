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
): string[][] {
  const read = new Set<string>();
  const found: string[][] = [];
  let now: string[] = [];
  const ahead = new ReadAhead({
    upstream: (id) => reads[id] ?? [],
    passesOn,
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
