import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/project/workspace.ts';
import { unreadFiles } from '../../src/project/unread.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

const project = { 'dbt_project.yml': 'name: shop\n', 'models/orders.sql': 'select 1 as id\n' };
/** Nine levels of ten aliases each. */
const bomb = Array.from({ length: 9 }, (_, n) =>
  n === 0
    ? 'a0: &a0 [x]'
    : `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
).join('\n');
const deep = `select ${'('.repeat(70)}1${')'.repeat(70)} as id\n`;

async function unread(base: Record<string, string>, head: Record<string, string>) {
  const before = { ...project, ...base };
  const change = await memoryChange(before, { ...before, ...head });
  const workspace = await openWorkspace(change);
  try {
    for (const { base: then, head: now } of workspace.projects)
      for (const each of [then, now]) each?.query('model.shop.orders');
    return Object.fromEntries(await unreadFiles(change, workspace));
  } finally {
    workspace.close();
  }
}

const aliases = 'cannot be read: its aliases expand to too much';

test.each([
  ['properties', 'models/orders.yml'],
  ['a workflow', '.github/workflows/ci.yml'],
])('%s whose aliases expand to too much', async (_, path) => {
  expect(await unread({ [path]: 'version: 2\n' }, { [path]: bomb })).toEqual({
    [path]: { reason: aliases, isNew: true, isHuge: true },
  });
});

test('what could not be read before', async () => {
  const path = 'models/orders.yml';
  expect(await unread({ [path]: bomb }, { [path]: `${bomb}\n` })).toEqual({
    [path]: { reason: aliases, isNew: false, isHuge: true },
  });
});

test('SQL that goes over a limit', async () => {
  const found = await unread({}, { 'models/orders.sql': deep });
  expect(found).toMatchObject({ 'models/orders.sql': { isNew: true, isHuge: true } });
});

test('a broken properties file', async () => {
  const found = await unread({}, { 'models/orders.yml': 'models:\n  - name: [\n' });
  expect(found).toMatchObject({ 'models/orders.yml': { isNew: true, isHuge: false } });
});

test('a template that is no YAML is nobody’s to read', async () => {
  expect(await unread({}, { 'chart/templates/a.yaml': '{{- if .Values.x }}\na: [\n{{ end }}' })).toEqual({});
});

test('a file that the change leaves alone does not count', async () => {
  expect(await unread({ 'models/orders.yml': bomb }, { 'models/more.sql': 'select 2 as id\n' })).toEqual({});
});
