import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { changedPairs, relationTypes } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { removedColumns } from '../shared/removed-columns.ts';

export const rule = defineRule({
  id: 'docs/column-doc-stale',
  summary: 'A properties file still describes a column that the pull request removes from the model',
  severity: 'medium',
  why: 'The catalogue keeps promising a column that is not there, and a contract or persisted docs fail on it.',
  advice: 'Remove the entry, or rename it with the column.',
  silent: [
    'columns that were missing before this pull request',
    'if the new column list cannot be known completely',
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
  *check(context) {
    for (const pair of changedPairs(context, relationTypes)) {
      for (const column of removedColumns(pair)) {
        const entry = documented(pair.head, column.name);
        if (!entry) continue;
        yield {
          confidence: 'proven',
          title: `The entry of ${code(entry.name)} outlives the column in ${code(pair.head.name)}`,
          message: `${code(pair.head.name)} no longer returns the column, and its properties still describe it.`,
          resource: pair.head.id,
          subject: column.name,
          location: pair.after.locate(entry.nameSpan),
          related: [{ ...column.location, message: 'the column was here' }],
        };
      }
    }
  },
});
