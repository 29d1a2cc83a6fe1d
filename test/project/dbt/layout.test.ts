import { describe, expect, test } from 'vitest';
import { projectOf, projectYml, workspaceOf } from '../../support/dbt-project.ts';

const roots = async (files: Record<string, string>) =>
  (await workspaceOf(files)).projects.map(({ head }) => [
    head?.root,
    head?.name,
    [...(head?.resources.keys() ?? [])],
  ]);

describe('projects of a repository', () => {
  test.each([
    [
      'default folders',
      { 'dbt_project.yml': projectYml, 'models/a/b.sql': 'select 1 as x' },
      [['', 'shop', ['model.shop.b']]],
    ],
    [
      "folders of its own, in today's and in old words",
      {
        'w/dbt_project.yml': 'name: w\nsource-paths: [m]\ndata-paths: [d]\n',
        'w/m/a.sql': 'select 1',
        'w/d/s.csv': 'id\n',
        'w/models/no.sql': '',
      },
      [['w', 'w', ['model.w.a', 'seed.w.s']]],
    ],
    [
      'a nested project is one of its own',
      {
        'dbt_project.yml': 'name: shop\nmodel-paths: ["."]\n',
        'a.sql': 'select 1',
        'it/dbt_project.yml': 'name: it\n',
        'it/models/b.sql': 'select 1',
      },
      [
        ['', 'shop', ['model.shop.a']],
        ['it', 'it', ['model.it.b']],
      ],
    ],
    [
      'projects may share folders outside of theirs',
      {
        'a/dbt_project.yml': "name: a\nmodel-paths: [models, '../shared']\n",
        'a/models/x.sql': 'select 1',
        'b/dbt_project.yml': "name: b\nmodel-paths: [models, '../shared']\n",
        'shared/deep/s.yml': 'sources:\n  - name: raw\n    tables:\n      - name: t\n',
      },
      [
        ['a', 'a', ['model.a.x', 'source.a.raw.t']],
        ['b', 'b', ['source.b.raw.t']],
      ],
    ],
    [
      'a vendored package is part of its project',
      {
        'dbt_project.yml': projectYml,
        'dbt_packages/p/dbt_project.yml': 'name: p\n',
        'dbt_packages/p/models/b.sql': 'select 1',
      },
      [['', 'shop', ['model.p.b']]],
    ],
    [
      "a vendored package's own tests belong to nobody",
      {
        'dbt_project.yml': projectYml,
        'dbt_modules/p/dbt_project.yml': 'name: p\n',
        'dbt_modules/p/models/b.sql': 'select 1',
        'dbt_modules/p/it/dbt_project.yml': 'name: p_it\n',
        'dbt_modules/p/it/models/c.sql': 'select 1',
      },
      [['', 'shop', ['model.p.b']]],
    ],
    [
      'a local package belongs to both',
      {
        'dbt_project.yml': projectYml,
        'models/a.sql': 'select 1',
        'it/dbt_project.yml': 'name: it\n',
        'it/packages.yml': 'packages:\n  - local: ../\n',
      },
      [
        ['', 'shop', ['model.shop.a']],
        ['it', 'it', ['model.shop.a']],
      ],
    ],
    [
      'a project that another one reads belongs to both',
      {
        'a/dbt_project.yml': 'name: a\n',
        'a/models/x.sql': 'select 1 as id',
        'b/dbt_project.yml': 'name: b\n',
        'b/dependencies.yml': 'projects:\n  - name: a\n',
        'b/models/y.sql': "select id from {{ ref('a', 'x') }}",
        'c/dbt_project.yml': 'name: c\n',
        'c/dbt_loom.config.yml': 'manifests:\n  - name: b\n    type: file\n',
      },
      [
        ['a', 'a', ['model.a.x']],
        ['b', 'b', ['model.a.x', 'model.b.y']],
        ['c', 'c', ['model.a.x', 'model.b.y']],
      ],
    ],
    [
      'two projects that read each other',
      {
        'a/dbt_project.yml': 'name: a\n',
        'a/dependencies.yml': 'projects: [{name: b}]\n',
        'a/models/x.sql': 'select 1 as id',
        'b/dbt_project.yml': 'name: b\n',
        'b/dependencies.yml': 'projects: [{name: a}]\n',
      },
      [
        ['a', 'a', ['model.a.x']],
        ['b', 'b', ['model.a.x']],
      ],
    ],
    [
      'two projects of the name that another one reads: nobody knows which',
      {
        'a/dbt_project.yml': 'name: a\n',
        'a/models/x.sql': 'select 1 as id',
        'b/dbt_project.yml': 'name: a\n',
        'c/dbt_project.yml': 'name: c\n',
        'c/dependencies.yml': 'projects: [{name: a}]\n',
      },
      [
        ['a', 'a', ['model.a.x']],
        ['b', 'a', []],
        ['c', 'c', []],
      ],
    ],
  ])('%s', async (_name, files, expected) =>
    expect(await roots(files as unknown as Record<string, string>)).toEqual(expected),
  );

  test('packages that the repository does not hold are missing', async () => {
    const packages =
      'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1\n  - git: https://github.com/dbt-labs/dbt-codegen.git\n';
    expect((await projectOf({ 'packages.yml': packages })).missingPackages).toEqual(['codegen', 'dbt_utils']);
  });

  test('a project comes and goes', async () => {
    const { projects } = await workspaceOf(
      { 'a/dbt_project.yml': 'name: a\n', 'a/models/x.sql': 'select 1' },
      { 'a/dbt_project.yml': null, 'a/models/x.sql': null, 'b/dbt_project.yml': 'name: b\n' },
    );
    expect(projects.map(({ base, head }) => [base?.name, head?.name])).toEqual([
      ['a', undefined],
      [undefined, 'b'],
    ]);
  });

  test('a broken dbt_project.yml is a problem, not the end of the project', async () => {
    const { projects } = await workspaceOf(
      { 'dbt_project.yml': projectYml, 'models/x.sql': 'select 1' },
      { 'dbt_project.yml': 'name: [shop\n' },
    );
    expect(projects[0]?.head?.problems.map(({ span }) => span.path)).toEqual(['dbt_project.yml']);
    expect(projects[0]?.changes).toEqual([]);
  });
});
