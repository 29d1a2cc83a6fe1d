/** Whether a model has incremental runs, by all the places that may say how it is built. */
import { expect, test } from 'vitest';
import type { Project } from '../../../src/project/project.ts';
import { workspaceOf } from '../../support/dbt-project.ts';

const model = 'select 1 as id{% if is_incremental() %} where true{% endif %}';
const tree = (text: string) => `name: shop\nmodels:\n  shop:\n${text}`;
const properties = (materialized: string) => `models: [{name: m, config: {materialized: ${materialized}}}]\n`;

const id = 'model.shop.m';
const runs = (project: Project | undefined) => project?.template(id)?.renderings.length;

type Files = Record<string, string>;
const files = (extra: Files, sql = model): Files => ({
  'dbt_project.yml': 'name: shop\n',
  'models/a/b/m.sql': sql,
  ...extra,
});

test.each<[string, number, Files]>([
  ['no place says anything', 1, files({})],
  ['a folder builds tables', 1, files({ 'dbt_project.yml': tree('    a: {+materialized: table}\n') })],
  ['a folder is incremental', 2, files({ 'dbt_project.yml': tree('    a: {+materialized: incremental}\n') })],
  [
    'the deepest folder is a view',
    1,
    files({
      'dbt_project.yml': tree(
        '    +materialized: incremental\n    a: {+materialized: incremental, b: {+materialized: view}}\n',
      ),
    }),
  ],
  [
    'the deepest folder is incremental',
    2,
    files({ 'dbt_project.yml': tree('    +materialized: view\n    a: {b: {+materialized: incremental}}\n') }),
  ],
  [
    'properties say more than folders',
    1,
    files({
      'dbt_project.yml': tree('    +materialized: incremental\n'),
      'models/m.yml': properties('table'),
    }),
  ],
  [
    'properties are incremental',
    2,
    files({
      'dbt_project.yml': tree('    +materialized: table\n'),
      'models/m.yml': properties('incremental'),
    }),
  ],
  [
    'the template says more than properties',
    2,
    files(
      { 'models/m.yml': properties('table') },
      `{{ config(materialized='incremental', unique_key='id') }}${model}`,
    ),
  ],
  [
    'a macro says more than properties',
    2,
    files(
      {
        'models/m.yml': properties('table'),
        'macros/keep.sql': "{% macro keep() %}{{ config(materialized='incremental') }}{% endmacro %}",
      },
      `{{ keep() }}${model}`,
    ),
  ],
  [
    'a folder leaves it to the run',
    2,
    files({
      'dbt_project.yml': tree("    +materialized: \"{{ 'view' if target.name == 'x' else 'table' }}\"\n"),
    }),
  ],
  [
    'a folder says it in Jinja, but the same for all runs',
    1,
    files({ 'dbt_project.yml': tree('    +materialized: "{{ \'view\' }}"\n') }),
  ],
  [
    'what the template says depends on the run',
    2,
    files(
      { 'models/m.yml': properties('table') },
      `{% if target.name == 'x' %}{{ config(materialized='incremental') }}{% endif %}${model}`,
    ),
  ],
  ['the project has a materialization of its own', 2, files({ 'models/m.yml': properties('by_day') })],
])('%s: %i', async (_, expected, all) => {
  const { projects } = await workspaceOf(all, { 'models/other.sql': 'select 1 as id' });
  expect(runs(projects[0]?.base)).toBe(expected);
  expect(runs(projects[0]?.head)).toBe(expected);
});

test('each revision by its own folders', async () => {
  const { projects } = await workspaceOf(files({ 'dbt_project.yml': tree('    +materialized: table\n') }), {
    'dbt_project.yml': tree('    +materialized: incremental\n'),
  });
  expect([projects[0]?.base, projects[0]?.head].map(runs)).toEqual([1, 2]);
});

test('a macro of a package is no answer for the models of the project, but for its own', async () => {
  const { projects } = await workspaceOf(
    files({
      'dbt_project.yml': tree('    +materialized: incremental\n'),
      'dbt_packages/theirs/dbt_project.yml': 'name: theirs\n',
      'dbt_packages/theirs/macros/m.sql': '{% macro is_incremental() %}{{ return(false) }}{% endmacro %}',
      'dbt_packages/theirs/models/t.sql': `{{ config(materialized='incremental') }}${model}`,
    }),
    { 'models/other.sql': 'select 1 as id' },
  );
  const head = projects[0]?.head;
  expect([runs(head), head?.template('model.theirs.t')?.renderings.length]).toEqual([2, 1]);
});

test('the main project answers for packages, too', async () => {
  const { projects } = await workspaceOf(
    files({
      'macros/m.sql': '{% macro is_incremental() %}{{ return(true) }}{% endmacro %}',
      'dbt_packages/theirs/dbt_project.yml': 'name: theirs\n',
      'dbt_packages/theirs/models/t.sql': model,
    }),
    { 'models/other.sql': 'select 1 as id' },
  );
  const texts = ['model.shop.m', 'model.theirs.t'].map((each) =>
    projects[0]?.head?.template(each)?.renderings.map(({ text }) => text),
  );
  expect(texts).toEqual([['select 1 as id where true'], ['select 1 as id where true']]);
});

test.each([
  ['changes', '{% macro is_incremental() %}{{ return(false) }}{% endmacro %}'],
  ['goes', null],
])('whoever asks the own macro is changed if it %s', async (_, now) => {
  const { projects } = await workspaceOf(
    files({
      'macros/m.sql': '{% macro is_incremental() %}{{ return(true) }}{% endmacro %}',
      'models/other.sql': 'select 1 as id',
    }),
    { 'macros/m.sql': now },
  );
  expect(projects[0]?.changes.map((change) => [change.id, change.because])).toEqual([[id, ['macro']]]);
});

test('whoever asks the own macro through another one is changed with it', async () => {
  const { projects } = await workspaceOf(
    files(
      {
        'macros/m.sql': '{% macro is_incremental() %}{{ return(true) }}{% endmacro %}',
        'macros/newest.sql':
          '{% macro newest() %}{% if is_incremental() %}where true{% endif %}{% endmacro %}',
      },
      'select 1 as id {{ newest() }}',
    ),
    { 'macros/m.sql': '{% macro is_incremental() %}{{ return(false) }}{% endmacro %}' },
  );
  expect(projects[0]?.changes.map((change) => [change.id, change.because])).toEqual([[id, ['macro']]]);
});
