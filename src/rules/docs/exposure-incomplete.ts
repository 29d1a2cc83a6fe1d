import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { defineRule } from '../rule.ts';
import { saysNothing } from '../shared/descriptions.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/exposure-incomplete',
  summary: 'An exposure does not say who owns it, what it is, or what it reads',
  severity: 'low',
  why: 'An exposure is there to tell who has to be asked before a model changes; without an owner and the models that it reads it warns nobody.',
  advice: 'Add `owner`, `description` and `depends_on`.',
  silent: ['what was missing before this pull request', 'disabled exposures'],
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
      ...[...changedPairs(context, ['exposure'])].map(({ base, head, after }) => ({ base, head, after })),
      ...[...additions(context, ['exposure'])].map(({ head, after }) => ({ base: undefined, head, after })),
    ];
    for (const { base, head, after } of exposures) {
      const known = new Set(base ? missing(base) : []);
      const lost = missing(head).filter((key) => !known.has(key));
      if (lost.length === 0) continue;
      yield {
        confidence: 'proven',
        title: `The exposure ${code(head.name)} has no ${listed(lost).replaceAll(' and ', ' and no ')}`,
        message: base ? 'At base it had.' : 'It is new.',
        resource: head.id,
        location: after.locate(head.properties?.nameSpan ?? head.span),
      };
    }
  },
});

function missing({ owner, properties, dependencies, dynamic }: Resource): string[] {
  return [
    ...(owner === undefined ? ['owner'] : []),
    ...(saysNothing(properties?.description ?? '') ? ['description'] : []),
    ...(dependencies.length + dynamic.length === 0 ? ['depends_on'] : []),
  ];
}
