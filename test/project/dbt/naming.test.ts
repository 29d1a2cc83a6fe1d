import { expect, test } from 'vitest';
import type { NamePart } from '../../../src/project/dbt/naming.ts';
import { projectOf } from '../../support/dbt-project.ts';

async function names(macro: string | undefined, part: NamePart, custom: string | null) {
  const project = await projectOf({
    'models/orders.sql': 'select 1 as id\n',
    'macros/helpers.sql': "{% macro is_live() %}{{ return(target.name == 'live') }}{% endmacro %}\n",
    ...(macro === undefined ? {} : { 'macros/names.sql': macro }),
  });
  return project.names(project.resources.get('model.shop.orders')!, part, custom);
}

const schema = (body: string) =>
  `{% macro generate_schema_name(custom_schema_name, node) -%}\n${body}\n{%- endmacro %}\n`;

test.each<[string, string | undefined, NamePart, string | null, string[] | undefined]>([
  ['dbt’s schema', undefined, 'schema', 'sales', ['<target.schema>_sales']],
  ['dbt’s schema of what has none', undefined, 'schema', null, ['<target.schema>']],
  ['dbt’s alias', undefined, 'alias', null, ['orders']],
  ['dbt’s alias of what has one', undefined, 'alias', ' o ', ['o']],
  ['dbt’s database', undefined, 'database', null, ['<target.database>']],
  ['a schema as it is written', schema('{{ custom_schema_name | trim }}'), 'schema', 'sales', ['sales']],
  [
    'one for each target',
    schema(
      "{%- set default = target['schema'] -%}{% if is_live() and custom_schema_name is not none %}{{ custom_schema_name }}{% else %}{{ default }}{% endif %}",
    ),
    'schema',
    'sales',
    ['<target.schema>', 'sales'],
  ],
  [
    'what dbt has for it',
    schema('{{ generate_schema_name_for_env(custom_schema_name, node) }}'),
    'schema',
    'sales',
    ['<target.schema>', 'sales'],
  ],
  [
    'what dbt has for it, in some targets',
    schema(
      "{% if target.name == 'x' %}x{% else %}{{ default__generate_schema_name(custom_schema_name, node) }}{% endif %}",
    ),
    'schema',
    'sales',
    ['<target.schema>_sales', 'x'],
  ],
  ['after the model', schema('{{ node.name }}_{{ node.resource_type }}'), 'schema', null, ['orders_model']],
  ['what the run computes', schema('{{ target.schema | upper }}'), 'schema', null, undefined],
  ['after what is not known of the model', schema('{{ node.fqn[1] }}'), 'schema', null, undefined],
  [
    'by what is not known of the model',
    schema('{% if node.tags %}a{% else %}b{% endif %}'),
    'schema',
    null,
    ['a', 'b'],
  ],
  ['by another macro', schema('{{ names.schema_of(node) }}'), 'schema', null, undefined],
  [
    'after a variable of the environment',
    schema("{{ env_var('TEAM') }}_x"),
    'schema',
    null,
    ["<env_var('TEAM')>_x"],
  ],
])('%s', async (_, macro, part, custom, expected) => {
  expect(await names(macro, part, custom)).toEqual(expected);
});

test('in one target', async () => {
  const macro = schema("{% if target.name == 'live' %}a{% else %}{{ target.name }}{% endif %}");
  const project = await projectOf({ 'models/orders.sql': 'select 1', 'macros/names.sql': macro });
  const resource = project.resources.get('model.shop.orders')!;
  expect(project.names(resource, 'schema', null, 'live')).toEqual(['a']);
  expect(project.names(resource, 'schema', null, 'dev')).toEqual(['dev']);
  expect(project.names(resource, 'schema', null)).toEqual(['<target.name>', 'a']);
});
