import { code } from '../../finding.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { isEnforced } from '../shared/contracts.ts';
import { ownAdditions } from '../shared/pairs.ts';

const publicModel = (more = '') => `{{ config(access='public'${more}) }}\nselect 1 as id\n`;
const contract = ", contract={'enforced': true}";
const properties = (name: string) =>
  `models:\n  - name: ${name}\n    columns:\n      - {name: id, data_type: int}\n`;

export const rule = defineRule({
  id: 'governance/public-without-contract',
  summary: 'A new public model has no contract, in a project whose public models have them',
  severity: 'medium',
  why: 'Other projects build on what the model returns today, and nothing keeps it from returning something else tomorrow.',
  advice: 'Set `contract: {enforced: true}` and name the columns with their types.',
  silent: [
    'projects in which no public model has a contract',
    'models that become public: `governance/access-opened` reports those',
    'contracts that depend on the target',
  ],
  examples: {
    fires: [
      {
        name: 'adds a public model without a contract beside one that has it',
        base: { 'models/orders.sql': publicModel(contract), 'models/orders.yml': properties('orders') },
        head: { 'models/items.sql': publicModel() },
        findings: [{ path: 'models/items.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a public model with a contract',
        base: { 'models/orders.sql': publicModel(contract), 'models/orders.yml': properties('orders') },
        head: { 'models/items.sql': publicModel(contract), 'models/items.yml': properties('items') },
      },
      {
        name: 'adds a public model where there are no contracts',
        base: { 'models/orders.sql': publicModel() },
        head: { 'models/items.sql': publicModel() },
      },
      {
        name: 'adds a model for the project itself',
        base: { 'models/orders.sql': publicModel(contract), 'models/orders.yml': properties('orders') },
        head: { 'models/items.sql': 'select 1 as id\n' },
      },
    ],
  },
  *check(context) {
    for (const { head, before, after } of ownAdditions(context, ['model'])) {
      if (!before || head.enabled !== true || after.known(head, 'access') !== 'public') continue;
      if (isEnforced(after, head) !== false || !hasHabit(before)) continue;
      yield {
        confidence: 'proven',
        title: `${code(head.name)} is public and has no contract`,
        message: 'Other public models of this project have one.',
        resource: head.id,
        location: after.locate(after.setting(head, 'access').span ?? head.span),
      };
    }
  },
});

function hasHabit(project: Project): boolean {
  return [...project.resources.values()].some(
    (model) =>
      model.type === 'model' &&
      project.known(model, 'access') === 'public' &&
      isEnforced(project, model) === true,
  );
}
