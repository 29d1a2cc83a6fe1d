import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { saysNothing } from '../shared/descriptions.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

const undescribed = (name: string) =>
  `exposures:\n  - name: ${name}\n    type: dashboard\n    owner: {name: Sales}\n    depends_on: [ref('orders')]\n`;

export const rule = defineRule({
  id: 'docs/exposure-incomplete',
  summary: 'An exposure does not say who owns it, what it is, or what it reads',
  severity: 'low',
  why: 'An exposure is there to tell who has to be asked before a model changes; without an owner and the models that it reads it warns nobody.',
  advice: 'Add `owner`, `description` and `depends_on`.',
  silent: [
    'what was missing before this pull request',
    'the description of a new one where most exposures of the project have none',
    'disabled exposures',
  ],
  examples: {
    fires: [
      {
        name: 'adds an exposure without an owner and a description',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    depends_on: [ref('orders')]\n",
        },
        findings: [{ path: 'models/exposures.yml', line: 3, severity: 'low' }],
      },
      {
        name: 'takes away the owner and all that it reads',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    description: Sales\n    owner: {name: Sales}\n    depends_on: [ref('orders')]\n",
        },
        head: {
          'models/exposures.yml':
            'version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    description: Sales\n',
        },
        findings: [{ path: 'models/exposures.yml', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'adds a complete exposure',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    description: Sales\n    owner: {email: sales@example.com}\n    depends_on: [ref('orders')]\n",
        },
      },
      {
        name: 'adds one without a description beside others that have none',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/daily.yml': undescribed('daily'),
          'models/weekly.yml': undescribed('weekly'),
        },
        head: { 'models/monthly.yml': undescribed('monthly') },
      },
      {
        name: 'changes one that had no description before',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: Sales}\n    depends_on: [ref('orders')]\n",
        },
        head: {
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: notebook\n    owner: {name: Sales}\n    depends_on: [ref('orders')]\n",
        },
      },
    ],
  },
  *check(context) {
    const exposures = [
      ...[...changedPairs(context, ['exposure'])].map(({ base, head, after }) => ({
        head,
        after,
        known: missing(base),
        isNew: false,
      })),
      ...[...additions(context, ['exposure'])].map(({ head, before, after }) => ({
        head,
        after,
        known: usuallyMissing(before),
        isNew: true,
      })),
    ];
    for (const { head, after, known, isNew } of exposures) {
      const lost = missing(head).filter((key) => !known.includes(key));
      if (lost.length === 0) continue;
      yield {
        confidence: 'proven',
        title: `The exposure ${code(head.name)} has no ${listed(lost).replaceAll(' and ', ' and no ')}`,
        message: isNew ? 'It is new.' : 'At base it had.',
        resource: head.id,
        location: after.locate(head.properties?.nameSpan ?? head.span),
      };
    }
  },
});

/** What people of this project do not write: a new exposure is like the others. */
function usuallyMissing(before: Project | undefined): string[] {
  const others = [...(before?.resources.values() ?? [])].filter(({ type }) => type === 'exposure');
  const without = others.filter((other) => missing(other).includes('description'));
  return without.length > others.length / 2 ? ['description'] : [];
}

function missing({ owner, properties, dependencies, dynamic }: Resource): string[] {
  return [
    ...(owner === undefined ? ['owner'] : []),
    ...(saysNothing(properties?.description ?? '') ? ['description'] : []),
    ...(dependencies.length + dynamic.length === 0 ? ['depends_on'] : []),
  ];
}
