import { describe, expect, test } from 'vitest';
import { projectOf } from '../../support/dbt-project.ts';

const tree = (text: string) => `name: shop\nmodels:\n  shop:\n${text}`;

describe('the value that wins', () => {
  const sql = (config: string) => `{{ config(${config}) }} select 1 as x`;
  test.each<[string, string, Record<string, string>, unknown]>([
    ['the default', 'materialized', { 'models/a/m.sql': 'select 1' }, 'view'],
    [
      'the deepest folder',
      'materialized',
      {
        'dbt_project.yml': tree('    +materialized: table\n    a: {materialized: ephemeral}\n'),
        'models/a/m.sql': 'select 1',
      },
      'ephemeral',
    ],
    [
      'properties over folders',
      'materialized',
      {
        'dbt_project.yml': tree('    +materialized: table\n'),
        'models/a/m.sql': 'select 1',
        'models/m.yml': 'models: [{name: m, config: {materialized: incremental}}]',
      },
      'incremental',
    ],
    [
      'SQL over properties',
      'materialized',
      {
        'models/a/m.sql': sql("materialized='table'"),
        'models/m.yml': 'models: [{name: m, config: {materialized: incremental}}]',
      },
      'table',
    ],
    [
      'a top-level key of properties',
      'access',
      { 'models/a/m.sql': 'select 1', 'models/m.yml': 'models: [{name: m, access: public}]' },
      'public',
    ],
    [
      'a map without + is a folder',
      'meta',
      { 'dbt_project.yml': tree('    meta: {owner: a}\n'), 'models/a/m.sql': 'select 1' },
      {},
    ],
    [
      'meta merges',
      'meta',
      {
        'dbt_project.yml': tree('    +meta: {owner: a, pii: false}\n'),
        'models/a/m.sql': sql("meta={'pii': true}"),
      },
      { owner: 'a', pii: true },
    ],
    [
      'tags unite',
      'tags',
      { 'dbt_project.yml': tree('    +tags: [a, b]\n'), 'models/a/m.sql': sql("tags=['b', 'c']") },
      ['a', 'b', 'c'],
    ],
    [
      'grants replace',
      'grants',
      {
        'dbt_project.yml': tree('    +grants: {select: [a]}\n'),
        'models/a/m.sql': sql("grants={'select': ['b']}"),
      },
      { select: ['b'] },
    ],
    [
      'grants with + add',
      'grants',
      {
        'dbt_project.yml': tree('    +grants: {select: [a]}\n'),
        'models/a/m.sql': sql("grants={'+select': ['b']}"),
      },
      { select: ['a', 'b'] },
    ],
    [
      'hooks append',
      'post-hook',
      { 'dbt_project.yml': tree('    +post-hook: one\n'), 'models/a/m.sql': sql("post_hook='two'") },
      ['one', 'two'],
    ],
    [
      'Jinja that is constant',
      'schema',
      { 'dbt_project.yml': tree(`    +schema: "{{ 'x' }}"\n`), 'models/a/m.sql': 'select 1' },
      'x',
    ],
    [
      'Jinja that depends on the target',
      'schema',
      { 'dbt_project.yml': tree(`    +schema: "{{ target.name }}"\n`), 'models/a/m.sql': 'select 1' },
      undefined,
    ],
    [
      'a dictionary that the template names and spreads',
      'materialized',
      {
        'dbt_project.yml': tree('    +materialized: table\n'),
        'models/a/m.sql':
          "{% set all = {'materialized': 'incremental'} %}{{ config(meta=all, **all) }} select 1",
      },
      'incremental',
    ],
    [
      'beside arguments that may set anything',
      'materialized',
      {
        'dbt_project.yml': tree('    +materialized: table\n'),
        'models/a/m.sql': '{{ config(**shop_defaults()) }} select 1',
      },
      undefined,
    ],
    [
      'written beside arguments that may set anything',
      'materialized',
      { 'models/a/m.sql': sql("materialized='table', **shop_defaults()") },
      'table',
    ],
  ])('%s', async (_name, key, files, expected) => {
    const project = await projectOf(files);
    expect(project.known(project.resources.get('model.shop.m')!, key)).toEqual(expected);
  });

  test('the place of the winner is known', async () => {
    const yml = tree('    a:\n      +materialized: table\n');
    const project = await projectOf({ 'dbt_project.yml': yml, 'models/a/m.sql': 'select 1' });
    const { span } = project.setting(project.resources.get('model.shop.m')!, 'materialized');
    expect(span && project.locate(span)).toEqual({
      path: 'dbt_project.yml',
      side: 'head',
      startLine: 5,
      endLine: 5,
    });
  });

  test('the main project overrules a package, its SQL included', async () => {
    const project = await projectOf({
      'dbt_project.yml': 'name: shop\nmodels: {p: {+materialized: view}}\n',
      'dbt_packages/p/dbt_project.yml': 'name: p\n',
      'dbt_packages/p/models/m.sql': "{{ config(materialized='table') }} select 1",
    });
    expect(project.known(project.resources.get('model.p.m')!, 'materialized')).toBe('view');
  });
});

describe('enabled', () => {
  test.each<[string, string, boolean | string]>([
    ['by default', 'select 1', true],
    ['switched off', '{{ config(enabled=false) }} select 1', false],
    ['by a variable', "{{ config(enabled=var('x')) }} select 1", 'unknown'],
  ])('%s', async (_name, sql, expected) => {
    expect((await projectOf({ 'models/m.sql': sql })).resources.get('model.shop.m')?.enabled).toBe(expected);
  });

  test.each([
    ['{{ config(enabled=false) }} select 1', false],
    ["{{ config(enabled=var('x')) }} select 1", 'unknown'],
    ['select 1', true],
  ])('a unit test is where its model is: %s', async (sql, expected) => {
    const files = {
      'models/m.sql': sql,
      'models/m.yml': 'unit_tests: [{name: t, model: m, given: [], expect: {rows: []}}]',
    };
    expect((await projectOf(files)).resources.get('unit_test.shop.m.t')?.enabled).toBe(expected);
  });

  test('of two resources with one id the enabled one counts', async () => {
    const off = '{{ config(enabled=false) }} select 1';
    const project = await projectOf({ 'models/a/m.sql': off, 'models/b/m.sql': 'select 1' });
    expect(project.resources.get('model.shop.m')?.path).toBe('models/b/m.sql');
    expect(project.duplicates.map(({ path }) => path)).toEqual(['models/a/m.sql']);
  });
});
