import { expect, test } from 'vitest';
import { workspaceOf } from '../../support/dbt-project.ts';

const project = (models: string) => `name: shop\nmodels: ${models}\n`;
const files = {
  'dbt_project.yml': project('{+tags: [daily], +materialized: table}'),
  'models/plain.sql': 'select 1 as x',
  'models/own.sql': "{{ config(materialized='view') }} select 1 as x",
  'models/listed.sql': 'select 1 as x',
  'models/open.sql': "{{ config(**var('settings')) }} select 1 as x",
  'models/m.yml':
    'models:\n  - name: listed\n    description: d\n    config: {materialized: view, tags: [hourly]}\n',
};

test.each<[string, Record<string, string>, Record<string, string>]>([
  [
    'a setting that some models have of their own',
    { 'dbt_project.yml': project('{+tags: [daily], +materialized: incremental}') },
    { plain: 'config' },
  ],
  [
    'a setting that is added up',
    { 'dbt_project.yml': project('{+tags: [weekly], +materialized: table}') },
    { listed: 'config', own: 'config', plain: 'config' },
  ],
  [
    'a place that says the same',
    { 'dbt_project.yml': project('{+tags: [daily], +materialized: table, shop: {+tags: [daily]}}') },
    {},
  ],
  [
    'a place that sets more',
    { 'dbt_project.yml': project('{+tags: [daily], +materialized: table, shop: {+schema: core}}') },
    { listed: 'config', open: 'config', own: 'config', plain: 'config' },
  ],
  [
    'a project file that settles nothing',
    { 'dbt_project.yml': `${files['dbt_project.yml']}vars: {x: 1}\n` },
    {},
  ],
  [
    'what a properties file sets',
    { 'models/m.yml': files['models/m.yml'].replace('hourly', 'weekly') },
    { listed: 'properties config' },
  ],
  [
    'what a template sets, to what its folder says',
    { 'models/own.sql': 'select 1 as x' },
    { own: 'sql config' },
  ],
  [
    'what a template sets, so that nobody knows it',
    { 'models/plain.sql': files['models/open.sql'] },
    { plain: 'sql config enabled' },
  ],
])('what differs by %s', async (_, changes, expected) => {
  const { projects } = await workspaceOf(files, changes);
  const found = projects[0]!.changes.map(({ id, because }) => [
    id.slice('model.shop.'.length),
    because.join(' '),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});
