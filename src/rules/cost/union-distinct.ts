import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { queryChanges, type Queried } from '../shared/query-change.ts';

const two = (operator: string) =>
  `select id, amount from {{ ref('a') }}\n${operator}\nselect id, amount from {{ ref('b') }}\n`;
const base = {
  'models/a.sql': 'select id, amount from raw.a\n',
  'models/b.sql': 'select id, amount from raw.b\n',
  'models/report.sql': two('union all'),
};

export const rule = defineRule({
  id: 'cost/union-distinct',
  summary: 'A UNION ALL becomes a UNION, which compares every row with every other',
  severity: 'medium',
  why: 'The warehouse sorts or hashes all rows to find equal ones, and rows that are equal by right disappear from counts and sums.',
  advice: 'Keep UNION ALL, and remove duplicates by a key where there are some.',
  silent: ['a UNION that base has, too', 'a new UNION, which may be meant', 'INTERSECT and EXCEPT'],
  examples: {
    fires: [
      {
        name: 'drops ALL',
        base,
        head: { 'models/report.sql': two('union') },
        findings: [{ path: 'models/report.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'adds a branch by UNION ALL',
        base,
        head: { 'models/report.sql': `${two('union all')}union all\nselect 1 as id, 2 as amount\n` },
      },
      {
        name: 'adds a UNION to remove duplicates',
        base: { ...base, 'models/report.sql': "select id, amount from {{ ref('a') }}\n" },
        head: { 'models/report.sql': two('union') },
      },
    ],
  },
  check: (context) => onePerPlace(unions(context)),
});

function* unions(context: RuleContext): Iterable<RuleFinding> {
  for (const { before, after } of queryChanges(context)) {
    if (!before) continue;
    const [then, now] = [distinct(before), distinct(after)];
    const isSame = before.shape.sets.length === after.shape.sets.length;
    const added = now[then.length];
    if (!isSame || !added) continue;
    yield {
      confidence: 'proven',
      title: `${code(after.resource.name)} now removes equal rows by UNION`,
      message: 'At base it was a UNION ALL, which keeps every row and compares none.',
      resource: after.resource.id,
      location: after.project.locate(added.span),
    };
  }
}

function distinct({ shape }: Queried): Queried['shape']['sets'] {
  return shape.sets.filter(({ operator, all }) => operator === 'union' && !all);
}
