import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { count } from '../options.ts';
import type { RuleFinding } from '../rule.ts';
import { isView, ViewChains } from '../shared/view-chains.ts';

const most = 5;

export const rule = defineRule({
  id: 'cost/chained-views',
  summary: `A chain of views grows past ${most}`,
  severity: 'medium',
  why: 'Each query of the last view computes all of them again, and warehouses plan deep chains badly or refuse them.',
  advice: 'Make one of them in the middle a table, or let the new one read a table.',
  silent: [
    `chains of ${most} views at most, and longer ones that do not grow`,
    'models whose materialization depends on the target',
    'several models that are added to one chain are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'adds a sixth view on top of five',
        base: chain(5),
        head: { 'models/v6.sql': "select id\nfrom {{ ref('v5') }}\n" },
        findings: [{ path: 'models/v6.sql', line: 2, severity: 'medium' }],
      },
      {
        name: 'makes a table between views a view',
        base: {
          ...chain(7),
          'models/v3.sql': "{{ config(materialized='table') }}\nselect id from {{ ref('v2') }}\n",
        },
        head: { 'models/v3.sql': "{{ config(materialized='view') }}\nselect id from {{ ref('v2') }}\n" },
        findings: [{ path: 'models/v3.sql', line: 1 }],
      },
      {
        name: 'lets a view read another view instead of a table',
        base: {
          ...chain(6),
          'models/t.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/v4.sql': "select id from {{ ref('t') }}\n",
        },
        head: { 'models/v4.sql': "select id from {{ ref('v3') }}\n" },
        findings: [{ path: 'models/v4.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a fifth view',
        base: chain(4),
        head: { 'models/v5.sql': "select id from {{ ref('v4') }}\n" },
      },
      {
        name: 'adds a table on top of six views',
        base: chain(6),
        head: {
          'models/v7.sql': "{{ config(materialized='table') }}\nselect id from {{ ref('v6') }}\n",
        },
      },
      {
        name: 'changes a view in a long chain, and adds another one beside it',
        base: chain(7),
        head: {
          'models/v3.sql': "select id + 1 as id from {{ ref('v2') }}\n",
          'models/w7.sql': "select id from {{ ref('v5') }}\n",
        },
      },
      {
        name: 'renames a view in a long chain',
        base: chain(6),
        head: {
          'models/v6.sql': null,
          'models/last.sql': "select id from {{ ref('v5') }}\n",
        },
      },
    ],
  },
  options: z.strictObject({
    'max-views': count(most, 1, 50, 'Chains of more views are reported when they grow.'),
  }),
  *check(context) {
    for (const { base: before, head: after, changes } of context.workspace.projects) {
      if (!before || !after) continue;
      const [then, now] = [new ViewChains(before), new ViewChains(after)];
      const seen = new Set<string>();
      for (const { id, head } of changes) {
        const views = head ? now.through(id) : [];
        if (views.length <= context.options['max-views'] || views.some((view) => seen.has(view.id))) continue;
        // Its neighbours too: what is new may only have taken the place of another one.
        const longest = Math.max(...around(views, before).map((each) => then.through(each).length));
        if (views.length <= longest) continue;
        for (const view of views) seen.add(view.id);
        yield finding(before, after, views);
      }
    }
  },
});

/** The views and their readers at base. */
function around(views: readonly Resource[], before: Project): string[] {
  return views.flatMap(({ id }) => [id, ...before.consumers(id).map(({ resource }) => resource.id)]);
}

function finding(before: Project, after: Project, views: readonly Resource[]): RuleFinding {
  const last = views.at(-1)!;
  const { resource, span } = link(before, after, views);
  return {
    confidence: 'proven',
    title: `${code(resource.name)} makes a chain of ${views.length} views`,
    message: `A query of ${code(last.name)} computes ${views.map(({ name }) => code(name)).join(' → ')}.`,
    resource: resource.id,
    location: after.locate(span),
  };
}

/** What makes the chain: the first link that base lacks. */
function link(
  before: Project,
  after: Project,
  views: readonly Resource[],
): { resource: Resource; span: Resource['span'] } {
  for (const [index, resource] of views.entries()) {
    const base = before.resources.get(resource.id);
    if (base && !isView(before, base))
      return { resource, span: after.setting(resource, 'materialized').span ?? resource.span };
    const previous = views[index - 1]?.id;
    const isNew = !base?.dependencies.some(({ target }) => target === previous);
    const edge = resource.dependencies.find(({ target }) => target === previous);
    if (previous !== undefined && isNew && edge) return { resource, span: edge.span };
  }
  return { resource: views.at(-1)!, span: views.at(-1)!.span };
}

/** An example's project: so many views, each of which reads the one before. */
function chain(length: number): Record<string, string> {
  const views = Array.from({ length }, (_, index) => [
    `models/v${index + 1}.sql`,
    index === 0 ? 'select 1 as id\n' : `select id from {{ ref('v${index}') }}\n`,
  ]);
  return Object.fromEntries(views);
}
