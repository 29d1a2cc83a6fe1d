import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import type { DocumentedColumn, Properties } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { saysNothing } from '../shared/descriptions.ts';
import { changedPairs, isUnreadable, type Pair } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/description-removed',
  summary: 'A description is removed, emptied or replaced by a placeholder',
  severity: 'medium',
  why: 'What somebody had found out and written down is lost, and the catalogue shows nothing.',
  advice: 'Keep the text, or write what is right now.',
  silent: [
    'if the text moves to a doc block',
    'columns and models that the pull request removes',
    'if the columns of the model cannot be known completely and the whole entry of a column goes',
    'all that one model loses is one finding',
  ],
  examples: {
    fires: [
      {
        name: 'empties the description of a model',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: ""\n' },
        findings: [{ path: 'models/schema.yml', line: 3, side: 'base' }],
      },
      {
        name: 'replaces one by a placeholder, and removes the entry of a column that stays',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n        description: Of the shop\n      - name: amount\n        description: In euros\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n        description: TODO\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base' }],
      },
      {
        name: 'deletes the properties files of two models that stay',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/items.sql': 'select 1 as id\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    description: One row an order\n    columns: [{name: id, description: Of the shop}, {name: amount, description: In euros}]\n',
          'models/items.yml':
            'models:\n  - name: items\n    description: One row an item\n    columns: [{name: id, description: Of the item}]\n',
        },
        head: { 'models/orders.yml': null, 'models/items.yml': null },
        findings: [{ path: 'models/items.yml', line: 2, side: 'base' }],
      },
      {
        name: 'removes the entry of a model whose columns another one writes for it',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/items.sql': 'select 1 as id\n',
          'models/schema.yml':
            'models:\n  - name: items\n    columns:\n      - &id\n        name: id\n        description: Of the row\n  - name: orders\n    description: One row an order\n    columns:\n      - *id\n',
        },
        head: {
          'models/schema.yml':
            'models:\n  - name: items\n    columns:\n      - &id\n        name: id\n        description: Of the row\n',
        },
        findings: [{ path: 'models/schema.yml', line: 7, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'moves the text to a doc block',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n',
          'models/docs.md': '{% docs orders %}One row an order{% enddocs %}\n',
        },
      },
      {
        name: 'removes a column with its description',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n        description: In euros\n',
        },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n',
        },
      },
      {
        name: 'removes the entry of a column that only some runs have',
        base: {
          'models/orders.sql': "select 1 as id{% if env_var('WITH_AMOUNT', '') %}, 2 as amount{% endif %}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n        description: In euros\n',
        },
        head: {
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n',
        },
      },
      {
        name: 'moves the entry to another file',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/schema.yml': null,
          'models/orders.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: One row for each order\n',
        },
      },
    ],
  },
  // Whoever rewrites properties files, mostly by a program, does it to many models at once.
  check: (context) => onePerSweep(everyLoss(context), () => 'rewritten'),
});

function* everyLoss(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model', 'seed', 'snapshot', 'source']))
    if (pair.change.because.includes('properties')) yield* losses(context, pair);
}

function* losses({ change }: RuleContext, pair: Pair): Iterable<RuleFinding> {
  const { base, head, before } = pair;
  const was = base.properties;
  if (!was || isLost(pair, was.span)) return;
  const lost: { name: string; span: Span }[] = [];
  if (!saysNothing(was.description) && saysNothing(head.properties?.description ?? ''))
    lost.push({ name: base.name, span: was.nameSpan });
  for (const column of was.columns) {
    if (!saysNothing(column.description) && losesColumn(pair, column))
      lost.push({ name: column.name, span: column.nameSpan });
  }
  const [first, ...others] = lost
    .map(({ name, span }) => ({ name, ...before.locate(span) }))
    .sort((a, b) => a.startLine - b.startLine);
  if (!first || !change.files.some(({ path, previousPath }) => [path, previousPath].includes(first.path)))
    return;
  const { name, ...place } = first;
  const isAll = others.length > 0 && !head.properties;
  // Columns may be written elsewhere, and shared by an anchor.
  const location = isAll ? before.locate(was.nameSpan) : place;
  const isModel = was.description !== '' && lost[0]?.span === was.nameSpan;
  yield {
    confidence: 'proven',
    title: isAll
      ? `${code(base.name)} loses all of its descriptions`
      : isModel && others.length === 0
        ? `${code(base.name)} loses its description`
        : `${code(base.name)} loses ${others.length === 0 ? 'the description' : 'the descriptions'} of ${listed([name, ...others.map((each) => each.name)])}`,
    message: `At base ${others.length === 0 ? 'it was' : 'they were'} described, at head nothing is left to read.`,
    resource: head.id,
    ...(others.length === 0 && !isModel && { subject: name.toLowerCase() }),
    location,
    related: others.map(({ name: other, ...place }) => ({
      ...place,
      message: `description of ${code(other)}`,
    })),
  };
}

/** True if what head says of the resource cannot be read. */
function isLost({ head, after }: Pair, { path }: Span): boolean {
  return isUnreadable(after, path) || isUnreadable(after, head.properties?.span.path ?? path);
}

function losesColumn({ head, after }: Pair, column: DocumentedColumn): boolean {
  const name = column.name.toLowerCase();
  const now: Properties['columns'][number] | undefined = documented(head, name);
  if (now) return saysNothing(now.description);
  // Its entry is gone: with the column, or although the column stays.
  if (head.type === 'source') return false;
  return after.output(head.id).columns.some((each) => each.name === name && each.certain);
}
