import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { isOutright } from '../shared/conditional.ts';

export const rule = defineRule({
  id: 'quality/ref-cycle',
  summary: 'Models read each other in a circle',
  severity: 'critical',
  why: 'dbt cannot put them in an order and stops before anything is built.',
  advice: 'Take one of the references out of the circle; for what the model built before, use `{{ this }}`.',
  silent: [
    'references that only some runs have, such as within `is_incremental()`',
    'circles that base had already',
    'if a resource of the circle is enabled by a variable',
  ],
  examples: {
    fires: [
      {
        name: 'lets a model read what is built from it',
        base: {
          'models/a.sql': 'select 1 as id\n',
          'models/b.sql': "select id from {{ ref('a') }}\n",
          'models/c.sql': "select id from {{ ref('b') }}\n",
        },
        head: { 'models/a.sql': "select 1 as id\nunion all\nselect id from {{ ref('c') }}\n" },
        findings: [{ path: 'models/a.sql', line: 3 }],
      },
      {
        name: 'lets a model read itself',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'models/a.sql': "select id from {{ ref('a') }}\n" },
        findings: [{ path: 'models/a.sql', line: 1 }],
      },
      {
        name: 'tells a macro of a model that is built from it',
        base: {
          'models/a.sql': 'select 1 as id\n',
          'models/b.sql': "select id from {{ ref('a') }}\n",
        },
        head: { 'models/a.sql': "select\n  {{ dbt_utils.star(ref('b')) }}\nfrom raw.orders\n" },
        findings: [{ path: 'models/a.sql', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'tells a macro of it in incremental runs only, or not at all',
        base: {
          'models/a.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n",
          'models/b.sql': "select id from {{ ref('a') }}\n",
        },
        head: {
          'models/a.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id\n{% if is_incremental() %}\nwhere 1 > {{ newest(ref('b')) }}\n{% endif %}\n{# {{ newest(ref('b')) }} #}\n{% set other = ref('b') if var('x', false) else none %}\n",
        },
      },
      {
        name: 'gets through a macro what a variable turns on',
        base: { 'models/a.sql': 'select 1 as id\n', 'models/b.sql': "select id from {{ ref('a') }}\n" },
        head: {
          'macros/widened.sql':
            "{% macro widened(more) %}select 1 as id{% if more %} union all select id from {{ ref('b') }}{% endif %}{% endmacro %}\n",
          'models/a.sql': "{{ widened(var('more', false)) }}\n",
        },
      },
      {
        name: 'reads itself in incremental runs only',
        base: { 'models/a.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
        head: {
          'models/a.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id\n{% if is_incremental() %}where 1 > (select max(id) from {{ ref('a') }}){% endif %}\n",
        },
      },
      {
        name: 'reads what it built before',
        base: { 'models/a.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n" },
        head: {
          'models/a.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id union all select id from {{ this }}\n",
        },
      },
      {
        name: 'turns the direction of two models around',
        base: { 'models/a.sql': "select id from {{ ref('b') }}\n", 'models/b.sql': 'select 1 as id\n' },
        head: { 'models/a.sql': 'select 1 as id\n', 'models/b.sql': "select id from {{ ref('a') }}\n" },
      },
    ],
  },
  *check({ workspace, change }) {
    for (const { base, head, changes } of workspace.projects) {
      if (!head) continue;
      const told = new Set<string>();
      for (const { id } of changes) {
        if (told.has(id)) continue;
        const circle = circleThrough(head, id, change.head);
        if (!circle || (base && circleThrough(base, id, change.base))) continue;
        for (const { resource } of circle) told.add(resource.id);
        yield finding(head, circle);
      }
    }
  },
});

interface Step {
  resource: Resource;
  /** Where it reads the step before it. */
  span: Span;
}

/** What leads from a resource back to it, by references that every run has; the shortest way. */
function circleThrough(project: Project, id: string, snapshot: Snapshot): Step[] | undefined {
  const reached = new Set(project.descendants(id).map((resource) => resource.id));
  const reads = project.resources.get(id)?.dependencies ?? [];
  if (!reads.some(({ target }) => target !== undefined && (target === id || reached.has(target))))
    return undefined;
  const from = new Map<string, Step & { by: string | undefined }>();
  const pending = [id];
  for (const at of pending) {
    for (const { resource, span } of project.consumers(at)) {
      if (from.has(resource.id) || !isCertain(project, resource, at, snapshot)) continue;
      from.set(resource.id, { resource, span, by: at });
      if (resource.id === id) return pathTo(from, id);
      pending.push(resource.id);
    }
  }
  return undefined;
}

function pathTo(from: ReadonlyMap<string, Step & { by: string | undefined }>, id: string): Step[] {
  const path: Step[] = [];
  let step = from.get(id);
  while (step && path.length < from.size) {
    path.push({ resource: step.resource, span: step.span });
    step = step.by === undefined || step.by === id ? undefined : from.get(step.by);
  }
  return path;
}

/** True if dbt sees the reference when it reads the project: incremental branches are closed then. */
function isCertain(project: Project, reader: Resource, target: string, snapshot: Snapshot): boolean {
  if (reader.enabled !== true || !reader.path.endsWith('.sql')) return false;
  const template = project.template(reader.id);
  if (!template || template.problem) return false;
  const spans = reader.dependencies.filter((each) => each.target === target).map(({ span }) => span);
  // What a macro refers to is also known by the macro's call, which may well not come to that.
  const isOwn = ({ path, start, end }: Span) =>
    path === reader.path && /^(builtins\.)?ref\s*\(/.test(snapshot.text(path)?.slice(start, end) ?? '');
  // Many a ref is only told to a macro, and never comes out as a relation.
  if (spans.some((span) => isOwn(span) && isOutright(snapshot, span))) return true;
  const places = new Set(spans.map(({ path, start }) => `${start} ${path}`));
  return (
    !template.incomplete &&
    template.renderings
      .filter(({ variants }) => variants.some(({ incremental }) => !incremental))
      .every(({ relations }) =>
        relations.some(({ call }) => places.has(`${call.span.start} ${call.span.path}`)),
      )
  );
}

function finding(head: Project, circle: readonly Step[]): RuleFinding {
  const [first, ...others] = circle as [Step, ...Step[]];
  const names = circle.map(({ resource }) => code(resource.name));
  return {
    confidence: 'proven',
    title: `${code(first.resource.name)} reads ${others.length > 0 ? 'what is built from it' : 'itself'}`,
    message: `The circle: ${[...names, names[0]].join(' reads ')}.`,
    resource: first.resource.id,
    location: head.locate(first.span),
    related: others.map(({ resource, span }) => ({
      ...head.locate(span),
      message: `${resource.type} ${code(resource.name)}`,
    })),
  };
}
