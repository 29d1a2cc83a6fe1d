import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { isEnforced } from '../shared/contracts.ts';
import { changedPairs } from '../shared/pairs.ts';

const entry = (access: string, more = '') =>
  `models:\n  - name: orders\n    config:\n      access: ${access}\n${more}`;
const model = { 'models/orders.sql': 'select 1 as id\n' };

export const rule = defineRule({
  id: 'governance/access-opened',
  summary: 'A model becomes public, so that every project may build on it',
  severity: 'high',
  why: 'Readers in other projects are not in this repository: once they are there, no column can go without breaking somebody.',
  advice: 'Give the model a contract and owners first, or offer a smaller public model on top of it.',
  silent: [
    'new models',
    'access that narrows, or moves to another file',
    'medium instead of high if the model has an enforced contract',
  ],
  examples: {
    fires: [
      {
        name: 'makes a private model public',
        base: { ...model, 'models/orders.yml': entry('private') },
        head: { 'models/orders.yml': entry('public') },
        findings: [{ path: 'models/orders.yml', line: 4, severity: 'high' }],
      },
      {
        name: 'makes a model public that has a contract',
        base: {
          ...model,
          'models/orders.yml': entry('protected', '      contract: {enforced: true}\n'),
        },
        head: { 'models/orders.yml': entry('public', '      contract: {enforced: true}\n') },
        findings: [{ path: 'models/orders.yml', line: 4, severity: 'medium' }],
      },
      {
        name: 'makes a folder of models public',
        base: { ...model, 'models/items.sql': 'select 1 as id\n', 'dbt_project.yml': 'name: shop\n' },
        head: { 'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    +access: public\n' },
        findings: [{ path: 'dbt_project.yml', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'adds a public model',
        base: {},
        head: { ...model, 'models/orders.yml': entry('public') },
      },
      {
        name: 'makes a public model private',
        base: { ...model, 'models/orders.yml': entry('public') },
        head: { 'models/orders.yml': entry('private') },
      },
      {
        name: 'says in the model what the properties file said',
        base: { ...model, 'models/orders.yml': 'models:\n  - name: orders\n    access: public\n' },
        head: {
          'models/orders.sql': "{{ config(access='public') }}\nselect 1 as id\n",
          'models/orders.yml': null,
        },
      },
    ],
  },
  check: (context) => onePerSweep(onePerPlace(opened(context))),
});

function* opened(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, ['model'])) {
    const then = before.known(base, 'access');
    const { value, span } = after.setting(head, 'access');
    if (!value.known || value.value !== 'public') continue;
    if (then !== 'private' && then !== 'protected') continue;
    const promised = isEnforced(after, head) === true;
    yield {
      ...(promised && { severity: 'medium' as const }),
      confidence: 'proven',
      title: `${code(head.name)} becomes public`,
      message: `It was ${code(then)}${promised ? '; its contract says what readers may rely on' : ', and no contract says what readers may rely on'}.`,
      resource: head.id,
      location: after.locate(span ?? head.span),
    };
  }
}
