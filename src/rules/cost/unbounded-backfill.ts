import { code } from '../../finding.ts';
import type { PythonValue } from '../../project/airflow/python.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { changedDags, settingPlace } from '../shared/dags.ts';
import type { DagPair } from '../shared/dags.ts';
import { changedPairs } from '../shared/pairs.ts';

export const rule = defineRule({
  id: 'cost/unbounded-backfill',
  summary:
    'A pipeline will work through much more of the past: catchup, an earlier start date, a longer lookback',
  severity: 'medium',
  why: 'Airflow starts a run for every interval of the past at once; a longer lookback reads more in every run from now on.',
  advice: 'Bound it with an end date and `max_active_runs`, or run the backfill by hand once.',
  silent: [
    'catchup that is switched off or was on before, and a start date that moves forward',
    'an earlier start date without `catchup=True`: then Airflow only runs the latest interval',
    'a lookback that grows by less than half',
  ],
  examples: {
    fires: [
      {
        name: 'switches catchup on',
        base: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\n\ndag = DAG(\n    'shop',\n    schedule='@hourly',\n    start_date=datetime(2019, 1, 1),\n    catchup=False,\n)\n",
        },
        head: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\n\ndag = DAG(\n    'shop',\n    schedule='@hourly',\n    start_date=datetime(2019, 1, 1),\n    catchup=True,\n)\n",
        },
        findings: [{ path: 'dags/shop.py', line: 8, subject: 'shop catchup' }],
      },
      {
        name: 'moves the start of a folder of tasks back',
        base: {
          'dags/load/METADATA.yml':
            'schedule_interval: "@daily"\ncatchup: true\ndefault_args:\n  start_date: "2025-01-01"\n',
        },
        head: {
          'dags/load/METADATA.yml':
            'schedule_interval: "@daily"\ncatchup: true\ndefault_args:\n  start_date: "2020-01-01"\n',
        },
        findings: [{ path: 'dags/load/METADATA.yml', line: 4, subject: 'load start_date' }],
      },
      {
        name: 'lets a microbatch model look back further',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  incremental_strategy='microbatch',\n  lookback=3\n) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  incremental_strategy='microbatch',\n  lookback=30\n) }}\nselect 1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, subject: 'lookback' }],
      },
    ],
    silent: [
      {
        name: 'switches catchup off and moves the start forward',
        base: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\ndag = DAG('shop', start_date=datetime(2019, 1, 1), catchup=True)\n",
        },
        head: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\ndag = DAG('shop', start_date=datetime(2025, 1, 1), catchup=False)\n",
        },
      },
      {
        name: 'moves the start back without catching up',
        base: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\ndag = DAG('shop', start_date=datetime(2025, 1, 1), catchup=False)\n",
        },
        head: {
          'dags/shop.py':
            "from datetime import datetime\nfrom airflow import DAG\ndag = DAG('shop', start_date=datetime(2019, 1, 1), catchup=False)\n",
        },
      },
      {
        name: 'looks back a day more',
        base: { 'models/events.sql': '{{ config(lookback=3) }}\nselect 1 as id\n' },
        head: { 'models/events.sql': '{{ config(lookback=4) }}\nselect 1 as id\n' },
      },
    ],
  },
  async *check(context) {
    for (const pair of await changedDags(context)) yield* ofDag(pair);
    yield* onePerPlace(lookbacks(context));
  },
});

function* ofDag({ file, base, head, name }: DagPair): Iterable<RuleFinding> {
  const { catchup, startDate } = head;
  if (catchup?.value !== true) return;
  const since = dayOf(startDate?.value);
  const was = dayOf(base.startDate?.value);
  const finding = { confidence: 'proven' as const, resource: file.path };
  if (base.catchup?.value === false)
    yield {
      ...finding,
      title: `${code(name)} will catch up on every interval${since === undefined ? '' : ` since ${code(since)}`}`,
      message:
        'Catchup was off. Once it is on, Airflow starts a run for each interval that it did not run so far.',
      subject: `${name} catchup`,
      location: settingPlace(file.path, 'head', catchup),
    };
  else if (startDate && since !== undefined && was !== undefined && since < was)
    yield {
      ...finding,
      title: `${code(name)} starts earlier, at ${code(since)}, and catches up`,
      message: `It started at ${code(was)}. With catchup Airflow starts a run for each interval between the two.`,
      subject: `${name} start_date`,
      location: settingPlace(file.path, 'head', startDate),
    };
}

/** Dates compare as texts. */
function dayOf(value: PythonValue | undefined): string | undefined {
  return typeof value === 'object' && value?.kind === 'date' ? value.day : undefined;
}

function* lookbacks(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, ['model'])) {
    const was = before.known(base, 'lookback');
    const is = after.known(head, 'lookback');
    const { span } = after.setting(head, 'lookback');
    if (typeof was !== 'number' || typeof is !== 'number' || !span || is < Math.max(1, was) * 1.5) continue;
    yield {
      confidence: 'proven',
      title: `Every run of ${code(head.name)} looks back ${is} batches instead of ${was}`,
      message: 'The model reads and replaces that many batches before the current one, each time it runs.',
      resource: head.id,
      subject: 'lookback',
      location: after.locate(span),
    };
  }
}
