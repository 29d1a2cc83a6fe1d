/** Several resources of one id, of which each run builds one. */
import { describe, expect, test } from 'vitest';
import { projectOf } from '../../support/dbt-project.ts';

const bigquery = { 'requirements.txt': 'dbt-bigquery==1.9.0\n' };
const macros = {
  'macros/is_adapter.sql':
    "{% macro is_adapter(name) %}{{ return(adapter.dispatch('is_adapter')(name)) }}{% endmacro %}\n{% macro default__is_adapter(name) %}{{ return(name == 'default') }}{% endmacro %}\n{% macro bigquery__is_adapter(name) %}{{ return(name == 'bigquery') }}{% endmacro %}\n",
};

/** The model of two that is looked at, and whether its columns are all known. */
async function chosen(files: Record<string, string>): Promise<[path: string | undefined, open: string[]]> {
  const project = await projectOf({ 'models/reader.sql': "select * from {{ ref('m') }}", ...files });
  expect(project.output('model.shop.reader').open.length > 0).toBe(
    project.output('model.shop.m').open.length > 0,
  );
  return [project.resources.get('model.shop.m')?.path, project.output('model.shop.m').open];
}

const twins = (a: string, b: string) => ({
  'models/a/m.sql': `${a} select 1 as x`,
  'models/b/m.sql': `${b} select 1 as y`,
});
const on = (condition: string) => `{{ config(enabled=${condition}) }}`;

describe('the one for the warehouse of the project', () => {
  test.each<[string, Record<string, string>]>([
    ['by a condition', twins(on("target.type == 'snowflake'"), on("target.type == 'bigquery'"))],
    ['by a macro', { ...macros, ...twins(on("is_adapter('default')"), on("is_adapter('bigquery')")) }],
    [
      'by a branch',
      twins(
        "{% if target.type == 'snowflake' %}{{ config(enabled=true) }}{% else %}{{ config(enabled=false) }}{% endif %}",
        on("target.type != 'snowflake'"),
      ),
    ],
    ['beside one that a variable switches off', twins(on("var('x', true)"), on("target.type == 'bigquery'"))],
    ['beside one that is for another one', twins(on("target.type == 'snowflake'"), on("var('x', true)"))],
    ['beside one whose condition is not known', twins(on("var('x', true)"), '')],
    [
      'by folders of the project file',
      {
        'dbt_project.yml':
          "name: shop\nmodels:\n  shop:\n    a: {+enabled: \"{{ target.type in ['snowflake', 'spark'] | as_bool() }}\"}\n    b: {enabled: '{{ target.type == ''bigquery'' }}'}\n",
        ...twins('', ''),
      },
    ],
  ])('%s', async (_, files) => {
    expect(await chosen({ ...bigquery, ...files })).toEqual(['models/b/m.sql', []]);
  });
});

describe('nobody knows which', () => {
  test.each<[string, Record<string, string>]>([
    ['by a variable', { ...bigquery, ...twins(on("var('x', true)"), on("not var('x', true)")) }],
    ['without a warehouse', twins(on("target.type == 'snowflake'"), on("target.type == 'bigquery'"))],
    [
      'for other warehouses alone',
      { ...bigquery, ...twins(on("target.type == 'snowflake'"), on("target.type == 'redshift'")) },
    ],
    [
      'by a macro that is not there',
      { ...bigquery, ...twins(on('missing.is_on()'), on('missing.is_off()')) },
    ],
    [
      'by all of a dictionary',
      { ...bigquery, ...twins('{{ config(**settings()) }}', '{{ config(**settings()) }}') },
    ],
  ])('%s', async (_, files) => {
    expect(await chosen(files)).toEqual([
      'models/a/m.sql',
      ['nothing tells which of several with its name is enabled'],
    ]);
  });

  test('of what is one of its kind', async () => {
    const files = { 'models/a/m.sql': `${on("var('x', true)")} select 1 as x` };
    expect(await chosen({ ...bigquery, ...files })).toEqual(['models/a/m.sql', []]);
  });
});

test('what is off in this warehouse is off', async () => {
  const files = twins(on("target.type == 'snowflake'"), on("target.type == 'bigquery'"));
  const { duplicates } = await projectOf({ ...bigquery, ...files });
  expect(duplicates.map(({ path, enabled }) => [path, enabled])).toEqual([['models/a/m.sql', false]]);
});

test('sources of one name stay what they are', async () => {
  const source = (name: string) =>
    `sources:\n  - name: raw\n    config: {enabled: "{{ target.type == '${name}' }}"}\n    tables: [{name: events}]\n`;
  const project = await projectOf({
    ...bigquery,
    'models/a.yml': source('snowflake'),
    'models/b.yml': source('bigquery'),
  });
  expect(project.resources.get('source.shop.raw.events')?.path).toBe('models/b.yml');
  expect(project.duplicates.map(({ path }) => path)).toEqual(['models/a.yml']);
});
