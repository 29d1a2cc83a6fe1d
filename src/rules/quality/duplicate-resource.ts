import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { placed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/duplicate-resource',
  summary: 'Two enabled resources have the same name, so that dbt cannot tell them apart',
  severity: 'critical',
  why: 'dbt stops before anything is built when a name means two things.',
  advice: 'Rename one of them, or disable it.',
  silent: [
    'if one of the two is disabled, or enabled by a variable',
    'the same name in two packages, and versions of one model',
    'names that base had twice already',
  ],
  examples: {
    fires: [
      {
        name: 'adds a model of a name that another folder has',
        base: { 'models/staging/orders.sql': 'select 1 as id\n' },
        head: { 'models/marts/orders.sql': 'select 2 as id\n' },
        findings: [{ path: 'models/marts/orders.sql', line: 1 }],
      },
      {
        name: 'adds a seed with the name of a model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'seeds/orders.csv': 'id\n1\n' },
        findings: [{ path: 'seeds/orders.csv', line: 1 }],
      },
      {
        name: 'declares a source table a second time',
        base: { 'models/a.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n' },
        head: { 'models/b.yml': 'sources:\n  - name: raw\n    tables:\n      - name: orders\n' },
        findings: [{ path: 'models/b.yml', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'moves a model to another folder',
        base: { 'models/staging/orders.sql': 'select 1 as id\n' },
        head: { 'models/staging/orders.sql': null, 'models/marts/orders.sql': 'select 1 as id\n' },
      },
      {
        name: 'offers an alternative that a variable chooses',
        base: { 'models/a/orders.sql': "{{ config(enabled=var('a', true)) }}\nselect 1 as id\n" },
        head: { 'models/b/orders.sql': "{{ config(enabled=not var('a', true)) }}\nselect 2 as id\n" },
      },
      {
        name: 'adds a test with the name of a model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'tests/orders.sql': "select * from {{ ref('orders') }} where id < 0\n" },
      },
    ],
  },
  *check({ workspace }) {
    for (const project of workspace.projects) yield* duplicates(project);
  },
});

function* duplicates({ base, head }: ProjectChange): Iterable<RuleFinding> {
  if (!head) return;
  const known = new Set(base ? clashes(base).map(([name]) => name) : []);
  const paths = new Set(base ? all(base).map(({ id, path }) => `${id} ${path}`) : []);
  for (const [name, group] of clashes(head)) {
    if (known.has(name)) continue;
    const added = group.find(({ id, path }) => !paths.has(`${id} ${path}`)) ?? group.at(-1);
    const other = group.find((each) => each !== added);
    if (!added || !other) continue;
    const place = head.locate(other.span);
    yield {
      confidence: 'proven',
      title: `${added.type} ${code(added.name)} has the name of ${other.type === added.type ? 'another one' : `a ${other.type}`}`,
      message: `The other one is at ${placed(place)}.`,
      resource: added.id,
      location: head.locate(added.span),
      related: [{ ...place, message: `${other.type} ${code(other.name)}` }],
    };
  }
}

const refable = new Set<string>(['model', 'seed', 'snapshot']);

/** Names that several enabled resources of one package have, with these. */
function clashes(project: Project): [name: string, group: Resource[]][] {
  const byName = new Map<string, Resource[]>();
  for (const resource of all(project)) {
    const { type, enabled, version = '', name } = resource;
    if (enabled !== true || resource.package !== project.name) continue;
    if (!refable.has(type) && type !== 'source') continue;
    const key = `${refable.has(type) ? 'ref' : type} ${name} ${version}`;
    byName.set(key, [...(byName.get(key) ?? []), resource]);
  }
  return [...byName].filter(([, group]) => group.length > 1);
}

function all(project: Project): Resource[] {
  return [...project.resources.values(), ...project.duplicates];
}
