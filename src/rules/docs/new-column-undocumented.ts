import { z } from 'zod';
import { code } from '../../finding.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import { defineRule } from '../rule.ts';
import { amount } from '../options.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerLikeness } from '../shared/alike.ts';
import type { Likened } from '../shared/alike.ts';
import { saysNothing } from '../shared/descriptions.ts';
import { changedPairs, isUnreadable, type Pair } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { removedColumns } from '../shared/removed-columns.ts';
import { counted, listed } from '../shared/text.ts';
const letters = ['a', 'b', 'c', 'd'];
const many = (added: string) =>
  Object.fromEntries(
    letters.map((name) => [
      `models/${name}.sql`,
      `select\n  1 as id,\n  2 as status,\n  3 as amount${added && `,\n  4 as ${added}${name}`}\n`,
    ]),
  );
const described = `models:\n${letters.map((name) => `  - name: ${name}\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n`).join('')}`;

export const rule = defineRule({
  id: 'docs/new-column-undocumented',
  summary: 'A column is added without a description to a model that describes its columns',
  severity: 'medium',
  why: 'Readers of a model that describes everything take what is not described for an accident, and guess what it holds.',
  advice: 'Describe the column in the model’s properties file.',
  silent: [
    'models of which fewer than four in five columns are described at base, or that have fewer than three',
    'if the columns at base cannot be known completely',
    'columns that only come from upstream through `select *`, and those that macros of packages add, such as `_dbt_source_relation`',
    'if a column is renamed and its entry stays behind, which is `docs/column-doc-stale`; placeholders, which are `docs/placeholder`',
    'several columns of one model are one finding, and so are the same columns of several models, and any of more than three',
  ],
  examples: {
    fires: [
      {
        name: 'adds a column to a model whose columns are all described',
        base: {
          'models/orders.sql': "select\n  id,\n  status,\n  amount\nfrom {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n',
        },
        head: {
          'models/orders.sql':
            "select\n  id,\n  status,\n  discount,\n  amount\nfrom {{ source('raw', 'orders') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 4, subject: 'discount' }],
      },
      {
        name: 'adds two columns, one with an entry that says nothing',
        base: {
          'models/orders.sql': "select\n  id,\n  status,\n  amount\nfrom {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n',
        },
        head: {
          'models/orders.sql':
            "select\n  id,\n  status,\n  amount,\n  discount,\n  tax\nfrom {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n      - {name: tax, description: ""}\n',
        },
        findings: [{ path: 'models/orders.sql', line: 5 }],
      },
      {
        name: 'passes a new column through two models that describe theirs',
        base: {
          'models/a.sql': "select id, status, amount from {{ source('raw', 'orders') }}\n",
          'models/b.sql': "select id, status, amount from {{ ref('a') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: a\n    columns: &columns\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n  - name: b\n    columns: *columns\n',
        },
        head: {
          'models/a.sql': "select id, status, amount, tax from {{ source('raw', 'orders') }}\n",
          'models/b.sql': "select id, status, amount, tax from {{ ref('a') }}\n",
        },
        findings: [{ path: 'models/a.sql', line: 1 }],
      },
      {
        name: 'adds columns of all kinds to many models',
        base: { ...many(''), 'models/schema.yml': described },
        head: many('new_'),
        findings: [{ path: 'models/a.sql', line: 5 }],
      },
    ],
    silent: [
      {
        name: 'adds a column with its description',
        base: {
          'models/orders.sql': "select id, status, amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n',
        },
        head: {
          'models/orders.sql': "select id, status, amount, tax from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n      - {name: TAX, description: In euros}\n',
        },
      },
      {
        name: 'puts relations together with a macro that notes where a row came from',
        base: {
          'models/orders.sql': "select id, status, amount from {{ source('raw', 'orders') }}\n",
          'models/more.sql': "select id, status, amount from {{ source('raw', 'more') }}\n",
          'models/all_orders.sql': "select id, status, amount from {{ ref('orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: all_orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n',
        },
        head: {
          'models/all_orders.sql': "{{ dbt_utils.union_relations([ref('orders'), ref('more')]) }}\n",
        },
      },
      {
        name: 'adds a column to a model of which only the key is described',
        base: {
          'models/orders.sql': "select id, status, amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n',
        },
        head: { 'models/orders.sql': "select id, status, amount, tax from {{ source('raw', 'orders') }}\n" },
      },
      {
        name: 'renames a column and leaves its entry behind',
        base: {
          'models/orders.sql': "select id, status, amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: status, description: Open or paid}\n      - {name: amount, description: In euros}\n',
        },
        head: { 'models/orders.sql': "select id, status, total from {{ source('raw', 'orders') }}\n" },
      },
    ],
  },
  options: z.strictObject({
    'described-share': amount(
      0.8,
      0,
      1,
      'Of models of which a smaller part of the columns is described nothing is reported.',
    ),
  }),
  check: (context) => onePerLikeness(united([...gaps(context)])),
});

/** A pull request that describes none of what it adds to many models does so once. */
const mostAlone = 3;

function united(found: readonly Likened[]): readonly Likened[] {
  const isHabit = new Set(found.map(({ likeness }) => likeness)).size > mostAlone;
  return isHabit ? found.map(({ finding }) => ({ finding, likeness: '' })) : found;
}

/** Those of models that get the same columns are alike: a column is often passed through several. */
function* gaps(context: RuleContext<{ 'described-share': number }>): Iterable<Likened> {
  for (const pair of changedPairs(context, ['model', 'snapshot'])) {
    if (pair.after.keepsColumns(pair.head.id)) continue;
    if (!pair.change.because.includes('sql') || !isDescribed(pair, context.options['described-share']))
      continue;
    const columns = undescribed(pair);
    const [first, ...others] = columns;
    if (!first || leavesEntry(pair)) continue;
    yield { finding: finding(pair, first, others), likeness: columns.map(({ name }) => name).join() };
  }
}

const fewest = 3;

/** True if at least this part of the columns that base has is described there. */
function isDescribed({ base, head, before, after }: Pair, share: number): boolean {
  const entries = base.properties?.columns.filter(({ description }) => !saysNothing(description)) ?? [];
  if (entries.length < fewest) return false;
  const { columns, open } = before.output(base.id);
  if (open.length > 0 || columns.length < fewest) return false;
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  const described = columns.filter(({ name }) => names.has(name));
  if (described.length < share * columns.length) return false;
  return head.properties !== undefined && !isUnreadable(after, head.properties.span.path);
}

/** What packages' macros add beside the columns of a relation: its name says what it is. */
const byMacro = /^_dbt_/;

/** Columns that head's own text adds, by place. */
function undescribed({ base, head, before, after }: Pair): OutputColumn[] {
  const had = new Set(before.output(base.id).columns.map(({ name }) => name));
  return after
    .output(head.id)
    .columns.filter(({ name, span }) => !had.has(name) && span.path === head.path)
    .filter(({ name }) => !byMacro.test(name) && (documented(head, name)?.description ?? '') === '')
    .toSorted((a, b) => a.span.start - b.span.start);
}

function leavesEntry(pair: Pair): boolean {
  return removedColumns(pair).some(({ name }) => documented(pair.head, name) !== undefined);
}

function finding({ head, after }: Pair, first: OutputColumn, others: readonly OutputColumn[]): RuleFinding {
  const names = [first, ...others].map(({ name }) => name);
  const isOne = others.length === 0;
  return {
    confidence: 'proven',
    title: `${listed(names)} of ${code(head.name)} ${isOne ? 'is' : 'are'} added without a description`,
    message: `The model describes its other columns; of ${isOne ? 'this one' : `these ${counted(names.length, 'column')}`} its properties say nothing.`,
    resource: head.id,
    ...(isOne && { subject: first.name }),
    location: after.locate(first.span),
    related: others
      .slice(0, 20)
      .map(({ name, span }) => ({ ...after.locate(span), message: `column ${code(name)}` })),
  };
}
