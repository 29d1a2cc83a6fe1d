import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';

const body = 'select 1 as id\n{% if is_incremental() %}\nwhere 1 > 0\n{% endif %}\n';

export const rule = defineRule({
  id: 'quality/unused-is-incremental',
  summary: 'A model asks `is_incremental()` but is not incremental',
  severity: 'low',
  why: 'The condition never holds: what it guards is dead, and readers take the model for what it is not.',
  advice: 'Remove the block, or make the model incremental.',
  silent: [
    'if base asked in vain already',
    'if the materialization depends on the run or is one of the project itself',
    'if the project has a macro `is_incremental` of its own',
    '`cost/incremental-to-full` speaks where the model was incremental before',
  ],
  examples: {
    fires: [
      {
        name: 'adds a filter for incremental runs to a table',
        base: { 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n" },
        head: { 'models/events.sql': `{{ config(materialized='table') }}\n${body}` },
        findings: [{ path: 'models/events.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'adds it to an incremental model',
        base: { 'models/events.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
        head: { 'models/events.sql': `{{ config(materialized='incremental') }}\n${body}` },
      },
      {
        name: 'mentions it in a comment',
        base: { 'models/events.sql': 'select 1 as id\n' },
        head: { 'models/events.sql': 'select 1 as id {# no {% if is_incremental() %} here #}\n' },
      },
      {
        name: 'adds it to a model with a materialization of its own',
        base: {},
        head: { 'models/events.sql': `{{ config(materialized='slowly_changing') }}\n${body}` },
      },
      {
        name: 'adds it where the project answers by itself',
        base: {},
        head: {
          'macros/is_incremental.sql':
            "{% macro is_incremental() %}{{ return(target.name == 'prod') }}{% endmacro %}\n",
          'models/events.sql': `{{ config(materialized='table') }}\n${body}`,
        },
      },
    ],
  },
  *check({ change, workspace }) {
    for (const { base: before, head: after, changes } of workspace.projects) {
      for (const { base, head } of changes) {
        if (!after || head?.type !== 'model' || head.enabled !== true || !neverRunsAgain(after, head))
          continue;
        if ([head.package, after.name].some((name) => after.macros.has(`macro.${name}.is_incremental`)))
          continue;
        const at = asksAt(change.head.text(head.path));
        if (at === undefined) continue;
        if (before && base && asksAt(change.base.text(base.path)) !== undefined) continue;
        yield {
          confidence: 'proven',
          title: `${code(head.name)} asks ${code('is_incremental()')}, but is a ${String(after.known(head, 'materialized'))}`,
          message: 'The answer is always no.',
          resource: head.id,
          location: after.locate({ path: head.path, start: at, end: at + 1 }),
        };
      }
    }
  },
});

function neverRunsAgain(project: Project, resource: Resource): boolean {
  const materialized = project.known(resource, 'materialized');
  return materialized === 'table' || materialized === 'view' || materialized === 'ephemeral';
}

/** Offset of the first tag that asks; comments do not count. */
function asksAt(text: string | undefined): number | undefined {
  const unread = /\{#[\s\S]*?#\}|\{%-?\s*raw\b[\s\S]*?\bendraw\b/g;
  const plain = text?.replaceAll(unread, (part) => ' '.repeat(part.length));
  const match = /\{%[^%]*?\bis_incremental\s*\(/.exec(plain ?? '');
  return match?.index;
}
