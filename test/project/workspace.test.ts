import { expect, test } from 'vitest';
import { mentionsAny } from '../../src/project/dbt/changed-macros.ts';
import { openWorkspace } from '../../src/project/workspace.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

const files = {
  'a/dbt_project.yml': "name: a\nprofile: a\nmodel-paths: [models, '../shared']\n",
  'a/models/x.sql': 'select 1 as id',
  'b/dbt_project.yml': 'name: b\nprofile: b\n',
  'b/models/y.sql': 'select 1 as id',
  'c/dbt_project.yml': 'name: c\n',
  'c/packages.yml': 'packages:\n  - local: ../b\n',
  'c/models/z.sql': "select * from {{ ref('b', 'y') }}",
  'shared/s.yml': 'sources: []\n',
  'profiles.yml': 'b:\n  outputs:\n    dev:\n      type: postgres\n',
  'readme.md': '',
};

test.each<[string, Record<string, string>, string[]]>([
  ['its own model', { 'a/models/x.sql': 'select 2 as id' }, ['a']],
  ['a folder that it shares', { 'shared/s.yml': '' }, ['a']],
  ['a package that another project uses', { 'b/models/y.sql': 'select 2 as id' }, ['b', 'c']],
  ['a setting', { 'a/dbt_project.yml': 'name: a\n' }, ['a']],
  ['what is installed', { 'c/packages.yml': 'packages: []\n' }, ['c']],
  ['what is ignored', { 'b/.dbtignore': 'x.sql\n' }, ['b', 'c']],
  ['the profiles', { 'profiles.yml': '' }, ['a', 'b', 'c']],
  ['a new project inside of it', { 'b/models/n/dbt_project.yml': 'name: n\n' }, ['b/models/n']],
  [
    'a new project that takes models away from it',
    { 'b/models/dbt_project.yml': "name: n\nmodel-paths: ['.']\n" },
    ['b', 'b/models', 'c'],
  ],
  ['nothing of any', { 'readme.md': 'changed' }, []],
])('a project is opened if the change touches %s', async (_, changes, roots) => {
  const { projects, untouched, close } = await openWorkspace(
    await memoryChange(files, { ...files, ...changes }),
  );
  close();
  expect(projects.map(({ base, head }) => (head ?? base)!.root)).toEqual(roots);
  expect(untouched.map(({ root }) => root)).toEqual(['a', 'b', 'c'].filter((root) => !roots.includes(root)));
});

test('of a project that is not opened, the warehouse is known', async () => {
  const { untouched, close } = await openWorkspace(
    await memoryChange(files, { ...files, 'readme.md': 'changed' }),
  );
  close();
  expect(untouched[1]).toEqual({ root: 'b', name: 'b', dialect: 'postgres' });
});

const sources = (...tables: string[]) =>
  `sources:\n  - name: raw\n    tables:\n${tables.map((name) => `      - name: ${name}\n`).join('')}`;
const docs = (...names: string[]) =>
  names.map((name) => `{% docs ${name} %}About ${name}.{% enddocs %}\n`).join('');
const sharing = {
  'a/dbt_project.yml': "name: a\nmodel-paths: [models, '../shared']\n",
  'a/models/x.sql': 'select 1 as id',
  'b/dbt_project.yml': "name: b\nmodel-paths: [models, '../shared']\n",
  'b/models/y.sql': 'select 1 as id',
  'b/models/own.yml': sources('refunds'),
  'shared/s.yml': sources('orders', 'customers'),
  'shared/d.md': docs('orders'),
  'b/models/own.md': docs('refunds'),
};

test.each<[string, Record<string, string>, string[]]>([
  [
    'where one project uses it',
    {
      'shared/s.yml': sources('orders', 'customers', 'stores'),
      'b/models/y.sql': "select * from {{ source('raw', 'stores') }}",
    },
    ['b'],
  ],
  ['in one project, where none does', { 'shared/s.yml': sources('orders', 'customers', 'stores') }, ['a']],
  ['in a new file', { 'shared/t.yml': sources('stores') }, ['a']],
  ['where another has it already', { 'shared/s.yml': sources('orders', 'customers', 'refunds') }, ['b']],
  ['everywhere if one goes', { 'shared/s.yml': sources('orders', 'stores') }, ['a', 'b']],
  [
    'where one project uses it, with what is said of it',
    {
      'shared/s.yml': sources('orders', 'customers', 'stores'),
      'shared/d.md': docs('orders', 'stores'),
      'b/models/y.sql': "select * from {{ source('raw', 'stores') }}",
    },
    ['b'],
  ],
  [
    'where another has the block already that comes with it',
    { 'shared/s.yml': sources('orders', 'customers', 'stores'), 'shared/d.md': docs('orders', 'refunds') },
    ['b'],
  ],
  [
    'everywhere if something else is said of an older one',
    {
      'shared/s.yml': sources('orders', 'customers', 'stores'),
      'shared/d.md': docs('orders').replace('About', 'On'),
    },
    ['a', 'b'],
  ],
])('a source table that is new in a shared folder is read %s', async (_, changes, roots) => {
  const { projects, close } = await openWorkspace(await memoryChange(sharing, { ...sharing, ...changes }));
  close();
  expect(projects.map(({ head }) => head?.root)).toEqual(roots);
});

const macro = (name: string, body: string) => `{% macro ${name}() %}${body}{% endmacro %}\n`;
const calling = {
  'a/dbt_project.yml': "name: a\nmacro-paths: [macros, '../shared']\non-run-end: ['{{ cleaned() }}']\n",
  'a/models/x.sql': "select {{ priced() }} as price, 'spent' as repriced",
  'b/dbt_project.yml': "name: b\nmacro-paths: [macros, '../shared']\n",
  'b/models/y.sql': 'select {{ spent() }} as cost',
  'b/macros/spent.sql': macro('spent', "{{ return(adapter.dispatch('cost_of', 'b')()) }}"),
  'shared/priced.sql': macro('priced', '1'),
  'shared/cost.sql': macro('default__cost_of', '1') + macro('duckdb__cost_of', '2'),
  'shared/clean.sql': macro('cleaned', 'select 1'),
  'shared/names.sql': macro('generate_alias_name', 'x'),
  'shared/positive.sql': '{% test positive(model) %}select 1{% endtest %}\n',
  'shared/test_priced.py': '',
};

test.each<[string, Record<string, string>, string[]]>([
  ['who calls it', { 'shared/priced.sql': macro('priced', '2') }, ['a']],
  ['who calls it by dispatch', { 'shared/cost.sql': macro('default__cost_of', '3') }, ['b']],
  ['who calls it in a hook', { 'shared/clean.sql': macro('cleaned', 'select 2') }, ['a']],
  ['one of those who do not call it, where nobody does', { 'shared/new.sql': macro('new', '2') }, ['a']],
  [
    'who calls one that comes with it',
    {
      'shared/new.sql': macro('helper', '2') + macro('new', '2'),
      'b/models/y.sql': 'select {{ new() }} as n',
    },
    ['b'],
  ],
  [
    'who calls it, with its tests',
    { 'shared/priced.sql': macro('priced', '2'), 'shared/test_priced.py': '#' },
    ['a'],
  ],
  [
    'who has another of its name',
    { 'shared/new.sql': macro('spent', '2'), 'a/models/x.sql': 'select 1' },
    ['a', 'b'],
  ],
  [
    'everybody if one makes names of macros',
    {
      'shared/priced.sql': macro('priced', '2'),
      'b/models/y.sql': "select {{ adapter.dispatch('pri' ~ 'ced')() }} as n",
    },
    ['a', 'b'],
  ],
  ['everybody if dbt calls it', { 'shared/names.sql': macro('generate_alias_name', 'y') }, ['a', 'b']],
  [
    'everybody if it is a test',
    { 'shared/positive.sql': '{% test positive(model) %}select 2{% endtest %}\n' },
    ['a', 'b'],
  ],
  ['everybody if it cannot be read', { 'shared/priced.sql': '{% macro priced() %}' }, ['a', 'b']],
])('of those who share a macro that differs, it opens %s', async (_, changes, roots) => {
  const { projects, close } = await openWorkspace(await memoryChange(calling, { ...calling, ...changes }));
  close();
  expect(projects.map(({ head }) => head?.root)).toEqual(roots);
});

test.each([
  ["adapter.dispatch('cost_of')", false],
  ["adapter.dispatch( macro_name = 'cost_of', macro_namespace='b')", false],
  ["adapter.dispatch('priced')", true],
  ["adapter.dispatch('pri' ~ x)", true],
  ['adapter.dispatch(x)', true],
  ["adapter.dispatch(macro_namespace='b', macro_name=x)", true],
  ['repriced()', false],
  ['priced_of()', false],
  ['postgres__priced()', true],
  ['a.priced()', true],
])('%s may call the macro priced: %s', (text, may) => {
  expect(mentionsAny(text, ['priced'])).toBe(may);
});

test('a project that gets another name keeps its models and macros', async () => {
  const shop = {
    'dbt_project.yml': 'name: shop\nmodels:\n  shop: {+materialized: table}\n',
    'macros/cents.sql': '{% macro cents(column) %}{{ column }} * 100{% endmacro %}\n',
    'models/a.sql': "select {{ cents('1') }} as id\n",
    'models/b.sql': "select id from {{ ref('a') }}\n",
    'models/c.sql': 'select 1 as id\n',
  };
  const renamed = {
    ...shop,
    'dbt_project.yml': 'name: store\nmodels:\n  store: {+materialized: table}\n',
    'models/b.sql': "select id + 1 as id from {{ ref('a') }}\n",
    'models/c.sql': null,
    'models/d.sql': 'select 1 as id\n',
  };
  const head = Object.fromEntries(Object.entries(renamed).filter(([, text]) => text !== null));
  const { projects, close } = await openWorkspace(await memoryChange(shop, head as Record<string, string>));
  const changes = projects.flatMap(({ changes: all }) => all);
  close();
  expect(changes.map(({ base, head: now, because }) => [base?.id, now?.id, because.join()])).toEqual([
    ['model.shop.b', 'model.store.b', 'sql'],
    ['model.shop.c', undefined, 'deleted'],
    [undefined, 'model.store.d', 'added'],
  ]);
});

test('a project that moves to another folder is compared with itself', async () => {
  const shop = (root: string, c: string) => ({
    [`${root}dbt_project.yml`]: 'name: shop\n',
    [`${root}models/a.sql`]: 'select 1 as id\n',
    [`${root}models/c.sql`]: c,
  });
  const others = {
    'x/dbt_project.yml': 'name: other\n',
    'y/dbt_project.yml': 'name: other\n',
    'y/models/o.sql': 'select 1 as id\n',
  };
  const change = await memoryChange(
    { ...shop('warehouse/', 'select 1 as id\n'), ...others },
    {
      ...shop('', 'select 2 as id\n'),
      'z/dbt_project.yml': 'name: other\n',
      'z/models/o.sql': 'select 1 as id\n',
    },
  );
  const { projects, close } = await openWorkspace(change);
  const found = projects.map(({ base, head, changes }) => [
    base?.root,
    head?.root,
    changes.map(({ id, because }) => `${id} ${because.join()}`).join('; '),
  ]);
  close();
  expect(found).toEqual([
    ['warehouse', '', 'model.shop.a moved; model.shop.c moved,sql'],
    // Which of them it was, the name does not tell.
    ['x', undefined, ''],
    ['y', undefined, 'model.other.o deleted'],
    [undefined, 'z', 'model.other.o added'],
  ]);
});
