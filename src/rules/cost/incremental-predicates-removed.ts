import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import { staysIncremental } from '../shared/materialized.ts';

export const rule = defineRule({
  id: 'cost/incremental-predicates-removed',
  summary: 'An incremental model loses `incremental_predicates`, which limit what its merge looks at',
  severity: 'medium',
  why: 'Without them each merge compares the new rows with the whole table instead of its latest part.',
  advice: 'Keep the predicates, or say why the table is small enough to be searched whole.',
  silent: [
    'if the model is no longer incremental, or no longer merges',
    'predicates that are changed rather than removed',
    'settings that depend on the target, a variable or the environment',
  ],
  examples: {
    fires: [
      {
        name: 'removes the predicates',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  unique_key='id',\n  incremental_predicates=['DBT_INTERNAL_DEST.day > current_date - 7']\n) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  unique_key='id'\n) }}\nselect 1 as id, current_date as day\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'changes the predicates',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id', incremental_predicates=['day > current_date - 7']) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id', incremental_predicates=['day > current_date - 14']) }}\nselect 1 as id\n",
        },
      },
      {
        name: 'replaces partitions instead of merging',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id', incremental_predicates=['day > current_date - 7']) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}\nselect 1 as id\n",
        },
      },
      {
        name: 'writes them in the properties file instead',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id', incremental_predicates=['day > current_date - 7']) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql': "{{ config(materialized='incremental', unique_key='id') }}\nselect 1 as id\n",
          'models/schema.yml':
            "version: 2\nmodels:\n  - name: events\n    config:\n      incremental_predicates: ['day > current_date - 7']\n",
        },
      },
    ],
  },
  check: (context) => onePerPlace(lostPredicates(context)),
});

/** dbt takes either name. */
const keys = ['incremental_predicates', 'predicates'];

function* lostPredicates(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model'])) {
    const { base, head, before, after } = pair;
    if (!staysIncremental(pair) || isEmpty(after.known(head, 'unique_key'))) continue;
    const strategies = [before.setting(base, strategy).value, after.setting(head, strategy).value];
    if (strategies.some((value) => !value.known)) continue;
    if (before.known(base, strategy) !== after.known(head, strategy)) continue;
    const key = keys.find((each) => !isEmpty(before.known(base, each)));
    const now = keys.map((each) => after.setting(head, each).value);
    if (key === undefined || now.some((value) => !value.known || !isEmpty(value.value))) continue;
    yield {
      confidence: 'proven',
      title: `${code(head.name)} loses ${code(key)}`,
      message: `At base the merge looked only where ${code(String(before.known(base, key)))}; now it searches the whole table.`,
      resource: head.id,
      subject: key,
      location: before.locate(before.setting(base, key).span ?? base.span),
    };
  }
}

const strategy = 'incremental_strategy';

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
