import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { placed, sentence } from '../shared/text.ts';
import { relationName } from '../shared/relation-names.ts';

const variableSchema = {
  'dbt_project.yml':
    'name: shop\nprofile: shop\nmodels:\n  shop:\n    +materialized: table\n    +schema: "{{ var(\'schema\') }}"\n    old:\n      +schema: "{{ var(\'old_schema\') }}"\n',
};

export const rule = defineRule({
  id: 'quality/duplicate-resource',
  summary: 'Two enabled resources have the same name, or build the same relation',
  severity: 'critical',
  why: 'dbt stops before anything is built when a name means two things, or two models the same table.',
  advice: 'Rename one of them, or disable it.',
  silent: [
    'if one of the two is disabled, or enabled by a variable',
    'the same name in two packages, and versions of one model',
    'files that `.dbtignore` names, and sources that override those of a package',
    'names that base had twice already',
    'an alias that another model has, if their schemas may differ: by a setting, or by macros of the project that look at the model',
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
      {
        name: 'takes the alias of a model of the same folder, whose schema a variable says',
        base: {
          ...variableSchema,
          'models/orders.sql': 'select 1 as id\n',
          'models/orders_v2.sql': 'select 2 as id\n',
        },
        head: { 'models/orders_v2.sql': "{{ config(alias='orders') }}\nselect 2 as id\n" },
        findings: [{ path: 'models/orders_v2.sql', line: 1 }],
      },
      {
        name: 'gives a model the alias that is the name of another one',
        base: { 'models/orders.sql': 'select 1 as id\n', 'models/orders_v2.sql': 'select 2 as id\n' },
        head: { 'models/orders_v2.sql': "{{ config(\n  alias='orders'\n) }}\nselect 2 as id\n" },
        findings: [{ path: 'models/orders_v2.sql', line: 2, subject: 'orders' }],
      },
    ],
    silent: [
      {
        name: 'takes the alias of a model of another folder, for which another line says the schema',
        base: {
          ...variableSchema,
          'models/orders.sql': 'select 1 as id\n',
          'models/old/orders_v2.sql': 'select 2 as id\n',
        },
        head: { 'models/old/orders_v2.sql': "{{ config(alias='orders') }}\nselect 2 as id\n" },
      },
      {
        name: 'gives a model the name of another one in another schema',
        base: { 'models/orders.sql': 'select 1 as id\n', 'models/orders_v2.sql': 'select 2 as id\n' },
        head: { 'models/orders_v2.sql': "{{ config(alias='orders', schema='v2') }}\nselect 2 as id\n" },
      },
      {
        name: 'takes an alias where the schema follows from the path',
        base: {
          'macros/schema.sql':
            '{% macro generate_schema_name(custom, node) %}\n{{ node.fqn[1] }}\n{% endmacro %}\n',
          'models/orders.sql': 'select 1 as id\n',
          'models/orders_v2.sql': 'select 2 as id\n',
        },
        head: { 'models/orders_v2.sql': "{{ config(alias='orders') }}\nselect 2 as id\n" },
      },
      {
        name: 'takes the place of a model that gets another alias',
        base: { 'models/orders.sql': 'select 1 as id\n', 'models/orders_v2.sql': 'select 2 as id\n' },
        head: {
          'models/orders.sql': "{{ config(alias='orders_old') }}\nselect 1 as id\n",
          'models/orders_v2.sql': "{{ config(alias='orders') }}\nselect 2 as id\n",
        },
      },
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
        name: 'adds a model that dbt does not look at',
        base: { '.dbtignore': '# drafts\nmodels/drafts/\n', 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/drafts/orders.sql': 'select 2 as id\n',
          'models/old/~orders.sql': 'select 3 as id\n',
        },
      },
      {
        name: "changes the source of a package that is called like the project's own",
        base: { 'models/a.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n' },
        head: {
          'models/b.yml':
            'sources:\n  - name: raw\n    overrides: shop_source\n    tables: [{name: orders}]\n',
        },
      },
      {
        name: 'adds a test with the name of a model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'tests/orders.sql': "select * from {{ ref('orders') }} where id < 0\n" },
      },
    ],
  },
  *check(context) {
    for (const project of context.workspace.projects) {
      yield* duplicates(project);
      yield* sameRelations(project, context.change.head);
    }
  },
});

function* duplicates({ base, head }: ProjectChange): Iterable<RuleFinding> {
  if (!head) return;
  const found = clashes(head);
  if (found.length === 0) return;
  const known = new Set(base ? clashes(base).map(([name]) => name) : []);
  const paths = new Set(base ? all(base).map(({ id, path }) => `${id} ${path}`) : []);
  for (const [name, group] of found) {
    if (known.has(name)) continue;
    const added = group.find(({ id, path }) => !paths.has(`${id} ${path}`)) ?? group.at(-1);
    const other = group.find((each) => each !== added);
    if (!added || !other) continue;
    const place = head.locate(other.span);
    yield {
      confidence: 'proven',
      title: `${sentence(added.type)} ${code(added.name)} has the name of ${other.type === added.type ? 'another one' : `a ${other.type}`}`,
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
  const named = all(project).filter(
    ({ type, enabled, package: of }) =>
      enabled === true && of === project.name && (refable.has(type) || type === 'source'),
  );
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of named) (seen.has(name) ? repeated : seen).add(name);
  const groups = new Map<string, Resource[]>();
  for (const resource of named) {
    const { type, name, version = '' } = resource;
    if (!repeated.has(name)) continue;
    const key = `${refable.has(type) ? 'ref' : type} ${name} ${version}`;
    groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  return [...groups].filter(([, group]) => group.length > 1);
}

function all(project: Project): Resource[] {
  return [...project.resources.values(), ...project.duplicates];
}

/** Models that this change gives an alias under which another one builds its relation. */
function* sameRelations({ base, head, changes }: ProjectChange, files: Snapshot): Iterable<RuleFinding> {
  const renamed = changes.flatMap(({ head: resource }) => {
    const alias = head && resource?.type === 'model' ? head.known(resource, 'alias') : undefined;
    return resource && typeof alias === 'string' ? [{ resource, alias: alias.toLowerCase() }] : [];
  });
  if (!head || renamed.length === 0 || namesFollowModels(head, files)) return;
  const byName = new Map(
    [...head.resources.values()]
      .filter(({ type, version }) => type === 'model' && version === undefined)
      .map((resource) => [resource.name.toLowerCase(), resource]),
  );
  for (const { resource, alias } of renamed) {
    const earlier = base?.resources.get(resource.id);
    const other =
      renamed.find((each) => each.resource !== resource && each.alias === alias)?.resource ??
      byName.get(alias);
    if (
      !other ||
      other === resource ||
      relationName(head, other) !== alias ||
      !isBeside(head, resource, other)
    )
      continue;
    if (earlier && base && relationName(base, earlier) === alias) continue;
    const { span } = head.setting(resource, 'alias');
    const place = head.locate(other.span);
    yield {
      confidence: 'proven',
      title: `${code(resource.name)} builds the same relation as ${code(other.name)}`,
      message: `Both are called ${code(alias)} in one schema; the other one is at ${placed(place)}.`,
      resource: resource.id,
      subject: alias,
      location: head.locate(span ?? resource.span),
      related: [{ ...place, message: `model ${code(other.name)}` }],
    };
  }
}

/** True if both are surely built, and by the same settings in the same schema. */
function isBeside(project: Project, one: Resource, other: Resource): boolean {
  const isBuilt = (resource: Resource) =>
    resource.enabled === true &&
    resource.package === project.name &&
    project.setting(resource, 'materialized').value.known &&
    project.known(resource, 'materialized') !== 'ephemeral';
  return (
    isBuilt(one) &&
    isBuilt(other) &&
    ['schema', 'database', 'catalog_name'].every((key) => {
      const [a, b] = [project.setting(one, key), project.setting(other, key)];
      if (a.value.known && b.value.known) return JSON.stringify(a.value) === JSON.stringify(b.value);
      // Whatever a line of dbt_project.yml comes to, it does to all models of its folder.
      return a.span?.path.endsWith('dbt_project.yml') === true && isSamePlace(a.span, b.span);
    })
  );
}

function isSamePlace(a: Span, b: Span | undefined): boolean {
  return a.path === b?.path && a.start === b.start && a.end === b.end;
}

/** True if macros of the project may put two models with equal settings into different schemas, or change aliases. */
function namesFollowModels({ macros, name: project }: Project, files: Snapshot): boolean {
  return [...macros.values()].some(({ package: of, name, parameters, span }) => {
    if (of !== project) return false;
    if (name === 'generate_alias_name') return true;
    if (!parameters.some((parameter) => parameter.name === 'node')) return false;
    const text = files.text(span.path)?.slice(span.start, span.end);
    return text === undefined || /\bnode(\s*\[|\.(?!resource_type\b))/.test(text);
  });
}
