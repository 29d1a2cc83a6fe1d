import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import { unreadFiles } from '../../../src/project/unread.ts';
import { workspaceOf } from '../../support/dbt-project.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const project = (...folders: string[]) =>
  `name: shop\nprofile: shop\nmodel-paths: ${JSON.stringify(folders)}\n`;
const region = "{{ env_var('REGION') }}";

/** The models of each project, as files. */
async function modelsOf(files: Record<string, string>): Promise<string[][]> {
  const { projects } = await workspaceOf(files);
  return projects.map(({ head }) => [...head!.resources.values()].map(({ path }) => path));
}

describe('folders that an environment variable names', () => {
  const eu = { 'models/eu/orders.sql': 'select 1 as id\n' };
  const us = { 'models/us/orders.sql': 'select 1 as id\n' };

  test.each<[string, Record<string, string>, string[][]]>([
    [
      'each make a project',
      { 'dbt_project.yml': project(`models/${region}`), ...eu, ...us },
      [['models/eu/orders.sql'], ['models/us/orders.sql']],
    ],
    [
      'with the folders that all have',
      {
        'dbt_project.yml': project('./common', `./models/${region}/`),
        'common/days.sql': 'select 1 as id\n',
        ...eu,
        ...us,
      },
      [
        ['common/days.sql', 'models/eu/orders.sql'],
        ['common/days.sql', 'models/us/orders.sql'],
      ],
    ],
    [
      'for all kinds at once',
      {
        'dbt_project.yml': `${project(`${region}/models`)}seed-paths: ["${region}/seeds"]\n`,
        'eu/models/orders.sql': 'select 1 as id\n',
        'eu/seeds/stores.csv': 'id\n1\n',
        'us/seeds/stores.csv': 'id\n1\n',
        'us/notes/x.sql': '',
      },
      [['eu/models/orders.sql', 'eu/seeds/stores.csv'], ['us/seeds/stores.csv']],
    ],
    [
      'are the default first, then those beside it',
      { 'dbt_project.yml': project("models/{{ env_var('REGION', 'us') }}"), ...eu, ...us },
      [['models/us/orders.sql'], ['models/eu/orders.sql']],
    ],
    [
      'are those beside a default that is not there',
      { 'dbt_project.yml': project("models/{{ env_var('REGION', 'not-set') }}"), ...eu, ...us },
      [['models/eu/orders.sql'], ['models/us/orders.sql']],
    ],
    [
      'are all in a default that holds them',
      { 'dbt_project.yml': project("models/{{ env_var('REGION', '') }}"), ...eu, 'models/us/sales.sql': '' },
      [['models/eu/orders.sql', 'models/us/sales.sql']],
    ],
    [
      'are all in another folder of the project',
      { 'dbt_project.yml': project('models', `models/${region}`), ...eu, 'models/us/sales.sql': '' },
      [['models/eu/orders.sql', 'models/us/sales.sql']],
    ],
    [
      'without a fixed part, look like models alone',
      {
        'dbt_project.yml': project(region),
        'eu/orders.sql': 'select 1 as id\n',
        'eu/orders.yml': 'models: []\n',
        'macros/cents.sql': '{% macro cents() %}1{% endmacro %}\n',
        'macros/cents.yml': 'macros: []\n',
        'jobs/load.sql': 'copy x\n',
        'jobs/load.yml': 'a: 1\n',
        'jobs/run.sh': '',
        'undescribed/x.sql': '',
        '.github/x.sql': '',
        '.github/x.yml': '',
      },
      [['eu/orders.sql']],
    ],
    [
      'without a fixed part, are the default if that is there',
      {
        'dbt_project.yml': project("{{ env_var('REGION', 'us') }}"),
        'eu/orders.sql': 'select 1 as id\n',
        'eu/orders.yml': 'models: []\n',
        'us/orders.sql': 'select 1 as id\n',
      },
      [['us/orders.sql']],
    ],
    [
      'are no other projects, nor packages',
      {
        'dbt_project.yml': project(`${region}/models`),
        'eu/models/orders.sql': 'select 1 as id\n',
        'it/dbt_project.yml': 'name: it\n',
        'it/models/x.sql': 'select 1 as id\n',
        'dbt_packages/models/x.sql': '',
        'target/models/x.sql': '',
      },
      [['eu/models/orders.sql'], ['it/models/x.sql']],
    ],
    [
      'are left out if nobody can tell them, or are as without the variables',
      {
        'a/dbt_project.yml': project('models', "{{ env_var('REGION') | lower }}/models"),
        'a/eu/models/x.sql': '',
        'a/models/y.sql': 'select 1 as id\n',
        'b/dbt_project.yml': project("{{ env_var('A', 'x') }}/m", "{{ env_var('B', 'y') }}/m"),
        'b/x/m/one.sql': 'select 1 as id\n',
        'b/y/m/two.sql': 'select 1 as id\n',
        'b/z/m/three.sql': 'select 1 as id\n',
        'c/dbt_project.yml': project('{{ var("region") }}', `../${region}`),
        'c/eu/x.sql': '',
      },
      [['a/models/y.sql'], ['b/x/m/one.sql', 'b/y/m/two.sql'], []],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await modelsOf(files)).toEqual(expected);
  });

  test('are too many to be all run', async () => {
    const stores = Array.from({ length: 101 }, (_, n) => [`models/s${n}/orders.sql`, 'select 1 as id\n']);
    const files = { 'dbt_project.yml': project(`models/${region}`), ...Object.fromEntries(stores) };
    expect(await modelsOf(files)).toEqual([[]]);
    delete (files as Record<string, string>)['models/s100/orders.sql'];
    expect(await modelsOf(files)).toHaveLength(100);
  });

  test('are too many in all projects together', async () => {
    const projects = Array.from({ length: 60 }, (_, n) => [
      [`p${n}/dbt_project.yml`, `name: p${n}\nmodel-paths: ["models/${region}"]\n`],
      [`p${n}/models/eu/orders.sql`, 'select 1 as id\n'],
      [`p${n}/models/us/orders.sql`, 'select 1 as id\n'],
    ]);
    const models = await modelsOf(Object.fromEntries(projects.flat()));
    expect(models.filter((paths) => paths.length > 0)).toHaveLength(100);
    expect(models.filter((paths) => paths.length === 0)).toHaveLength(10);
  });

  test('may have models of one name', async () => {
    const { projects } = await workspaceOf({ 'dbt_project.yml': project(`models/${region}`), ...eu, ...us });
    expect(projects.map(({ head }) => [[...head!.resources.keys()], head!.duplicates])).toEqual([
      [['model.shop.orders'], []],
      [['model.shop.orders'], []],
    ]);
  });

  test('may define what the rest of the project refers to, if nobody can tell them', async () => {
    const { projects } = await workspaceOf({
      'dbt_project.yml': project('models', '{{ region }}/models'),
      'models/sales.sql': "select * from {{ ref('orders') }}\n",
    });
    const [dependency] = projects[0]!.head!.resources.get('model.shop.sales')!.dependencies;
    expect(dependency!.unresolved).toBe('package-not-installed');
  });

  test('are read of a local package as without the variable', async () => {
    const { projects } = await workspaceOf({
      'dbt_project.yml': 'name: shop\n',
      'packages.yml': 'packages:\n  - local: tills\n  - local: stores\n',
      'models/sales.sql': "select * from {{ ref('orders') }}, {{ ref('gone') }}\n",
      'tills/dbt_project.yml': "name: tills\nmodel-paths: [\"models/{{ env_var('REGION', 'us') }}\"]\n",
      'tills/models/us/orders.sql': 'select 1 as id\n',
      'tills/models/eu/refunds.sql': 'select 1 as id\n',
      'stores/dbt_project.yml': `name: stores\nmodel-paths: ["models/${region}"]\n`,
      'stores/models/eu/stores.sql': 'select 1 as id\n',
    });
    const head = projects[0]!.head!;
    expect([...head.resources.keys()]).toEqual(['model.shop.sales', 'model.tills.orders']);
    expect(head.missingPackages).toEqual(['stores']);
  });
});

/** What changes in each project, and what is not reviewed. */
async function changed(base: Record<string, string>, changes: Record<string, string>) {
  const change = await memoryChange(base, { ...base, ...changes });
  const workspace = await openWorkspace(change);
  const unread = Object.fromEntries(await unreadFiles(change, workspace));
  workspace.close();
  const shown = workspace.projects.map(({ changes: all }) =>
    all.map(({ base: then, head, because }) => `${(head ?? then)!.path} ${because.join()}`),
  );
  return { changes: shown, unread };
}

describe('a change', () => {
  const base = {
    'dbt_project.yml': project('common', `models/${region}`),
    'common/days.sql': 'select 1 as id\n',
    'models/eu/orders.sql': 'select 1 as id\n',
    'models/us/orders.sql': 'select 1 as id\n',
  };

  test('of one folder opens its project alone', async () => {
    const { changes, unread } = await changed(base, { 'models/us/orders.sql': 'select 2 as id\n' });
    expect(changes).toEqual([['models/us/orders.sql sql']]);
    expect(unread).toEqual({});
  });

  test('of none of them opens none, and the project counts once', async () => {
    const change = await memoryChange(base, { ...base, 'readme.md': '' });
    const { projects, untouched, close } = await openWorkspace(change);
    close();
    expect([projects, untouched.map(({ name }) => name)]).toEqual([[], ['shop']]);
  });

  test('of what all have opens all', async () => {
    const { changes } = await changed(base, { 'common/days.sql': 'select 2 as id\n' });
    expect(changes).toEqual([['common/days.sql sql'], ['common/days.sql sql']]);
  });

  test('that adds a folder adds a project', async () => {
    const { changes } = await changed(base, { 'models/uk/orders.sql': 'select 2 as id\n' });
    expect(changes).toEqual([['models/uk/orders.sql added']]);
  });

  test('that adds the folder of the default adds a project', async () => {
    const usual = { ...base, 'dbt_project.yml': project('common', "models/{{ env_var('REGION', 'dev') }}") };
    const { changes } = await changed(usual, { 'models/dev/orders.sql': 'select 2 as id\n' });
    expect(changes).toEqual([['models/dev/orders.sql added']]);
  });

  test('of what has no folder yet', async () => {
    const none = {
      'dbt_project.yml': project('common', "models/{{ env_var('REGION', 'dev') }}"),
      'common/days.sql': 'select 1 as id\n',
      'models/orders.sql': '',
    };
    const { changes, unread } = await changed(none, {
      'common/days.sql': 'select 2 as id\n',
      'models/orders.sql': 'select 1 as id\n',
    });
    expect(changes).toEqual([['common/days.sql sql']]);
    expect(unread).toMatchObject({ 'models/orders.sql': { isNew: false } });
  });

  test('of the folders’ names makes nothing new of what was there', async () => {
    const { changes, unread } = await changed(base, {
      'dbt_project.yml': project('common', 'models/us'),
      'models/us/orders.sql': 'select 2 as id\n',
    });
    expect(changes).toEqual([['models/us/orders.sql sql']]);
    const reason = 'changes how a variable names folders: what comes and goes with that is not known';
    expect(unread).toEqual({ 'dbt_project.yml': { reason, isNew: true, isHuge: false } });
  });

  test('of files that may be models is not reviewed', async () => {
    const hidden = { ...base, 'dbt_project.yml': project('common', `models/${region}/${region}`) };
    const { changes, unread } = await changed(hidden, {
      'models/us/orders.sql': 'select 2 as id\n',
      'common/days.sql': 'select 2 as id\n',
      'scripts/other.sql': 'select 2 as id\n',
      'models/readme.md': '',
    });
    expect(changes).toEqual([['common/days.sql sql']]);
    const reason = `may be part of a project whose folders \`models/${region}/${region}\` names`;
    expect(unread).toEqual({ 'models/us/orders.sql': { reason, isNew: false, isHuge: false } });
  });
});
