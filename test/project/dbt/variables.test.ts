import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const reading = createReading();
afterAll(() => reading.close());

async function project(vars: string, model: string) {
  const files = {
    'dbt_project.yml': `name: shop\nvars:\n${vars}`,
    'profiles.yml': 'shop:\n  target: dev\n  outputs:\n    dev:\n      type: trino\n',
    'models/orders.sql': 'select 1 as id, now() as at',
    'models/recent.sql': model,
  };
  const change = await memoryChange(files, { ...files, 'models/recent.sql': `${model}\n` });
  const { projects } = await openWorkspace(change, reading);
  return projects[0]!.head!;
}

const model =
  "select * from {{ ref('orders') }} where at > now() - interval '{{ var('count') }}' {{ var('unit') }}";

test('a variable whose text asks the environment has the default that it gives', async () => {
  const shop = await project(
    "  unit: \"{{ env_var('UNIT', 'day') }}\"\n  shop:\n    count: \"{{ env_var('COUNT', '3') }}\"\n",
    model,
  );
  expect(shop.template('model.shop.recent')!.renderings[0]!.text).toContain("interval '3' day");
  const output = shop.output('model.shop.recent');
  expect([output.columns.map(({ name }) => name), output.open]).toEqual([['id', 'at'], []]);
});

test('one without a default is not known', async () => {
  const shop = await project('  unit: day\n  count: "{{ env_var(\'COUNT\') }}"\n', model);
  expect(shop.template('model.shop.recent')!.renderings[0]!.holes).toHaveLength(1);
});

test('Jinja in a list is not known: dbt leaves it as it is, and nobody means that', async () => {
  const shop = await project(
    "  unit: [\"{{ env_var('UNIT', 'day') }}\"]\n",
    "select '{{ var('unit')[0] }}' as a",
  );
  expect(shop.template('model.shop.recent')!.renderings[0]!.holes).toHaveLength(1);
});
