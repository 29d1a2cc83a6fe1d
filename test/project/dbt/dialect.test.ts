import { expect, test } from 'vitest';
import { detectDialect } from '../../../src/project/dbt/dialect.ts';
import { memorySnapshot } from '../../support/memory-snapshot.ts';

async function dialectOf(files: Record<string, string>, sample: string[] = []): Promise<string> {
  const snapshot = memorySnapshot(files);
  await snapshot.load(Object.keys(files));
  return detectDialect(snapshot, '', 'shop', () => sample);
}

test.each<[string, string, string]>([
  ['square brackets', 'select o.[begin], o.id from orders as o', 'sqlserver'],
  ['APPLY', 'select * from orders cross apply openjson(items)', 'sqlserver'],
  ['TOP', 'select top 10 id from orders', 'sqlserver'],
  ['an index', 'select o.items[0] from orders as o', 'generic'],
  ['nothing in particular', 'select top, id from orders', 'generic'],
])('%s tell the language of a project without a profile', async (_, text, expected) => {
  expect(await dialectOf({}, [text])).toBe(expected);
});

test('a setting of one adapter tells its language', async () => {
  const project = 'name: shop\nmodels:\n  shop:\n    vault:\n      +as_columnstore: false\n';
  expect(await dialectOf({ 'dbt_project.yml': project })).toBe('sqlserver');
});
