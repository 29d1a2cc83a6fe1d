import { expect, test } from 'vitest';
import type { RuleFinding } from '../../../src/rules/rule.ts';
import { onePerDecision, onePerPlace, onePerSweep } from '../../../src/rules/shared/by-place.ts';

const finding = (name: string, line: number): RuleFinding => ({
  confidence: 'proven',
  title: `\`${name}\` loses its key`,
  message: 'Rows may repeat.',
  resource: `model.shop.${name}`,
  location: { path: 'models/schema.yml', side: 'base', startLine: line, endLine: line },
});

test('models of one line and of others that say the same are counted once', () => {
  const findings = [finding('a', 3), finding('b', 3), finding('c', 3), finding('d', 9), finding('e', 12)];
  const [first, ...others] = [...onePerSweep(onePerPlace(findings), () => 'key')];
  expect(others).toEqual([]);
  expect(first?.title).toBe('`a` loses its key, and 4 more models likewise');
  expect(first?.related?.map(({ startLine }) => startLine)).toEqual([9, 12]);
});

test('findings of one decision are counted once whatever their titles say, and do not carry it on', () => {
  const decided = [
    { ...finding('a', 3), decision: 'a view' },
    { ...finding('b', 9), title: '`b` becomes a view with 4 readers', decision: 'a view' },
    { ...finding('c', 12), decision: 'a table' },
  ];
  const [views, table, ...others] = [...onePerDecision(decided)];
  expect(others).toEqual([]);
  expect(views?.title).toBe('`a` loses its key, and one more model likewise');
  expect(table).toEqual(finding('c', 12));
});

test('what differs stays apart', () => {
  const findings = [finding('a', 3), { ...finding('b', 9), severity: 'low' as const }];
  expect([...onePerSweep(findings, () => 'key')]).toEqual(findings);
});

test('edits of a sweep are all of them or none', () => {
  const edit = (line: number) => ({
    path: 'models/schema.yml',
    startLine: line,
    endLine: line,
    replacement: '',
  });
  const mended = (line: number) => ({ ...finding('a', line), edits: [edit(line)] });
  const swept = (findings: RuleFinding[]) =>
    [...onePerSweep(findings, () => 'key')].map(({ edits }) => edits);
  expect(swept([mended(3), mended(9)])).toEqual([[edit(3), edit(9)]]);
  expect(swept([mended(3), finding('b', 9)])).toEqual([undefined]);
});

test('tables of a source are not called models, nor are resources of several kinds', () => {
  const of = (...resources: string[]) =>
    [...onePerPlace(resources.map((resource) => ({ ...finding('a', 3), resource })))].map(
      ({ title }) => title,
    );
  expect(of('source.shop.raw.orders', 'source.shop.raw.items')).toEqual([
    '`a` loses its key, and one more table likewise',
  ]);
  expect(of('model.shop.a', 'snapshot.shop.b', 'seed.shop.c')).toEqual([
    '`a` loses its key, and 2 more resources likewise',
  ]);
  expect(of('iac/a.tf/google_bigquery_table.a', 'iac/b.tf/google_bigquery_table.b')).toEqual([
    '`a` loses its key, and one more resource likewise',
  ]);
});
