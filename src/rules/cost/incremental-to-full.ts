import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { manyReaders } from '../shared/audience.ts';
import { onePerDecision } from '../shared/by-place.ts';
import type { Decided } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import { settingPlace } from '../shared/setting-place.ts';

const events = (config: string) =>
  `{{ config(${config}) }}\nselect 1 as id\n{% if is_incremental() %}where 1 > (select max(id) from {{ this }}){% endif %}\n`;

export const rule = defineRule({
  id: 'cost/incremental-to-full',
  summary: 'An incremental model becomes a table or view, or is rebuilt in full at every run',
  severity: 'high',
  why: 'Every run now processes the whole history; what cost minutes a day can cost hours.',
  advice: 'Keep it incremental, or say in the pull request why a full build is affordable.',
  silent: [
    'new models',
    'if the setting depends on the target, a variable or the environment',
    'materialized views and dynamic tables, which the warehouse keeps up to date itself',
    'if incremental runs read as much as a full build: nothing in the query depends on `is_incremental()`',
    'if it reads none of the relations that it read: then other models do its work; and if nothing is left of it',
    'a view with many readers, which is a finding of `cost/view-fanout`',
  ],
  examples: {
    fires: [
      {
        name: 'makes an incremental model a table',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: { 'models/events.sql': events("materialized='table'") },
        findings: [{ path: 'models/events.sql', line: 1 }],
      },
      {
        name: 'forces a full refresh',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  full_refresh=true\n) }}\nselect 1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 3 }],
      },
      {
        name: 'makes two incremental models tables, each in its own file, and a third a view',
        base: {
          'models/events.sql': events("materialized='incremental'"),
          'models/visits.sql': events("materialized='incremental'"),
          'models/zones.sql': events("materialized='incremental'"),
        },
        head: {
          'models/events.sql': events("materialized='table'"),
          'models/visits.sql': events("materialized='table'"),
          'models/zones.sql': events("materialized='view'"),
        },
        findings: [
          { path: 'models/events.sql', line: 1 },
          { path: 'models/zones.sql', line: 1 },
        ],
      },
      {
        name: 'removes the setting, so that the default applies',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: { 'models/events.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/events.sql', line: 1, side: 'base' }],
      },
      {
        name: 'removes the setting, so that one of the project applies that was there before',
        base: {
          'dbt_project.yml': 'name: shop\nmodels:\n  +materialized: table\n',
          'models/events.sql': events("materialized='incremental'"),
        },
        head: { 'models/events.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/events.sql', line: 1, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'makes the file unreadable, so that its setting is unknown',
        base: { 'models/events.sql': "{{ config({'materialized': 'incremental'}) }}\nselect 1 as id\n" },
        head: {
          'models/events.sql':
            "{{ config({'materialized': 'incremental' 'schema': 'x'}) }}\nselect 1 as id\n",
        },
      },
      {
        name: 'makes a table of what each run built as a whole, and appended',
        base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
        head: { 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n" },
      },
      {
        name: 'becomes a view of another model that does its work',
        base: {
          'models/sources.yml': 'sources: [{name: raw, tables: [{name: events}]}]\n',
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id from {{ source('raw', 'events') }}\n{% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}\n",
        },
        head: {
          'models/all_events.sql':
            "{{ config(materialized='incremental') }}\nselect id from {{ source('raw', 'events') }}\n{% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}\n",
          'models/events.sql': "{{ config(materialized='view') }}\nselect id from {{ ref('all_events') }}\n",
        },
      },
      {
        name: 'comments all of its text out',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: {
          'models/events.sql': `{# ${events("materialized='incremental'").replaceAll(/[{}%#]/g, ' ')} #}\n`,
        },
      },
      {
        name: 'adds a new table',
        base: {},
        head: { 'models/events.sql': events("materialized='table'") },
      },
      {
        name: 'moves the setting to the properties file',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: {
          'models/events.sql': 'select 1 as id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: events\n    config:\n      materialized: incremental\n',
        },
      },
      {
        name: 'makes it depend on the target',
        base: { 'models/events.sql': events("materialized='incremental'") },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental' if target.name == 'prod' else 'table') }}\nselect 1 as id\n",
        },
      },
    ],
  },
  check: (context) => onePerDecision(rebuilt(context)),
});

function* rebuilt(context: RuleContext): Iterable<Decided> {
  for (const pair of changedPairs(context, ['model'])) {
    const { base, head, before, after } = pair;
    if (before.known(base, 'materialized') !== 'incremental') continue;
    const now = after.known(head, 'materialized');
    const isFull = now === 'table' || now === 'view';
    const isForced =
      now === 'incremental' &&
      after.known(head, 'full_refresh') === true &&
      before.known(base, 'full_refresh') !== true;
    if ((!isFull && !isForced) || readsAllAnyway(before, base)) continue;
    if (isFull && (readsOthers(base, head) || isEmpty(after, head))) continue;
    // A view with many readers is the worse of the two, and has a rule of its own.
    if (now === 'view' && manyReaders(after, head)) continue;
    yield {
      decision: isFull ? `a ${now}` : 'rebuilt',
      confidence: 'proven',
      title: isFull
        ? `${code(head.name)} is no longer incremental but a ${now}`
        : `${code(head.name)} is rebuilt in full at every run`,
      message: isFull
        ? `It was ${code('incremental')} at base: each run built only what was new.`
        : `${code('full_refresh')} overrides the incremental build.`,
      resource: head.id,
      location: settingPlace(context.change, pair, isFull ? 'materialized' : 'full_refresh'),
    };
  }
}

/** True if all of its text is commented out: nothing is built. */
function isEmpty(project: Project, { id }: Resource): boolean {
  const outline = project.outline(id);
  return outline?.problem === undefined && outline?.renderings.every(({ isBlank }) => isBlank) === true;
}

/** True if it reads none of the relations that it read: the work is done elsewhere, and another query is left here. */
function readsOthers(base: Resource, head: Resource): boolean {
  const [then, now] = [base, head].map(
    ({ dependencies }) => new Set(dependencies.flatMap(({ target }) => target ?? [])),
  ) as [Set<string>, Set<string>];
  return then.size > 0 && now.size > 0 && [...now].every((id) => !then.has(id));
}

/** True if every run reads what a first run reads, so that a full build costs no more. */
function readsAllAnyway(project: Project, model: Resource): boolean {
  const strategy = project.setting(model, 'incremental_strategy').value;
  if (!strategy.known || strategy.value === 'microbatch') return false;
  const outline = project.outline(model.id);
  // A macro that is not here may ask is_incremental() itself.
  if (!outline || outline.problem || outline.incomplete || outline.callsUnknown) return false;
  return outline.renderings.every(({ variants }) => variants.some(({ incremental }) => !incremental));
}
