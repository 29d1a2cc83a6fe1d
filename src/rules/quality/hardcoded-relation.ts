import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import type { LiteralTable } from '../../project/lineage/facts.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

const raw = { 'models/sources.yml': 'sources: [{name: raw, schema: raw, tables: [{name: payments}]}]\n' };

export const rule = defineRule({
  id: 'quality/hardcoded-relation',
  summary: 'A model reads a table by its literal name instead of by `ref()` or `source()`',
  severity: 'high',
  why: 'dbt does not know of the reading: it may build the two in the wrong order, lineage ends there, and every environment reads the same table.',
  advice:
    'Use `ref()` for what this project builds, `source()` for what it loads, `this` for the model itself.',
  silent: [
    'names that base already had, also in a model that goes away, and names of which Jinja puts in a part',
    'catalogs of the warehouse, such as `information_schema`, and public data sets',
    'CTEs, aliases, functions, unnested columns and names without a schema',
    'analyses and tests, in which one may look anything up',
  ],
  examples: {
    fires: [
      {
        name: 'reads a model of the project by the name of its table',
        base: {
          'models/orders.sql': "{{ config(schema='marts') }}\nselect 1 as id\n",
          'models/report.sql': 'select 1 as id\n',
        },
        head: { 'models/report.sql': 'select id\nfrom analytics.dbt_marts.orders\n' },
        findings: [
          { path: 'models/report.sql', line: 2, severity: 'high', subject: 'analytics.dbt_marts.orders' },
        ],
      },
      {
        name: 'reads two models, which are named by their schemas, too, as tables',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  shop:\n    core: {+schema: core}\n',
          'models/core/core.orders.sql': 'select 1 as id\n',
          'models/core/core.items.sql': 'select 1 as id\n',
          'models/report.sql': 'select 1 as id\n',
        },
        head: {
          'models/report.sql': 'select o.id\nfrom core.orders as o\njoin core.items as i on i.id = o.id\n',
        },
        findings: [
          { path: 'models/report.sql', line: 2, severity: 'high', subject: 'core.orders, core.items' },
        ],
      },
      {
        name: 'reads in several models what nobody declares',
        base: { 'models/a.sql': 'select 1 as id\n', 'models/b.sql': 'select 1 as id\n' },
        head: {
          'models/a.sql': 'select id from lake.items\n',
          'models/b.sql': 'select id from lake.shops\n',
          'models/c.sql': 'select id from lake.items\n',
        },
        findings: [{ path: 'models/a.sql', line: 1, severity: 'low', subject: 'lake.items' }],
      },
      {
        name: 'reads a declared source by the name of its table',
        base: { ...raw, 'models/report.sql': 'select 1 as id\n' },
        head: { 'models/report.sql': 'select id\nfrom raw.payments\n' },
        findings: [{ path: 'models/report.sql', line: 2, severity: 'medium' }],
      },
      {
        name: 'reads a table that is called like a model, in a schema that is not known to be the same',
        base: { 'models/orders.sql': 'select 1 as id\n', 'models/report.sql': 'select 1 as id\n' },
        head: { 'models/report.sql': 'select id from analytics.orders\n' },
        findings: [{ path: 'models/report.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'adds a model that reads a table of which the project knows nothing',
        base: raw,
        head: { 'models/report.sql': 'select id from shop.refunds\n' },
        findings: [{ path: 'models/report.sql', line: 1, severity: 'low' }],
      },
    ],
    silent: [
      {
        name: 'changes a model that read so before',
        base: { ...raw, 'models/report.sql': 'select id from raw.payments\n' },
        head: { 'models/report.sql': 'select id, 1 as n from raw.payments\n' },
      },
      {
        name: 'reads the catalog, a CTE, and fields of its own',
        base: raw,
        head: {
          'models/report.sql':
            "with payments as (select * from {{ source('raw', 'payments') }})\nselect p.id from payments p, unnest(p.items) i, shop.information_schema.tables\n",
        },
      },
      {
        name: 'takes the schema from the target, and reads files of a stage',
        base: { ...raw, 'requirements.txt': 'dbt-snowflake==1.9.0\n' },
        head: {
          'models/report.sql': 'select id from {{ target.schema }}.payments\n',
          'models/files.sql': 'select $1 as id from @raw.files/payments\n',
        },
      },
      {
        name: 'renames a model that read so before',
        base: { ...raw, 'models/report.sql': 'select id from raw.payments\n' },
        head: { 'models/report.sql': null, 'models/payments_report.sql': 'select id from raw.payments\n' },
      },
      {
        name: 'lets the target decide',
        base: raw,
        head: {
          'models/report.sql':
            "select id from {% if target.name == 'dev' %}raw.sample{% else %}raw.payments{% endif %}\n",
        },
      },
    ],
  },
  *check(context) {
    // Whoever writes names in one model writes them in the next; what is known of them is the severity.
    yield* onePerSweep(found(context), () => '');
  },
});

function* found(context: RuleContext): Iterable<RuleFinding> {
  const types = ['model', 'snapshot'] as const;
  for (const { base, head, before, after } of changedPairs(context, types)) {
    if (after.keepsQuery(head.id)) continue;
    const had = new Set(before.literalTables(base.id).map(labelOf));
    yield* literal(context, after, head, had);
  }
  const before = removedNames(context);
  for (const { head, after } of additions(context, types)) yield* literal(context, after, head, before);
}

/** What models read that go away: one of another name may only take their place. */
function removedNames({ workspace }: RuleContext): Set<string> {
  return new Set(
    workspace.projects.flatMap(({ base: project, changes }) =>
      changes.flatMap(({ base, head }) =>
        project && base?.type === 'model' && !head ? project.literalTables(base.id).map(labelOf) : [],
      ),
    ),
  );
}

function* literal(
  { change }: RuleContext,
  project: Project,
  resource: Resource,
  had: ReadonlySet<string>,
): Iterable<RuleFinding> {
  const seen = new Set(had);
  const groups = new Map<string, Named[]>();
  for (const table of project.literalTables(resource.id)) {
    const label = labelOf(table);
    if (seen.has(label) || isCatalog(table) || isChosen(table) || isConditional(change.head, table.span))
      continue;
    seen.add(label);
    const exact = builtAs(project, table);
    const known = exact ?? loadedAs(project, table) ?? namesake(project, table);
    const severity = exact ? 'high' : known ? 'medium' : 'low';
    const named = { label, span: table.span, known, isSure: known === exact || known?.type === 'source' };
    groups.set(severity, [...(groups.get(severity) ?? []), named]);
  }
  for (const [severity, named] of groups) yield finding(project, resource, severity as Severity, named);
}

interface Named {
  label: string;
  span: Span;
  /** What the project knows of that name, surely or by its likeness. */
  known: Resource | undefined;
  isSure: boolean;
}

/** What is known alike of several tables is one finding. */
function finding(
  project: Project,
  resource: Resource,
  severity: Severity,
  named: readonly Named[],
): RuleFinding {
  const [first, ...others] = named as [Named, ...Named[]];
  const labels = named.map(({ label }) => label);
  return {
    severity,
    confidence: 'likely',
    title: `${code(resource.name)} reads ${listed(labels, 3)} by ${others.length > 0 ? 'their literal names' : 'its literal name'}`,
    message: others.length > 0 ? explainedAll(named) : explained(resource, first.known, first.isSure),
    resource: resource.id,
    subject: labels.join(', '),
    location: project.locate(first.span),
    related: others.map(({ label, span }) => ({ ...project.locate(span), message: code(label) })),
  };
}

function explainedAll(named: readonly Named[]): string {
  const known = named.flatMap(({ known: one }) => (one ? [`${one.type} ${code(one.name)}`] : []));
  return known.length === 0
    ? 'The project declares no sources of those names.'
    : `The project has the ${known.slice(0, 5).join(', the ')}${known.length > 5 ? ' and more' : ''}.`;
}

function explained(reader: Resource, known: Resource | undefined, isSure: boolean): string {
  if (!known) return 'The project declares no source of that name.';
  if (known.id === reader.id) return isSure ? 'That is the model itself.' : 'The model itself has that name.';
  const what = `${known.type} ${code(known.name)} of this project`;
  return isSure ? `That is the ${what}.` : `The ${what} has that name.`;
}

function labelOf({ name }: LiteralTable): string {
  return name.join('.');
}

/** What every warehouse has, or everybody may read. */
const catalogs =
  /^(information_schema|account_usage|organization_usage|pg_catalog|sys|system|svv_.*|stl_.*|bigquery-public-data|snowflake_sample_data|snowflake)$/;

function isCatalog({ name }: LiteralTable): boolean {
  return name.some((part) => catalogs.test(part)) || /^__\w+__$|\*$/.test(name.at(-1) ?? '');
}

/** True if Jinja puts a part of the name in, or it is a place of files. */
function isChosen({ name }: LiteralTable): boolean {
  return name.some((part) => part.includes('pr_hole_') || part.startsWith('@'));
}

/** A model, seed or snapshot of this name in a schema that ends like its own; without a schema of its own none is sure. */
function builtAs(project: Project, { name }: LiteralTable): Resource | undefined {
  const [table, schema = ''] = name.toReversed();
  for (const resource of project.resources.values()) {
    if (resource.enabled !== true || !built.has(resource.type)) continue;
    const [alias, own] = [project.known(resource, 'alias'), project.known(resource, 'schema')];
    const called = String(alias ?? resource.name).toLowerCase();
    // Some projects name a model by its schema, too, and take that off for the table.
    if ((called !== table && called !== `${schema}.${table}`) || typeof own !== 'string') continue;
    if (schema === own.toLowerCase() || schema.endsWith(`_${own.toLowerCase()}`)) return resource;
  }
  return undefined;
}

/** A model, seed or snapshot of this name, in whichever schema that is. */
function namesake({ resources }: Project, { name }: LiteralTable): Resource | undefined {
  const table = name.at(-1);
  return [...resources.values()].find(
    (each) => built.has(each.type) && each.enabled === true && each.name.toLowerCase() === table,
  );
}

const built = new Set<string>(['model', 'seed', 'snapshot']);

/** A declared source of this name; a source's schema is its name unless it says otherwise. */
function loadedAs(project: Project, { name }: LiteralTable): Resource | undefined {
  const [table, schema] = name.toReversed();
  return [...project.resources.values()].find(({ type, name: full }) => {
    const [source, own] = full.toLowerCase().split('.');
    return type === 'source' && own === table && source === schema;
  });
}
