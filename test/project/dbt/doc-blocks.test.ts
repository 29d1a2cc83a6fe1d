import { expect, test } from 'vitest';
import { docCalls } from '../../../src/project/dbt/doc-blocks.ts';
import { openWorkspace } from '../../../src/project/workspace.ts';
import { projectOf, workspaceOf } from '../../support/dbt-project.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

test('calls are read with their package, in expressions alone', () => {
  expect(docCalls(`{{ doc('orders') }} and {{ doc("acme", 'users') }}, not doc('words')`)).toEqual([
    { name: 'orders' },
    { package: 'acme', name: 'users' },
  ]);
  expect(docCalls('{{ doc(name) }}')).toEqual([]);
});

test.each([
  ["['docs']", true],
  ["['./docs/', '.']", true],
  ["['docs', 'dbt_packages/words/docs']", false],
])('blocks of docs-paths %s are all known: %s', async (paths, complete) => {
  const { docBlocks } = await projectOf({
    'dbt_project.yml': `name: shop\ndocs-paths: ${paths}\n`,
    'docs/a.md': '{% docs orders %}One row an order{% enddocs %}\n',
  });
  expect([...docBlocks.blocks.keys()]).toEqual(['orders']);
  expect(docBlocks.complete).toBe(complete);
});

test('blocks of all Markdown files are found by name; a file that cannot be read leaves them incomplete', async () => {
  const files = {
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'models/a.md': '{% docs orders %}One row an order{% enddocs %}\n',
    'models/b.md': '{% docs users %}One row a user{% enddocs %}\n',
  };
  const change = await memoryChange(files, {
    ...files,
    'models/b.md': { kind: 'too-large', bytes: 9_000_000 },
  });
  const workspace = await openWorkspace(change);
  const [project] = workspace.projects;
  workspace.close();
  expect([...(project?.base?.docBlocks.blocks.keys() ?? [])].sort()).toEqual(['orders', 'users']);
  expect(project?.base?.docBlocks.complete).toBe(true);
  expect([...(project?.head?.docBlocks.blocks.keys() ?? [])]).toEqual(['orders']);
  expect(project?.head?.docBlocks.complete).toBe(false);
});

test('blocks of a folder that several projects share are all known', async () => {
  const { projects } = await workspaceOf({
    'shop/dbt_project.yml': "name: shop\ndocs-paths: ['../docs']\n",
    'docs/a.md': '{% docs orders %}One row an order{% enddocs %}\n',
  });
  const { blocks, complete } = projects[0]!.head!.docBlocks;
  expect([...blocks.keys()]).toEqual(['orders']);
  expect(complete).toBe(true);
});
