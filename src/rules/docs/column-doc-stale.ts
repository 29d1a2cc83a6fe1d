import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep, sameWords } from '../shared/by-place.ts';
import { changedPairs, relationTypes } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { likelyRemovedColumns, removedColumns } from '../shared/removed-columns.ts';
import { certain, withoutItem } from '../shared/fixes.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/column-doc-stale',
  summary: 'A properties file still describes a column that the pull request removes from the model',
  severity: 'medium',
  why: 'The catalogue keeps promising a column that is not there, and a contract or persisted docs fail on it.',
  advice: 'Remove the entry, or rename it with the column.',
  silent: [
    'columns that were missing before this pull request',
    'if the new column list cannot be known completely',
    'several columns of one model are one finding, and so are the same columns of several models',
  ],
  examples: {
    fires: [
      {
        name: 'removes a column and keeps its entry',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n        description: In euros\n',
        },
        head: { 'models/orders.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/schema.yml', line: 6, subject: 'amount' }],
      },
      {
        name: 'removes several columns and keeps their entries',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount, 3 as tax\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: tax\n      - name: amount\n',
        },
        head: { 'models/orders.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/schema.yml', line: 6 }],
      },
      {
        name: 'renames a column of several models and keeps its entries',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/refunds.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n  - name: refunds\n    columns:\n      - name: id\n      - name: amount\n',
        },
        head: {
          'models/orders.sql': 'select 1 as id, 2 as net_amount\n',
          'models/refunds.sql': 'select 1 as id, 2 as net_amount\n',
        },
        findings: [{ path: 'models/schema.yml', line: 6, subject: 'amount' }],
      },
    ],
    silent: [
      {
        name: 'removes the column with its entry',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns: [{name: id}, {name: amount}]\n',
        },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: id}]\n',
        },
      },
      {
        name: 'changes a model whose entry was stale before',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: amount}]\n',
        },
        head: { 'models/orders.sql': 'select 2 as id\n' },
      },
      {
        name: 'writes the column in another case',
        base: {
          'models/orders.sql': 'select 1 as AMOUNT\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns: [{name: amount}]\n',
        },
        head: { 'models/orders.sql': 'select 1 as amount\n' },
      },
    ],
  },
  check: (context) => onePerSweep(staleEntries(context), (found) => [found.confidence, ...sameWords(found)]),
});

function* staleEntries(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, relationTypes)) {
    const sure = removedColumns(pair);
    const gone = sure.length > 0 ? sure : likelyRemovedColumns(pair);
    const stale = gone.flatMap((column) => documented(pair.head, column.name) ?? []);
    const [first, ...others] = stale
      .map((entry) => ({ entry, place: pair.after.locate(entry.nameSpan) }))
      .sort((a, b) => a.place.startLine - b.place.startLine);
    if (!first) continue;
    const names = [first, ...others].map(({ entry }) => entry.name);
    yield {
      confidence: sure.length > 0 ? 'proven' : 'likely',
      title: `${listed(names)} of ${code(pair.head.name)} ${names.length === 1 ? 'is' : 'are'} documented, but no longer there`,
      message: `This pull request removes ${names.length === 1 ? 'the column' : `${names.length} columns`} from ${code(pair.head.name)} and keeps what the properties file says of ${names.length === 1 ? 'it' : 'them'}.`,
      resource: pair.head.id,
      ...(others.length === 0 && { subject: first.entry.name.toLowerCase() }),
      location: first.place,
      // An empty list of columns is for people to remove.
      ...(sure.length > 0 &&
        pair.head.properties!.columns.length > stale.length &&
        certain(stale.map(({ span }) => withoutItem(context.change.head.text(span.path) ?? '', span)))),
      related: others.map(({ entry, place }) => ({ ...place, message: `entry of ${code(entry.name)}` })),
    };
  }
}
