import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { readPropertiesFile, spanOf } from '../../project/dbt/properties.ts';
import type { Section } from '../../project/dbt/properties.ts';
import { get } from '../../project/yaml/node.ts';
import { distinct } from '../shared/by-place.ts';

export const rule = defineRule({
  id: 'docs/yml-orphan',
  summary:
    'A properties file still describes a model, seed or snapshot that the pull request removes or renames',
  severity: 'medium',
  why: 'dbt only warns that nothing matches the entry, and its descriptions and tests silently stop being used.',
  advice: 'Rename the entry with its model, or remove it.',
  silent: [
    'entries that were orphans before this pull request',
    'several entries of one file are one finding',
    'if a resource of that name is still there',
  ],
  examples: {
    fires: [
      {
        name: 'renames a model and keeps the old entry',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: { 'models/orders.sql': null, 'models/fct_orders.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/schema.yml', line: 3 }],
      },
      {
        name: 'deletes a seed and keeps its entry',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
          'seeds/codes.csv': 'code\n1\n',
          'seeds/schema.yml': 'version: 2\nseeds:\n  - name: codes\n',
        },
        head: { 'seeds/codes.csv': null },
        findings: [{ path: 'seeds/schema.yml', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'takes a package out of a project, which another one keeps',
        base: {
          'tills/dbt_project.yml': 'name: tills\n',
          'tills/models/receipts.sql': 'select 1 as id\n',
          'tills/models/receipts.yml': 'models: [{name: receipts, description: One a sale}]\n',
          'shop/dbt_project.yml': 'name: shop\n',
          'shop/models/sales.sql': "select id from {{ ref('receipts') }}\n",
          'shop/packages.yml': 'packages:\n  - local: ../tills\n',
        },
        head: { 'shop/packages.yml': null, 'shop/models/sales.sql': 'select 1 as id\n' },
      },
      {
        name: 'renames the entry too',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n',
        },
        head: {
          'models/orders.sql': null,
          'models/fct_orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: fct_orders\n',
        },
      },
      {
        name: 'moves a model to another folder',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n',
        },
        head: { 'models/orders.sql': null, 'models/marts/orders.sql': 'select 1 as id\n' },
      },
    ],
  },
  check: (context) => onePerFile(orphans(context)),
});

function* orphans(context: RuleContext): Iterable<RuleFinding> {
  for (const { head: after, changes } of context.workspace.projects) {
    const removed = changes.filter(({ base, head }) => base && !head && sections.has(base.type));
    if (!after || removed.length === 0) continue;
    const names = new Set([...after.resources.values()].map(({ type, name }) => `${type} ${name}`));
    for (const { base, head } of removed) {
      const section = base && !head && sections.get(base.type);
      if (!section || names.has(`${base.type} ${base.name}`) || !base.properties) continue;
      const { path } = base.properties.span;
      const text = context.change.head.text(path);
      // What is defined in the properties file itself goes with its entry.
      if (text === undefined || base.path === path) continue;
      // A project may leave a whole package, which stays with its entries.
      if (base.type !== 'snapshot' && context.change.head.entries.has(base.path)) continue;
      const { entries } = readPropertiesFile(path, text, false);
      const entry = entries.get(section)?.find(({ name }) => name === base.name);
      if (!entry) continue;
      yield {
        confidence: 'proven',
        title: `The entry of ${code(base.name)} is left without its ${base.type}`,
        message: `This pull request removes or renames ${code(base.path)}; what the properties file says of ${code(base.name)}, tests included, applies to nothing now.`,
        resource: base.id,
        location: after.locate(spanOf(path, get(entry.node, 'name') ?? entry.node)),
      };
    }
  }
}

/** Whoever removes a folder of models leaves one file to clean up. */
function* onePerFile(findings: Iterable<RuleFinding>): Iterable<RuleFinding> {
  const files = new Map<string, RuleFinding[]>();
  for (const finding of distinct(findings)) {
    const { path } = finding.location;
    files.set(path, [...(files.get(path) ?? []), finding]);
  }
  for (const group of files.values()) {
    const [first, ...others] = group.sort((a, b) => a.location.startLine - b.location.startLine);
    if (!first) continue;
    const more =
      others.length === 0
        ? ''
        : `, and so ${others.length === 1 ? 'is one more' : `are ${others.length} more`}`;
    yield {
      ...first,
      title: `${first.title}${more}`,
      related: others.map(({ location, title }) => ({ ...location, message: title })),
    };
  }
}

const sections = new Map<string, Section>([
  ['model', 'models'],
  ['seed', 'seeds'],
  ['snapshot', 'snapshots'],
]);
