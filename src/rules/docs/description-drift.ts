import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import type { DocumentedColumn } from '../../project/dbt/resources.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { driftOf } from '../shared/drift.ts';
import { writtenItem } from '../shared/expressions.ts';

export const rule = defineRule({
  id: 'docs/description-drift',
  summary:
    'A column is computed otherwise, and its description still states the value, unit or divisor that is gone',
  severity: 'medium',
  why: 'A description that was right yesterday is believed today: whoever reads the number takes it for another one.',
  advice: 'Say in the description what the column holds now.',
  silent: [
    'if what the description says does not occur in the part that changed',
    'if the description changes too, or stands in a doc block',
    'if the value only moved to another place of the file',
  ],
  examples: {
    fires: [
      {
        name: 'no longer divides by 100 what is described in dollars',
        base: {
          'models/orders.sql':
            "select\n  id,\n  amount / 100 as amount\nfrom {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: What was paid, in dollars\n',
        },
        head: {
          'models/orders.sql': "select\n  id,\n  amount as amount\nfrom {{ source('raw', 'orders') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'amount' }],
      },
      {
        name: 'counts another status than the description names',
        base: {
          'models/orders.sql':
            "select\n  id,\n  status = 'shipped' as is_done\nfrom {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: is_done\n        description: True once the order is shipped\n',
        },
        head: {
          'models/orders.sql':
            "select\n  id,\n  status = 'paid' as is_done\nfrom {{ source('raw', 'orders') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3 }],
      },
      {
        name: 'changes a threshold that the description states',
        base: {
          'models/users.sql':
            "select\n  id,\n  last_seen_days <= 30 as is_active\nfrom {{ source('raw', 'users') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: is_active\n        description: Seen within the last 30 days\n',
        },
        head: {
          'models/users.sql':
            "select\n  id,\n  last_seen_days <= 90 as is_active\nfrom {{ source('raw', 'users') }}\n",
        },
        findings: [{ path: 'models/users.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'changes the description too',
        base: {
          'models/orders.sql': "select id, amount / 100 as amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: What was paid, in dollars\n',
        },
        head: {
          'models/orders.sql': "select id, amount as amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: What was paid, in cents\n',
        },
      },
      {
        name: 'moves the division to a CTE',
        base: {
          'models/orders.sql': "select id, amount / 100 as amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: What was paid, in dollars\n',
        },
        head: {
          'models/orders.sql':
            "with o as (select id, amount / 100 as dollars from {{ source('raw', 'orders') }})\nselect id, dollars as amount from o\n",
        },
      },
      {
        name: 'changes a value that the description does not mention',
        base: {
          'models/orders.sql':
            "select id, status = 'shipped' as is_done from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: is_done\n        description: Nothing more will happen to it\n',
        },
        head: {
          'models/orders.sql': "select id, status = 'paid' as is_done from {{ source('raw', 'orders') }}\n",
        },
      },
      {
        name: 'writes the same otherwise',
        base: {
          'models/orders.sql': "select id, amount / 100 as amount from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: What was paid, in dollars\n',
        },
        head: {
          'models/orders.sql':
            "select id, round(amount / 100.0, 2) as amount from {{ source('raw', 'orders') }}\n",
        },
      },
    ],
  },
  *check(context) {
    for (const pair of changedPairs(context, ['model', 'snapshot'])) {
      if (!pair.change.because.includes('sql') || pair.after.keepsQuery(pair.head.id)) continue;
      for (const entry of pair.head.properties?.columns ?? []) yield* drifts(context, pair, entry);
    }
  },
});

function* drifts(context: RuleContext, pair: Pair, entry: DocumentedColumn): Iterable<RuleFinding> {
  const { base, head, before, after } = pair;
  const name = entry.name.toLowerCase();
  const text = entry.description;
  if (text === '' || text.includes('{{') || documented(base, name)?.description !== text) return;
  const [then, now] = [columnOf(before.output(base.id), name), columnOf(after.output(head.id), name)];
  if (!then || !now || then.span.path !== base.path || now.span.path !== head.path) return;
  const was = writtenItem(context.change.base, then.span);
  const is = writtenItem(context.change.head, now.span);
  if (was === undefined || is === undefined || was === is) return;
  const files: [string, string] = [
    context.change.base.text(base.path) ?? '',
    context.change.head.text(head.path) ?? '',
  ];
  const drift = driftOf(text, [was, is], files);
  if (!drift) return;
  yield {
    confidence: 'likely',
    title: `The description of ${code(`${head.name}.${entry.name}`)} still says ${code(drift.says)}`,
    message: `${drift.change}, but the description still reads ${code(shortened(text))}.`,
    resource: head.id,
    subject: name,
    location: after.locate(now.span),
    related: [{ ...after.locate(entry.span), message: `the description of ${code(entry.name)}` }],
  };
}

function columnOf({ columns }: { columns: readonly OutputColumn[] }, name: string): OutputColumn | undefined {
  return columns.find((column) => column.name === name);
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
