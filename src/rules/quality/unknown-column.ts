import { code } from '../../finding.ts';
import type { MissingColumn } from '../../project/lineage/facts.ts';
import type { Project, ProjectChange, ResourceChange } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep, sameWords } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { isIdleAtBase } from '../shared/idle-branch.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/unknown-column',
  summary: 'A query names a column that what it reads does not have',
  severity: 'critical',
  why: 'The warehouse rejects the query, and everything downstream of it is not built.',
  advice: 'Correct the name, or add the column to what it is read from.',
  silent: [
    'if the column list of any relation in scope cannot be known completely',
    'aliases of the same select, struct fields, lambda parameters, date parts and pseudo-columns',
    'if base named the same missing column, or an unchanged macro did so in a branch for other models',
    'in a branch of the template that some runs leave out it is high, not critical',
    'what a CTE or subquery of the same query does not give is high, not critical',
    'a column that this pull request removes upstream is reported there',
  ],
  examples: {
    fires: [
      {
        name: 'misspells a column of an upstream model',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/orders.sql': "select\n  o.order_id,\n  o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': "select\n  o.order_id,\n  o.amuont\nfrom {{ ref('stg_orders') }} as o\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'critical', subject: 'amuont' }],
      },
      {
        name: 'reads in two models what the model above does not give',
        base: { 'models/stg_orders.sql': "select id, amount from {{ source('raw', 'orders') }}\n" },
        head: {
          'models/orders.sql': "select\n  id,\n  amuont\nfrom {{ ref('stg_orders') }}\n",
          'models/sales.sql': "select\n  id,\n  amuont * 2 as twice\nfrom {{ ref('stg_orders') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'critical', subject: 'amuont' }],
      },
      {
        name: 'calls a macro with a branch that is right for the models which called it so far',
        base: {
          'macros/columns_of.sql':
            "{% macro columns_of() %}\n{% if env_var('LINTING', '') %}\norder_id\n{% else %}\no.*\n{% endif %}\n{% endmacro %}\n",
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/stg_items.sql': 'select 1 as item_id, 2 as amount\n',
          'models/orders.sql': "select {{ columns_of() }} from {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/items.sql': "select {{ columns_of() }} from {{ ref('stg_items') }} as o\n",
        },
        findings: [{ path: 'macros/columns_of.sql', line: 3, severity: 'high', subject: 'order_id' }],
      },
      {
        name: 'adds a model that reads through a CTE what is not there',
        base: { 'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n' },
        head: {
          'models/orders.sql':
            "with orders as (\n  select * from {{ ref('stg_orders') }}\n)\nselect order_id, status\nfrom orders\n",
        },
        findings: [{ path: 'models/orders.sql', line: 4, severity: 'critical', subject: 'status' }],
      },
      {
        name: 'takes a column out of a CTE that is read below it',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/orders.sql':
            "with orders as (\n  select order_id, amount from {{ ref('stg_orders') }}\n)\nselect order_id,\n  amount * 2 as doubled\nfrom orders\n",
        },
        head: {
          'models/orders.sql':
            "with orders as (\n  select order_id from {{ ref('stg_orders') }}\n)\nselect order_id,\n  amount * 2 as doubled\nfrom orders\n",
        },
        findings: [{ path: 'models/orders.sql', line: 5, severity: 'high', subject: 'amount' }],
      },
      {
        name: 'misspells a column in a CTE that gives it on',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/orders.sql':
            "with orders as (\n  select order_id, amuont from {{ ref('stg_orders') }}\n)\nselect order_id, amount\nfrom orders\n",
        },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical', subject: 'amuont' }],
      },
      {
        name: 'reads two columns that the upstream model never got',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/orders.sql': "select\n  order_id,\n  status,\n  channel\nfrom {{ ref('stg_orders') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'critical', subject: 'status, channel' }],
      },
    ],
    silent: [
      {
        name: 'names the variable that dbt declares for incremental runs in BigQuery',
        base: { 'models/stg_events.sql': 'select 1 as id, current_date as day\n' },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partition_by={'field': 'day', 'data_type': 'date'}) }}\nselect id, day from {{ ref('stg_events') }}\n{% if is_incremental() %}\nwhere day >= date_sub(_dbt_max_partition, interval 1 day)\n{% endif %}\n",
        },
      },
      {
        name: 'repeats a column that the query itself has just made',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/ranked.sql':
            "select id, row_number() over (order by id) as n, n from {{ ref('orders') }}\n",
        },
      },
      {
        name: 'reads a column of a source, whose list may be incomplete',
        base: { 'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n' },
        head: { 'models/orders.sql': "select o.anything from {{ source('raw', 'orders') }} as o\n" },
      },
      {
        name: 'calls a macro with a branch for linters that is wrong for other models already',
        base: {
          'macros/columns_of.sql':
            "{% macro columns_of(table) %}{% if env_var('LINTING', '') %}id{% else %}o.*{% endif %}{% endmacro %}\n",
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/orders.sql': "select {{ columns_of('o') }} from {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/sales.sql': "select {{ columns_of('o') }} from {{ ref('stg_orders') }} as o\n",
        },
      },
      {
        name: 'uses an alias of the same select',
        base: { 'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n' },
        head: {
          'models/orders.sql':
            "select amount * 2 as doubled, doubled + 1 as more from {{ ref('stg_orders') }} where doubled > 1\n",
        },
      },
      {
        name: 'reads a field of a struct',
        base: { 'models/stg_orders.sql': 'select struct(1 as city) as address\n' },
        head: { 'models/orders.sql': "select address.city from {{ ref('stg_orders') }}\n" },
      },
      {
        name: 'reads a new column that the upstream model gains in the same pull request',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/stg_orders.sql': 'select 1 as order_id, 2 as amount\n',
          'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
        },
      },
    ],
  },
  check: (context) =>
    onePerSweep(onePerUpstream(unknownColumns(context)), (one) => [one.confidence, ...sameWords(one)]),
});

function* unknownColumns(context: RuleContext): Iterable<Read> {
  for (const { project, change, after } of rewritten(context)) {
    if (change.base && after.keepsQuery(change.id)) continue;
    const before = change.base && project.base?.query(change.base.id)?.missing;
    const known = new Set(before?.map(({ column }) => column));
    const wrong = firstOfEach(after.query(change.id)?.missing ?? []).filter(
      ({ column, candidates }) =>
        !known.has(column) && !candidates.some((id) => removedHere(project, id, column)),
    );
    for (const missing of causes(sameUpstream(wrong))) {
      const isOwn = missing[0].candidates.length === 0;
      const isMild = isOwn || change.head?.type === 'test' || change.head?.type === 'analysis';
      const conditional = alike(missing).every(({ span }) => isConditional(context.change.head, span));
      if (conditional && alike(missing).every((each) => isIdleAtBase(context.change, project.base, each)))
        continue;
      yield {
        ...described(after, change.id, missing),
        severity: isMild || conditional ? 'high' : 'critical',
        confidence: conditional ? 'likely' : 'proven',
      };
    }
  }
}

/** A finding, and the model's name if it looks for the columns in other relations. */
interface Read extends RuleFinding {
  reader?: string;
}

/** What one relation lacks is said once, whoever reads it. */
function* onePerUpstream(findings: Iterable<Read>): Iterable<RuleFinding> {
  const groups = new Map<string, Read[]>();
  for (const finding of findings) {
    const { reader, severity, confidence, title, resource } = finding;
    const key = JSON.stringify([severity, confidence, title, reader === undefined ? resource : '']);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  for (const group of groups.values()) {
    const [{ reader: _, ...first }, ...others] = group as [Read, ...Read[]];
    const readers = others.flatMap(({ reader }) => (reader === undefined ? [] : reader));
    yield others.length === 0
      ? first
      : {
          ...first,
          message: `${first.message} ${listed(readers)} ${readers.length === 1 ? 'reads' : 'read'} the same.`,
          related: [
            ...others.map(({ location, reader }) => ({
              ...location,
              message: `${code(reader ?? '')} reads the same`,
            })),
            ...[first, ...others].flatMap(({ related }) => related ?? []),
          ],
        };
  }
}

type Missing = [MissingColumn, ...MissingColumn[]];

/** Names that were looked for in the same relations have one cause: a version of them that is not there. */
function sameUpstream(missing: readonly MissingColumn[]): Missing[] {
  const groups = new Map<string, Missing>();
  for (const entry of missing) {
    const key = entry.candidates.join(' ');
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}

/** A name that a CTE misspells is missing behind it, too: what the query itself lacks goes with what it reads. */
function causes(groups: readonly Missing[]): readonly Missing[] {
  const own = groups.filter(([{ candidates }]) => candidates.length === 0);
  const [first, ...others] = groups.filter((group) => !own.includes(group));
  if (!first) return groups;
  return [[...first, ...own.flat()], ...others];
}

/** Those that were looked for where the first one was: upstream, or in the query itself. */
function alike(missing: Missing): MissingColumn[] {
  const isUpstream = missing[0].candidates.length > 0;
  return missing.filter(({ candidates }) => candidates.length > 0 === isUpstream);
}

function described(after: Project, id: string, missing: Missing) {
  const [first, ...others] = missing;
  const columns = alike(missing).map(({ column }) => column);
  const where = (entry: MissingColumn) => after.locate(entry.span);
  return {
    ...(first.candidates.length > 0 ? ofUpstream : ofItself)(after, id, first, columns),
    ...(first.candidates.length > 0 && { reader: nameOf(after, id) }),
    resource: id,
    subject: columns.join(', '),
    location: where(first),
    related: others.map((entry) => ({ ...where(entry), message: `${code(entry.column)} is read here` })),
  };
}

function ofUpstream(after: Project, id: string, { candidates }: MissingColumn, columns: readonly string[]) {
  const upstream = candidates.map((candidate) => nameOf(after, candidate));
  return {
    title: `${listed(upstream)} ${upstream.length === 1 ? 'has' : 'have'} no ${columns.length === 1 ? 'column' : 'columns'} ${listed(columns)}`,
    message: `${code(nameOf(after, id))} reads ${columns.length === 1 ? 'it' : 'them'}, and everything that is in scope there is known: ${candidates
      .map((candidate) => `${code(nameOf(after, candidate))} gives ${columnNames(after, candidate)}`)
      .join('; ')}.`,
  };
}

/** Of names that were looked for in CTEs and subqueries that list their columns themselves. */
function ofItself(after: Project, id: string, _: MissingColumn, columns: readonly string[]) {
  return {
    title: `${code(nameOf(after, id))} reads ${listed(columns)} from its own subqueries, which do not give ${columns.length === 1 ? 'it' : 'them'}`,
    message:
      'Everything that is in scope there is written in this query, with a list of columns that is complete.',
  };
}

/** Resources whose own SQL is new or different: others cannot have gained a wrong name. */
function* rewritten(
  context: RuleContext,
): Iterable<{ project: ProjectChange; change: ResourceChange; after: Project }> {
  for (const project of context.workspace.projects) {
    for (const change of project.changes) {
      const { head } = change;
      if (!project.head || !head || head.enabled !== true) continue;
      if (!change.because.some((cause) => cause === 'added' || cause === 'sql' || cause === 'macro'))
        continue;
      yield { project, change, after: project.head };
    }
  }
}

function firstOfEach(missing: readonly MissingColumn[]): MissingColumn[] {
  return [...new Map([...missing].reverse().map((entry) => [entry.column, entry])).values()].reverse();
}

/** True if base had the column: then it is the removal that is wrong, not its reader. */
function removedHere({ base }: ProjectChange, id: string, column: string): boolean {
  return base?.resources.has(id) === true && base.output(id).columns.some(({ name }) => name === column);
}

function nameOf(project: Project, id: string): string {
  return project.resources.get(id)?.name ?? id;
}

/** All names of a narrow relation, so that the right one can be found; of a wide one only how many there are. */
function columnNames(project: Project, id: string): string {
  const names = project.output(id).columns.map(({ name }) => name);
  return names.length <= 8 ? listed(names, 8) : `${names.length} other columns`;
}
