import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { folderOf } from '../../project/dbt/paths.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { isMart } from '../shared/audience.ts';
import { listed } from '../shared/text.ts';
import { isStored } from '../shared/materialized.ts';

export const rule = defineRule({
  id: 'cost/orphaned-model',
  summary: 'A table loses its last reader in the project, and is still built',
  severity: 'low',
  why: 'Every run computes and stores it for nobody.',
  advice: 'Delete the model with its properties, make it a view, or say in an exposure who reads it.',
  silent: [
    'models that people outside the project read: marts, public and exposed ones',
    'views and ephemeral models, and models whose materialization depends on the target',
    'models that the pull request itself changes',
    'if the reader is disabled for some targets only, or selects from what cannot be known',
    'models of a folder of which most others had no reader at base either: these are results',
    'models that lose their last readers in one pull request are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'deletes the only reader of a table',
        base: {
          'models/int_items.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/marts/orders.sql': "select id from {{ ref('int_items') }}\n",
        },
        head: { 'models/marts/orders.sql': null },
        findings: [{ path: 'models/int_items.sql', line: 1 }],
      },
      {
        name: 'deletes the only readers of two tables',
        base: {
          'models/int_items.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/int_orders.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/marts/items.sql': "select id from {{ ref('int_items') }}\n",
          'models/marts/orders.sql': "select id from {{ ref('int_orders') }}\n",
        },
        head: { 'models/marts/items.sql': null, 'models/marts/orders.sql': null },
        findings: [{ path: 'models/int_items.sql', line: 1 }],
      },
      {
        name: 'lets the only reader read something else',
        base: {
          'models/int_items.sql': "{{ config(materialized='incremental') }}\nselect 1 as id\n",
          'models/marts/orders.sql': "select id from {{ ref('int_items') }}\n",
        },
        head: { 'models/marts/orders.sql': "select id from {{ source('raw', 'items') }}\n" },
        findings: [{ path: 'models/int_items.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'deletes one of two readers',
        base: {
          'models/int_items.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/marts/orders.sql': "select id from {{ ref('int_items') }}\n",
          'models/marts/items.sql': "select id from {{ ref('int_items') }}\n",
        },
        head: { 'models/marts/orders.sql': null },
      },
      {
        name: 'deletes the reader of a mart',
        base: {
          'models/marts/items.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/marts/orders.sql': "select id from {{ ref('items') }}\n",
        },
        head: { 'models/marts/orders.sql': null },
      },
      {
        name: 'deletes the reader of one of several results',
        base: {
          'models/products/items.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/products/orders.sql': 'select 1 as id\n',
          'models/checks/old_items.sql': "select id from {{ ref('items') }}\n",
        },
        head: { 'models/checks/old_items.sql': null },
      },
      {
        name: 'deletes the reader of a view',
        base: {
          'models/int_items.sql': 'select 1 as id\n',
          'models/marts/orders.sql': "select id from {{ ref('int_items') }}\n",
        },
        head: { 'models/marts/orders.sql': null },
      },
    ],
  },
  *check({ workspace, policy }) {
    for (const project of workspace.projects) {
      const { base: before, head: after } = project;
      if (!before || !after) continue;
      const orphans = [...left(project)].flatMap(([id, reader]) => {
        const model = after.resources.get(id);
        if (!model || !isBuilt(after, model) || isRead(after, id) || isMart(after, model, policy)) return [];
        return isAmongResults(before, model) ? [] : [{ model, reader }];
      });
      const [first, ...others] = orphans;
      if (first) yield finding(after, [first, ...others]);
    }
  },
});

/** A built model that nobody reads any more, and who was the last that did. */
interface Orphan {
  model: Resource;
  reader: Resource;
}

/** All that one change leaves behind. */
function finding(after: Project, orphans: readonly [Orphan, ...Orphan[]]): RuleFinding {
  const models = orphans.map(({ model }) => model);
  const readers = [...new Set(orphans.map(({ reader }) => reader.name))];
  const [{ model: first }] = orphans;
  const others = models.slice(1);
  const start = (model: Resource) => after.locate({ ...model.span, end: model.span.start });
  const isOne = others.length === 0;
  return {
    confidence: 'likely',
    title: `No model reads ${listed(models.map(({ name }) => name))} any more, but ${isOne ? 'it is' : 'they are'} still built`,
    message: `${listed(readers)} ${readers.length === 1 ? 'was the last one' : 'were the last ones'} that did.`,
    resource: first.id,
    location: start(first),
    related: others.map((model) => ({ ...start(model), message: `model ${code(model.name)}` })),
  };
}

/** Unchanged models that a reader of base has left, each with the last such reader. */
function left({ base: before, head: after, changes }: ProjectChange): Map<string, Resource> {
  const changed = new Set(changes.map(({ id }) => id));
  const found = new Map<string, Resource>();
  for (const { base, head } of changes) {
    if (!base || !readingTypes.has(base.type) || base.enabled === false) continue;
    if (head && (head.dynamic.length > 0 || head.enabled === 'unknown')) continue;
    for (const { target } of base.dependencies) {
      const isKept = head?.enabled !== false && head?.dependencies.some((each) => each.target === target);
      if (target !== undefined && !isKept && !changed.has(target)) found.set(target, base);
    }
  }
  return before && after ? found : new Map();
}

const readingTypes = new Set<string>(['model', 'snapshot', 'exposure', 'semantic_model', 'analysis']);

function isRead(project: Project, id: string): boolean {
  return project.consumers(id).some(({ resource }) => readingTypes.has(resource.type));
}

/** True if most models of its folder had no reader at base either: these are what the project is there for. */
function isAmongResults(before: Project, { id, path }: Resource): boolean {
  const beside = [...before.resources.values()].filter(
    (other) => other.type === 'model' && other.id !== id && folderOf(other.path) === folderOf(path),
  );
  return beside.length > 0 && beside.filter((other) => !isRead(before, other.id)).length * 2 >= beside.length;
}

function isBuilt(project: Project, model: Resource): boolean {
  return model.type === 'model' && model.enabled === true && isStored(project, model);
}
