import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';

const config = (more: string) =>
  `{{ config(\n  materialized='incremental'${more}\n) }}\nselect 1 as id, current_date as day\n`;

export const rule = defineRule({
  id: 'quality/incremental-no-unique-key',
  summary: 'An incremental model merges by a key, but has none',
  severity: 'medium',
  why: 'Without a key `merge` and `delete+insert` only append: a row that comes again is there twice.',
  advice: 'Set `unique_key`, or say `incremental_strategy: append` if rows never come again.',
  silent: [
    'models that name no strategy, `append`, `insert_overwrite` and `microbatch`',
    'if base had no key either, or the key depends on the run',
  ],
  examples: {
    fires: [
      {
        name: 'adds a model that merges without a key',
        base: {},
        head: { 'models/events.sql': config(",\n  incremental_strategy='merge'") },
        findings: [{ path: 'models/events.sql', line: 3 }],
      },
      {
        name: 'removes the key',
        base: {
          'models/events.sql': config(",\n  incremental_strategy='delete+insert',\n  unique_key='id'"),
        },
        head: { 'models/events.sql': config(",\n  incremental_strategy='delete+insert'") },
        findings: [{ path: 'models/events.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'appends on purpose',
        base: {},
        head: { 'models/events.sql': config(", incremental_strategy='append'") },
      },
      {
        name: 'replaces whole partitions',
        base: {},
        head: {
          'models/events.sql': config(
            ", incremental_strategy='insert_overwrite', partition_by={'field': 'day'}",
          ),
        },
      },
      {
        name: 'merges by a key from the properties file',
        base: {},
        head: {
          'models/events.sql': config(", incremental_strategy='merge'"),
          'models/events.yml': 'models:\n  - name: events\n    config: {unique_key: id}\n',
        },
      },
    ],
  },
  *check({ workspace }) {
    for (const { base: before, head: after, changes } of workspace.projects) {
      for (const { base, head } of changes) {
        if (!after || head?.type !== 'model' || head.enabled === false || !lacksKey(after, head)) continue;
        if (before && base && lacksKey(before, base)) continue;
        const strategy = after.setting(head, 'incremental_strategy');
        yield {
          confidence: 'proven',
          title: `${code(head.name)} merges without a ${code('unique_key')}`,
          message: `Its strategy is ${code(String(after.known(head, 'incremental_strategy')))}; every run appends.`,
          resource: head.id,
          location: after.locate(strategy.span ?? head.span),
        };
      }
    }
  },
});

function lacksKey(project: Project, resource: Resource): boolean {
  if (project.known(resource, 'materialized') !== 'incremental') return false;
  const strategy = project.known(resource, 'incremental_strategy');
  if (strategy !== 'merge' && strategy !== 'delete+insert') return false;
  const { value } = project.setting(resource, 'unique_key');
  if (!value.known) return false;
  return !value.value || (Array.isArray(value.value) && value.value.length === 0);
}
