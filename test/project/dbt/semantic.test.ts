import { afterAll, expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import type { Project, Workspace } from '../../../src/project/project.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const opened: Workspace[] = [];
afterAll(() => opened.forEach((workspace) => workspace.close()));

async function projectOf(files: Record<string, string>): Promise<Project> {
  const change = await memoryChange({}, { 'dbt_project.yml': 'name: shop\n', ...files });
  const workspace = await openWorkspace(change);
  opened.push(workspace);
  return workspace.projects[0]!.head!;
}

test('a metric names measures, other metrics, and dimensions in its filters', async () => {
  const project = await projectOf({
    'models/orders.sql': 'select 1 as id\n',
    'models/semantic.yml': `semantic_models:
  - name: orders
    model: ref('orders')
    entities: [{name: order, type: primary, expr: id}]
    dimensions: [{name: status, type: categorical}]
    measures:
      - {name: total, agg: sum, expr: 1, agg_time_dimension: day}
      - {name: count, agg: sum, expr: 1, create_metric: true}
metrics:
  - name: revenue
    type: ratio
    type_params: {numerator: count, denominator: {name: other, filter: "{{ Entity('order') }} is not null"}}
    filter:
      - "{{ Dimension('order__status') }} = 'paid'"
`,
  });
  const model = project.resources.get('semantic_model.shop.orders')!;
  expect(model.parts?.map(({ kind, name, isMetric }) => [kind, name, isMetric])).toEqual([
    ['entity', 'order', undefined],
    ['dimension', 'status', undefined],
    ['measure', 'total', undefined],
    ['measure', 'count', true],
  ]);
  expect(model.semanticUses?.map(({ label }) => label)).toEqual(['day']);
  const metric = project.resources.get('metric.shop.revenue')!;
  expect(metric.semanticUses?.map(({ kind, name, label }) => [kind, name, label])).toEqual([
    ['entity', 'order', 'order'],
    ['dimension', 'status', 'order__status'],
  ]);
  expect(metric.dependencies.map(({ label, target }) => [label, target])).toEqual([
    ['count', 'semantic_model.shop.orders'],
    ['other', undefined],
  ]);
});
