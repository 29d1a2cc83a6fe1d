import { code } from '../../finding.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { type NamePart, nameParts } from '../../project/dbt/naming.ts';
import type { Macro, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { customOf } from '../shared/relation-names.ts';
import { counted, listed, sentence } from '../shared/text.ts';

const models = {
  'dbt_project.yml':
    'name: shop\nprofile: shop\nmodels:\n  shop:\n    sales: {+schema: sales, +materialized: table}\n',
  'models/sales/orders.sql': 'select 1 as order_id\n',
  'models/sales/items.sql': 'select 1 as item_id\n',
  'models/days.sql': 'select 1 as day\n',
};
const path = 'macros/generate_schema_name.sql';
const schema = (body: string) =>
  `{% macro generate_schema_name(custom_schema_name, node) -%}\n${body}\n{%- endmacro %}\n`;
const asWritten = schema(
  '{%- if custom_schema_name is none -%}{{ target.schema }}{%- else -%}{{ custom_schema_name | trim }}{%- endif -%}',
);

export const rule = defineRule({
  id: 'quality/relation-moved',
  summary: 'A macro that names relations changes, so that models are built elsewhere',
  severity: 'high',
  why: 'dbt builds them anew at the new place and leaves the old ones where they are: whoever reads them by name reads what nobody refreshes, incremental models start from nothing, and grants stay behind.',
  advice:
    'If it is meant, tell who reads the relations by name, build incremental models in full and drop the old relations; else keep what the macro gave so far.',
  silent: [
    'if the names stay what they were for all models, or do so in some targets: in all but those that the macro itself calls production',
    'if a name depends on what nobody knows without running dbt, other than the target and the environment',
    'models that are new, switched off, ephemeral, or that the pull request gives another schema itself',
    'models of packages, and snapshots',
    'databases in ClickHouse, MySQL and Spark, where a relation has a schema alone',
  ],
  examples: {
    fires: [
      {
        name: 'takes schemas as they are written',
        base: models,
        head: { [path]: asWritten },
        findings: [{ path, line: 1 }],
      },
      {
        name: 'does so in production alone',
        base: models,
        head: {
          [path]: schema(
            "{%- if target.name == 'prod' and custom_schema_name is not none -%}{{ custom_schema_name }}{%- else -%}{{ default__generate_schema_name(custom_schema_name, node) }}{%- endif -%}",
          ),
        },
        findings: [{ path, line: 1 }],
      },
      {
        name: 'deletes the macro',
        base: { ...models, [path]: asWritten },
        head: { [path]: null },
        findings: [{ path, line: 1, side: 'base' }],
      },
      {
        name: 'changes a macro that it calls',
        base: {
          ...models,
          [path]: schema('{{ prefixed(custom_schema_name) }}'),
          'macros/prefixed.sql': '{% macro prefixed(name) %}a_{{ name }}{% endmacro %}\n',
        },
        head: { 'macros/prefixed.sql': '{% macro prefixed(name) %}b_{{ name }}{% endmacro %}\n' },
        findings: [{ path, line: 1 }],
      },
      {
        name: 'gives all models a prefix',
        base: models,
        head: {
          'macros/names.sql':
            '{% macro generate_alias_name(custom_alias_name=none, node=none) -%}\nshop_{{ node.name }}\n{%- endmacro %}\n',
        },
        findings: [{ path: 'macros/names.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'names databases where relations have none',
        base: {
          ...models,
          'profiles.yml': 'shop: {target: dev, outputs: {dev: {type: clickhouse, schema: dev}}}\n',
        },
        head: {
          'macros/generate_database_name.sql':
            '{% macro generate_database_name(custom_database_name, node) -%}\n{{ target.schema }}\n{%- endmacro %}\n',
        },
      },
      {
        name: 'writes dbt’s own macro down',
        base: models,
        head: {
          [path]: schema(
            '{%- set default_schema = target.schema -%}\n{%- if custom_schema_name is none -%}\n{{ default_schema }}\n{%- else -%}\n{{ default_schema }}_{{ custom_schema_name | trim }}\n{%- endif -%}',
          ),
        },
      },
      {
        name: 'changes the words of the macro, not what it gives',
        base: { ...models, [path]: asWritten },
        head: { [path]: asWritten.replace('is none', 'is none or not custom_schema_name') },
      },
      {
        name: 'builds elsewhere what developers build',
        base: { ...models, [path]: asWritten },
        head: {
          [path]: asWritten.replace('is none', "is none or target.name != 'prod'"),
        },
      },
      {
        name: 'builds elsewhere in one warehouse',
        base: models,
        head: {
          [path]: schema(
            "{%- if target.type == 'duckdb' -%}{{ custom_schema_name }}{%- else -%}{{ default__generate_schema_name(custom_schema_name, node) }}{%- endif -%}",
          ),
        },
      },
      {
        name: 'computes the names from what only the run knows',
        base: models,
        head: { [path]: schema('{{ (target.schema ~ custom_schema_name) | lower }}') },
      },
      {
        name: 'moves what only models with a schema get, where none has one',
        base: { 'models/days.sql': 'select 1 as day\n' },
        head: { [path]: asWritten },
      },
    ],
  },
  *check({ workspace, change }: RuleContext): Iterable<RuleFinding> {
    for (const { base, head } of workspace.projects) {
      if (!base || !head || base.name !== head.name || isBroken(base) || isBroken(head)) continue;
      for (const part of nameParts) {
        if (part === 'database' && withoutDatabases.has(head.dialect)) continue;
        const [then, now] = [textsOf(base, part, change.base), textsOf(head, part, change.head)];
        if (then !== now) yield* moves(base, head, part, production.exec(`${now}\0${then}`)?.[1]);
      }
    }
  },
});

/** Warehouses whose relations have a schema alone, whatever the macro returns. */
const withoutDatabases = new Set(['clickhouse', 'mysql', 'spark']);

/** How a macro calls the target whose relations others read. */
const production = /['"](prod|production|prd|live)['"]/i;

function isBroken({ problems }: Project): boolean {
  return problems.some(({ span }) => span.path.endsWith('.sql'));
}

function macroOf(project: Project, part: NamePart): Macro | undefined {
  return project.macros.get(`macro.${project.name}.generate_${part}_name`);
}

/** Of the macro and all that it calls; empty without one. */
function textsOf(project: Project, part: NamePart, snapshot: Snapshot): string {
  const first = macroOf(project, part);
  const called = new Set(first ? [first] : []);
  for (const { calls } of called) {
    for (const { id } of calls) {
      const macro = id === undefined ? undefined : project.macros.get(id);
      if (macro) called.add(macro);
    }
  }
  const texts = [...called].map(({ span }) => snapshot.text(span.path)?.slice(span.start, span.end) ?? '');
  return texts.join('\0');
}

/** So many are looked at: of more, nobody reads which ones move. */
const maxResources = 2000;

function isMovable(project: Project): (resource: Resource) => boolean {
  return ({ type, package: of }) => of === project.name && (type === 'model' || type === 'seed');
}

interface Move {
  resource: Resource;
  then: readonly string[];
  now: readonly string[];
}

/** @param target the one that the macro calls production, if it does */
function* moves(
  before: Project,
  after: Project,
  part: NamePart,
  target: string | undefined,
): Iterable<RuleFinding> {
  const resources = [...after.resources.values()].filter(isMovable(after)).slice(0, maxResources);
  const anywhere = resources.flatMap((head) => moveOf(before, after, head, part) ?? []);
  const sure = anywhere.length > 0;
  const moved =
    sure || target === undefined
      ? anywhere
      : resources.flatMap((head) => moveOf(before, after, head, part, target) ?? []);
  const [first] = moved;
  if (!first) return;
  const macro = macroOf(after, part);
  const place = macro ? after.locate(macro.span) : before.locate(macroOf(before, part)!.span);
  const names = moved.map(({ resource }) => resource.name);
  const called = code(`generate_${part}_name`);
  const where = part === 'alias' ? 'under another name' : `in another ${part}`;
  yield {
    confidence: sure ? 'proven' : 'likely',
    title: `${macro ? `${called} now` : `Without ${called} dbt`} builds ${listed(names, 2)} ${where}${sure ? '' : ` in target ${code(target!)}`}`,
    message: `${sentence(counted(moved.length, 'relation'))} ${moved.length === 1 ? 'moves' : 'move'}: ${code(first.resource.name)} was built as ${either(first.then)}, and is now as ${either(first.now)}.`,
    resource: `macro.${after.name}.generate_${part}_name`,
    location: { ...place, endLine: place.startLine },
    related: moved.slice(0, 10).map(({ resource, now }) => ({
      ...after.locate(resource.span),
      message: `${code(resource.name)} is built as ${either(now)}`,
    })),
  };
}

function either(names: readonly string[]): string {
  return names.map(code).join(' or ');
}

/** Undefined for what may stay where it is. */
function moveOf(
  before: Project,
  after: Project,
  head: Resource,
  part: NamePart,
  target?: string,
): Move | undefined {
  const base = before.resources.get(head.id);
  if (!base) return undefined;
  const isBuilt = [base, head].every(({ enabled }) => enabled === true);
  const materialized = after.known(head, 'materialized');
  if (!isBuilt || typeof materialized !== 'string' || materialized === 'ephemeral') return undefined;
  const [then, now] = [customOf(before, base, part), customOf(after, head, part)];
  if (then === undefined || then !== now) return undefined;
  const old = before.names(base, part, then, target);
  const own = after.names(head, part, then, target);
  return old && own && !own.some((name) => old.includes(name))
    ? { resource: head, then: old, now: own }
    : undefined;
}
