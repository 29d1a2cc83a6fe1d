import { expect, test } from 'vitest';
import { defaultApprovals } from '../../src/config/gate-schema.ts';
import { acceptances, findingId } from '../../src/merge/acceptance.ts';
import type { Claim } from '../../src/merge/acceptance.ts';
import { finding } from '../run/samples.ts';

const own = finding();
const id = findingId(own);

function claim(more: Partial<Claim> = {}): Claim {
  return { id, by: 'bea', reason: 'r', url: 'u', access: 'write', bot: false, edited: false, ...more };
}

function accepted(claims: Claim[], policy: Partial<typeof defaultApprovals> = {}, author = 'ann'): boolean {
  return acceptances([own], claims, { ...defaultApprovals, ...policy }, author).accepted.has(id);
}

test('the id stands for what a finding says, not for the lines where it says it', () => {
  const { location } = own;
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(findingId({ ...own, location: { ...location, startLine: 90, endLine: 91 } })).toBe(id);
  const elsewhere = { ...location, path: 'other.sql', message: '' };
  for (const other of [
    { ...own, severity: 'low' as const },
    { ...own, title: 'Worse' },
    { ...own, related: [elsewhere] },
    { ...own, subject: 'another' },
  ]) {
    expect(findingId(other)).not.toBe(id);
  }
});

test.each([
  [[claim()], false],
  [[claim({ owner: 'it belongs to others' })], false],
  [[claim({ owner: true })], true],
  [[claim({ owner: 'it belongs to others' }), claim({ by: 'cem', owner: true })], true],
  [[claim({ owner: true, access: 'read' }), claim({ by: 'cem', owner: 'it belongs to others' })], false],
])('where a code owner is demanded, one must be among those who count: %j', (claims, expected) => {
  expect(accepted(claims, { codeOwner: true })).toBe(expected);
});

test('an owner alone is not several people', () => {
  expect(accepted([claim({ owner: true })], { codeOwner: true, count: 2 })).toBe(false);
});

test.each([
  [claim(), {}, true],
  [claim({ id: '0'.repeat(12) }), {}, false],
  [claim({ access: 'read' }), {}, false],
  [claim({ access: 'admin' }), {}, true],
  [claim({ access: 'write' }), { by: 'maintain' as const }, false],
  [claim({ bot: true }), {}, false],
  [claim({ edited: true }), {}, false],
  [claim({ by: 'Ann' }), {}, false],
  [claim({ by: 'Ann' }), { author: true }, true],
  [claim(), { allow: false }, false],
  [claim(), { not: [own.rule] }, false],
  [claim(), { count: 2 }, false],
])('%j under %j: %s', (one, policy, expected) => {
  expect(accepted([one], policy)).toBe(expected);
});

test('people are counted, not comments', () => {
  expect(accepted([claim(), claim({ url: 'v' })], { count: 2 })).toBe(false);
  expect(accepted([claim(), claim({ by: 'max' })], { count: 2 })).toBe(true);
});
