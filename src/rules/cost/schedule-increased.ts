import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import { runsPerWeek as dagRunsPerWeek } from '../../project/airflow/schedule.ts';
import { frequency, runsPerWeek } from '../../project/schedule.ts';
import { attributeAt, valueAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { amount } from '../options.ts';
import { changedDags, settingPlace } from '../shared/dags.ts';
import { changedResources, place } from '../shared/terraform.ts';

export const rule = defineRule({
  id: 'cost/schedule-increased',
  summary: 'A pipeline runs at least twice as often: an Airflow DAG, a scheduled query, a task, a job',
  severity: 'medium',
  why: 'What a run costs is paid once more for every additional run, whether or not there is new data.',
  advice: 'Check that the data arrives that often and that somebody needs it that fresh.',
  silent: [
    'a schedule that is moved, made rarer, or becomes less than twice as frequent',
    'new pipelines, ones without a clock, and schedules that depend on a variable',
    'workflows of GitHub Actions: cost/ci-schedule-increased looks at those',
  ],
  examples: {
    fires: [
      {
        name: 'runs a daily DAG every five minutes',
        base: {
          'dags/shop.py':
            "from airflow import DAG\n\nwith DAG(\n    dag_id='shop',\n    schedule='@daily',\n) as dag:\n    pass\n",
        },
        head: {
          'dags/shop.py':
            "from airflow import DAG\n\nwith DAG(\n    dag_id='shop',\n    schedule='*/5 * * * *',\n) as dag:\n    pass\n",
        },
        findings: [{ path: 'dags/shop.py', line: 5, subject: 'shop' }],
      },
      {
        name: 'shortens an interval that is kept in a constant',
        base: {
          'dags/shop.py':
            'from datetime import timedelta\nfrom airflow.decorators import dag\n\nEVERY = timedelta(hours=4)\n\n@dag(schedule=EVERY)\ndef shop():\n    pass\n',
        },
        head: {
          'dags/shop.py':
            'from datetime import timedelta\nfrom airflow.decorators import dag\n\nEVERY = timedelta(minutes=30)\n\n@dag(schedule=EVERY)\ndef shop():\n    pass\n',
        },
        findings: [{ path: 'dags/shop.py', line: 6 }],
      },
      {
        name: 'runs a folder of tasks hourly',
        base: { 'airflow/dags/load/METADATA.yml': 'description: Loads\nschedule_interval: "@daily"\n' },
        head: { 'airflow/dags/load/METADATA.yml': 'description: Loads\nschedule_interval: "0 * * * *"\n' },
        findings: [{ path: 'airflow/dags/load/METADATA.yml', line: 2, subject: 'load' }],
      },
      {
        name: 'runs a Snowflake task more often',
        base: {
          'infra/tasks.tf':
            'resource "snowflake_task" "load" {\n  name = "LOAD"\n  schedule {\n    minutes = 60\n  }\n}\n',
        },
        head: {
          'infra/tasks.tf':
            'resource "snowflake_task" "load" {\n  name = "LOAD"\n  schedule {\n    minutes = 5\n  }\n}\n',
        },
        findings: [{ path: 'infra/tasks.tf', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'runs at another hour',
        base: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule='0 3 * * *')\n" },
        head: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule='30 5 * * *')\n" },
      },
      {
        name: 'writes the same interval in another way',
        base: {
          'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule_interval='@hourly')\n",
        },
        head: {
          'dags/shop.py':
            "from airflow import DAG\nfrom datetime import timedelta\ndag = DAG('shop', schedule=timedelta(hours=1))\n",
        },
      },
      {
        name: 'lets a variable decide',
        base: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule='@daily')\n" },
        head: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule=Variable.get('s'))\n" },
      },
      {
        name: 'gives a DAG that was started by hand a schedule',
        base: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule=None)\n" },
        head: { 'dags/shop.py': "from airflow import DAG\ndag = DAG('shop', schedule='@hourly')\n" },
      },
    ],
  },
  options: z.strictObject({
    factor: amount(2, 1.01, 1000, 'So many times as many runs as before are reported.'),
  }),
  async *check(context) {
    for (const { file, base, head, name } of await changedDags(context)) {
      if (!head.schedule) continue;
      const was = dagRunsPerWeek(base.schedule?.value);
      const is = dagRunsPerWeek(head.schedule.value);
      const location = settingPlace(file.path, 'head', head.schedule);
      yield* more({ name, resource: file.path, subject: name, location }, was, is, context.options.factor);
    }
    yield* resources(context);
  },
});

interface Pipeline {
  name: string;
  resource: string;
  subject: string;
  location: Location;
}

function* more(
  { name, ...where }: Pipeline,
  was: number | undefined,
  is: number | undefined,
  factor: number,
): Iterable<RuleFinding> {
  if (was === undefined || is === undefined || is < was * (factor - 0.01)) return;
  const times = Math.round(is / was);
  yield {
    confidence: 'proven',
    title: `${code(name)} runs ${times === 2 ? 'twice' : `${times} times`} as often`,
    message: `It ran ${frequency(was)}, now it runs ${frequency(is)}.`,
    ...where,
  };
}

/** Where Terraform's resources keep their schedule, and how it is read. */
const schedules: readonly {
  type: RegExp;
  path: string;
  read: (value: unknown) => number | undefined;
}[] = [
  { type: /^google_cloud_scheduler_job$/, path: 'schedule', read: ofCron },
  { type: /^google_bigquery_data_transfer_config$/, path: 'schedule', read: ofWords },
  {
    type: /^aws_(cloudwatch_event_rule|scheduler_schedule|glue_trigger)$/,
    path: 'schedule_expression',
    read: ofAws,
  },
  { type: /^aws_glue_trigger$/, path: 'schedule', read: ofAws },
  { type: /^snowflake_task$/, path: 'schedule', read: ofSnowflake },
  { type: /^snowflake_task$/, path: 'schedule.minutes', read: ofMinutes },
  { type: /^snowflake_task$/, path: 'schedule.using_cron', read: ofSnowflake },
  { type: /^databricks_job$/, path: 'schedule.quartz_cron_expression', read: ofQuartz },
  { type: /^dbtcloud_job$/, path: 'schedule_cron', read: ofCron },
];

function* resources(context: RuleContext<{ factor: number }>): Iterable<RuleFinding> {
  for (const { base, head } of changedResources(context)) {
    for (const { type, path, read } of schedules) {
      const attribute = attributeAt(head.block, path);
      if (!attribute || !type.test(head.type)) continue;
      const was = read(valueAt(base.block, path));
      const is = read(valueAt(head.block, path));
      const location = place(head.path, 'head', attribute);
      const pipeline = { name: head.address, resource: head.path, subject: head.address, location };
      yield* more(pipeline, was, is, context.options.factor);
    }
  }
}

const minutesInWeek = 7 * 24 * 60;

function ofCron(value: unknown): number | undefined {
  return typeof value === 'string' ? runsPerWeek(value) : undefined;
}

function ofMinutes(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? minutesInWeek / value : undefined;
}

/** `every 24 hours`, `every 15 minutes`. */
function ofWords(value: unknown): number | undefined {
  const match = /^every\s+(?:(\d+)\s+)?(minute|hour|day|week)s?\b/i.exec(String(value));
  return match ? perWeek(Number(match[1] ?? 1), match[2]!) : undefined;
}

/** `rate(5 minutes)`, `cron(0 12 * * ? *)`: the sixth field is the year. */
function ofAws(value: unknown): number | undefined {
  const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/i.exec(String(value));
  if (rate) return perWeek(Number(rate[1]), rate[2]!);
  const cron = /^cron\((.*)\)$/i.exec(String(value))?.[1]?.trim().split(/\s+/);
  return cron?.length === 6 ? runsPerWeek(cron.slice(0, 5).join(' ').replaceAll('?', '*')) : undefined;
}

/** `60 MINUTE`, `USING CRON 0 9 * * * UTC`. */
function ofSnowflake(value: unknown): number | undefined {
  const every = /^(\d+)\s*(m|minute|h|hour)s?$/i.exec(String(value).trim());
  if (every) return perWeek(Number(every[1]), every[2]!.startsWith('h') ? 'hour' : 'minute');
  const fields = String(value)
    .replace(/^USING\s+CRON\s+/i, '')
    .trim()
    .split(/\s+/);
  return fields.length >= 5 ? runsPerWeek(fields.slice(0, 5).join(' ')) : undefined;
}

/** Seconds in front, taken to be one; `?` for any day. */
function ofQuartz(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  return runsPerWeek(value.trim().split(/\s+/).slice(1, 6).join(' ').replaceAll('?', '*'));
}

function perWeek(count: number, unit: string): number | undefined {
  const minutes = { minute: 1, hour: 60, day: 24 * 60, week: minutesInWeek }[unit.toLowerCase()];
  return minutes === undefined || count <= 0 ? undefined : minutesInWeek / (minutes * count);
}
