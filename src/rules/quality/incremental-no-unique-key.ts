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
    '`append`, `insert_overwrite` and `microbatch`, and new models that name no strategy',
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
      {
        name: 'removes the key of a model that names no strategy',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: { 'models/events.sql': config('') },
        findings: [{ path: 'models/events.sql', line: 3, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'removes the key of a model that appends from now on',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: { 'models/events.sql': config(",\n  incremental_strategy='append'") },
      },
      {
        name: 'moves the key of a model that names no strategy to the properties file',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: {
          'models/events.sql': config(''),
          'models/events.yml': 'models:\n  - name: events\n    config: {unique_key: id}\n',
        },
      },
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
        if (!after || head?.type !== 'model' || head.enabled === false) continue;
        if (before && base && losesKey(before, base, after, head)) {
          yield {
            confidence: 'likely',
            title: `${code(head.name)} loses its ${code('unique_key')}`,
            message: 'It names no strategy, and by default a run without a key appends.',
            resource: head.id,
            location: before.locate(before.setting(base, 'unique_key').span ?? base.span),
          };
          continue;
        }
        if (!lacksKey(after, head)) continue;
        if (before && base && lacksKey(before, base)) continue;
        const strategy = after.setting(head, strategyKey);
        yield {
          confidence: 'proven',
          title: `${code(head.name)} merges without a ${code('unique_key')}`,
          message: `Its strategy is ${code(String(after.known(head, strategyKey)))}; every run appends.`,
          resource: head.id,
          location: after.locate(strategy.span ?? head.span),
        };
      }
    }
  },
});

function lacksKey(project: Project, resource: Resource): boolean {
  const strategy = project.known(resource, strategyKey);
  return (strategy === 'merge' || strategy === 'delete+insert') && hasKey(project, resource) === false;
}

/** Adapters that append by default, key or not. */
const appending = new Set(['spark', 'trino', 'athena']);

/** True if the default strategy replaced rows by a key at base, and has none to go by at head. */
function losesKey(before: Project, base: Resource, after: Project, head: Resource): boolean {
  const isDefault = [before.setting(base, strategyKey), after.setting(head, strategyKey)].every(
    ({ value }) => value.known && (value.value ?? 'default') === 'default',
  );
  if (!isDefault || appending.has(after.dialect)) return false;
  return hasKey(before, base) === true && hasKey(after, head) === false;
}

const strategyKey = 'incremental_strategy';

/** Undefined if the model is not incremental, or its key depends on the run. */
function hasKey(project: Project, resource: Resource): boolean | undefined {
  if (project.known(resource, 'materialized') !== 'incremental') return undefined;
  const { value } = project.setting(resource, 'unique_key');
  if (!value.known) return undefined;
  return Boolean(value.value) && !(Array.isArray(value.value) && value.value.length === 0);
}
