import { code } from '../../finding.ts';
import type { LiteralTable } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { isConditional } from '../shared/conditional.ts';
import { additions, changedPairs } from '../shared/pairs.ts';

export const rule = defineRule({
  id: 'governance/cross-environment-ref',
  summary: 'A model reads a table of a development or personal environment by its literal name',
  severity: 'high',
  why: 'The deployed model depends on what somebody keeps in a sandbox: unreviewed data, which may vanish or change at any time.',
  advice: 'Use `ref()` or `source()`, so that each environment reads its own tables.',
  silent: [
    'names that base already had, and names that Jinja chooses by target',
    'schemas called `staging`, `test` or `raw`, which are layers in many projects',
    'analyses, tests and disabled models',
  ],
  examples: {
    fires: [
      {
        name: 'reads from a personal schema',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': 'select id\nfrom analytics.dbt_jdoe.orders\n' },
        findings: [{ path: 'models/orders.sql', line: 2, subject: 'analytics.dbt_jdoe.orders' }],
      },
      {
        name: 'reads from the development project',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': 'select id from `shop-data-dev`.`raw`.`orders`\n' },
        findings: [{ path: 'models/orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'reads from a layer that is called staging',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': 'select id from analytics.staging.orders\n' },
      },
      {
        name: 'lets the target decide',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/orders.sql':
            "select id from {% if target.name == 'dev' %}analytics.dbt_jdoe.orders{% else %}analytics.raw.orders{% endif %}\n",
        },
      },
      {
        name: 'changes a model that read from there',
        base: { 'models/orders.sql': 'select id from analytics.sandbox.orders\n' },
        head: { 'models/orders.sql': 'select id, 1 as n from analytics.sandbox.orders\n' },
      },
    ],
  },
  *check(context) {
    for (const { base, head, before, after } of changedPairs(context, ['model', 'snapshot'])) {
      if (after.keepsQuery(head.id)) continue;
      const had = new Set(before.literalTables(base.id).map(({ name }) => name.join('.')));
      yield* foreign(context.change.head, after, head, had);
    }
    for (const { head, after } of additions(context, ['model', 'snapshot']))
      yield* foreign(context.change.head, after, head, new Set());
  },
});

/** A schema or database of one person or of development. */
const environment =
  /^(dev|development|sandbox|scratch|playground|personal)([_-]|$)|[_-](dev|development|sandbox|scratch)$|^dbt_[a-z]{3,}$/;
/** What looks like a person's schema and is dbt's own or a layer. */
const layers =
  /^dbt_(cloud|artifacts|test__audit|audit|prod|production|staging|marts?|source|sources|metrics|utils|snapshots?|seeds?|analytics)$/;

function* foreign(
  snapshot: Snapshot,
  project: Project,
  { id, name }: Resource,
  had: ReadonlySet<string>,
): Iterable<RuleFinding> {
  const seen = new Set<string>(had);
  for (const table of project.literalTables(id)) {
    const label = table.name.join('.');
    const place = environmentOf(table);
    if (seen.has(label) || place === undefined || isConditional(snapshot, table.span)) continue;
    seen.add(label);
    yield {
      confidence: 'likely',
      title: `${code(name)} reads ${code(label)} from the development environment ${code(place)}`,
      message: 'The name is written into the SQL, so production reads it from there too.',
      resource: id,
      subject: label,
      location: project.locate(table.span),
    };
  }
}

function environmentOf({ name }: LiteralTable): string | undefined {
  return name.slice(0, -1).find((part) => environment.test(part) && !layers.test(part));
}
