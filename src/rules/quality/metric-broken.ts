import { code } from '../../finding.ts';
import type { RelatedLocation } from '../../finding.ts';
import type { Dependency, Resource, SemanticPart, SemanticUse } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { byPlace, counted } from '../shared/text.ts';

const orders = 'select 1 as id, 2 as amount, current_date as day\n';
const semantic = (measures: string, dimension = 'day') =>
  `semantic_models:
  - name: orders
    model: ref('orders')
    entities:
      - {name: order, type: primary, expr: id}
    dimensions:
      - {name: ${dimension}, type: time, expr: day}
    measures:
${measures}`;
const total = '      - {name: total, agg: sum, expr: amount}\n';
const revenue =
  "metrics:\n  - name: revenue\n    type: simple\n    type_params:\n      measure: total\n    filter: \"{{ TimeDimension('order__day', 'month') }} > '2020-01-01'\"\n";

export const rule = defineRule({
  id: 'quality/metric-broken',
  summary: 'A metric, saved query or semantic model names a measure, dimension or column that is not there',
  severity: 'critical',
  why: 'dbt cannot resolve the semantic layer any more: parsing stops, or every query of the metric fails.',
  advice: 'Keep what is named, or change in this pull request whatever names it.',
  silent: [
    'names that base did not know either',
    'if a file of the project cannot be read, which may define the name',
    'a column that the pull request removes from the model: `quality/column-removed-in-use` reports it',
    'expressions that are Jinja, or that cannot be parsed',
  ],
  examples: {
    fires: [
      {
        name: 'renames a measure that a metric uses',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(total),
          'models/metrics.yml': revenue,
        },
        head: { 'models/semantic.yml': semantic('      - {name: sum_total, agg: sum, expr: amount}\n') },
        findings: [{ path: 'models/metrics.yml', line: 5, subject: 'measure total' }],
      },
      {
        name: 'renames a dimension that a metric filters by',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(total),
          'models/metrics.yml': revenue,
        },
        head: { 'models/semantic.yml': semantic(total, 'ordered_on') },
        findings: [{ path: 'models/metrics.yml', line: 6, severity: 'high', subject: 'dimension day' }],
      },
      {
        name: 'lets a measure name a column that the model does not have',
        base: { 'models/orders.sql': orders, 'models/semantic.yml': semantic(total) },
        head: {
          'models/semantic.yml': semantic(
            "      - name: total\n        agg: sum\n        expr: case when status = 'paid' then amount end\n",
          ),
        },
        findings: [{ path: 'models/semantic.yml', line: 11, subject: 'column status' }],
      },
    ],
    silent: [
      {
        name: 'renames a measure and its metric together',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(total),
          'models/metrics.yml': revenue,
        },
        head: {
          'models/semantic.yml': semantic('      - {name: sum_total, agg: sum, expr: amount}\n'),
          'models/metrics.yml': revenue.replace('measure: total', 'measure: sum_total'),
        },
      },
      {
        name: 'removes a measure that nothing uses',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(`${total}      - {name: rows, agg: sum, expr: '1'}\n`),
        },
        head: { 'models/semantic.yml': semantic(total) },
      },
      {
        name: 'removes a column that a measure still names',
        base: { 'models/orders.sql': orders, 'models/semantic.yml': semantic(total) },
        head: { 'models/orders.sql': 'select 1 as id, current_date as day\n' },
      },
      {
        name: 'writes the semantic model and its metric into the entry of the model',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(total),
          'models/metrics.yml': `${revenue}  - name: twice\n    type: derived\n    type_params:\n      expr: revenue * 2\n      metrics: [{name: revenue}]\n`,
        },
        head: {
          'models/semantic.yml': `models:
  - name: orders
    semantic_model: true
    columns:
      - name: id
        entity: {type: primary, name: order}
      - name: day
        dimension: {type: time}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: amount}
`,
          'models/metrics.yml':
            "metrics:\n  - name: twice\n    type: derived\n    expr: revenue * 2\n    input_metrics: [{name: revenue}]\n    filter: \"{{ TimeDimension('order__day', 'month') }} > '2020-01-01'\"\n",
        },
      },
      {
        name: 'sums by a word that is no column',
        base: { 'models/orders.sql': orders, 'models/semantic.yml': semantic(total) },
        head: { 'models/semantic.yml': semantic('      - {name: total, agg: max, expr: localtimestamp}\n') },
      },
      {
        name: 'moves a semantic model to another file',
        base: {
          'models/orders.sql': orders,
          'models/semantic.yml': semantic(total),
          'models/metrics.yml': revenue,
        },
        head: { 'models/semantic.yml': null, 'models/orders.yml': semantic(total) },
      },
    ],
  },
  *check(context) {
    for (const project of context.workspace.projects) {
      const { base, head } = project;
      if (!head || head.problems.length > 0) continue;
      if (base) yield* lostNames(base, head);
      yield* wrongColumns(project);
    }
  },
});

const users = new Set<string>(['metric', 'saved_query', 'semantic_model']);

interface Use {
  by: Resource;
  span: Span;
}

/** Measures, metrics, dimensions and entities that base has, head has not, and head still names. */
function* lostNames(base: Project, head: Project): Iterable<RuleFinding> {
  const lost = new Map<string, { kind: string; name: string; uses: Use[] }>();
  const then = partNames(base);
  const now = partNames(head);
  const targets = new Set([...base.resources.values()].flatMap(linksOf).filter(isFound).map(labelOf));
  const add = (kind: string, name: string, use: Use) => {
    const key = `${kind} ${name}`;
    const known = lost.get(key);
    if (known) known.uses.push(use);
    else lost.set(key, { kind, name, uses: [use] });
  };
  for (const by of head.resources.values()) {
    if (!users.has(by.type) || by.enabled !== true) continue;
    for (const link of linksOf(by)) {
      if (!isFound(link) && targets.has(labelOf(link))) add(link.kind, link.label, { by, span: link.span });
    }
    for (const { kind, name, span } of by.semanticUses ?? []) {
      const key = `${kind} ${name}`;
      if (then.has(key) && !now.has(key)) add(kind, name, { by, span });
    }
  }
  for (const { kind, name, uses } of lost.values()) yield lostName(head, kind, name, uses);
}

function lostName(head: Project, kind: string, name: string, uses: readonly Use[]): RuleFinding {
  const places = uses
    .map(({ by, span }) => ({ ...head.locate(span), message: `${words(by)} ${code(by.name)}` }))
    .sort(byPlace);
  const [first, ...related] = places as [RelatedLocation, ...RelatedLocation[]];
  const { message: user, ...location } = first;
  return {
    // A filter is text to dbt until somebody queries the metric.
    severity: kind === 'measure' || kind === 'metric' ? 'critical' : 'high',
    confidence: 'proven',
    title: `${kind} ${code(name)} is gone, but ${user}${related.length > 0 ? ` and ${counted(related.length, 'other place')}` : ''} still ${related.length > 0 ? 'use' : 'uses'} it`,
    message: 'No semantic model or metric of this project has that name any more.',
    resource: uses[0]?.by.id ?? '',
    subject: `${kind} ${name}`,
    location,
    related,
  };
}

function words({ type }: Resource): string {
  return type.replace('_', ' ');
}

function linksOf({ dependencies }: Resource): Dependency[] {
  return dependencies.filter(({ kind }) => kind === 'measure' || kind === 'metric');
}

function isFound({ target }: Dependency): boolean {
  return target !== undefined;
}

function labelOf({ kind, label }: Dependency): string {
  return `${kind} ${label}`;
}

function partNames(project: Project): Set<string> {
  const parts = [...project.resources.values()].flatMap((resource): SemanticPart[] => resource.parts ?? []);
  return new Set(parts.map(({ kind, name }: SemanticPart | SemanticUse) => `${kind} ${name}`));
}

/** Columns that a semantic model names and its model surely lacks, unless base's model had them. */
function* wrongColumns({ base, head, changes }: ProjectChange): Iterable<RuleFinding> {
  if (!head) return;
  for (const { head: resource } of changes) {
    if (resource?.type !== 'semantic_model' || resource.enabled !== true) continue;
    const named = new Set(base?.resources.get(resource.id)?.columnUses.map(({ column }) => column));
    for (const { relation, column, span } of resource.columnUses) {
      const model = relation === undefined ? undefined : head.resources.get(relation);
      if (!model || named.has(column) || hasColumn(head, model.id, column) !== false) continue;
      if (base?.resources.has(model.id) && hasColumn(base, model.id, column) !== false) continue;
      yield {
        confidence: 'proven',
        title: `Semantic model ${code(resource.name)} names ${code(column)}, which ${code(model.name)} does not have`,
        message: 'Every query that needs it fails in the warehouse.',
        resource: resource.id,
        subject: `column ${column}`,
        location: head.locate(span),
      };
    }
  }
}

/** Undefined if the columns are not all known. */
function hasColumn(project: Project, id: string, column: string): boolean | undefined {
  const { columns, open } = project.output(id);
  if (columns.some(({ name }) => name === column)) return true;
  return open.length > 0 ? undefined : false;
}
