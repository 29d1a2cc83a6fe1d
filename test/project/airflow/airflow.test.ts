import { expect, test } from 'vitest';
import { readDags } from '../../../src/project/airflow/dags.ts';
import { runsPerWeek } from '../../../src/project/airflow/schedule.ts';

const head = 'from airflow import DAG\n';

test('reads DAGs however they are made', async () => {
  const text = `${head}START = datetime(2020, 1, 1, tzinfo=utc)
default_args = {
    "owner": "x",  # a comment
    "start_date": START,
    **more,
}
with DAG(dag_id="a", schedule=timedelta(days=1, hours=12), catchup=False, default_args=default_args):
    pass
b = models.DAG("b", schedule_interval='5 * * * *', start_date=pendulum.datetime(2021, 2, 3, tz="UTC"))

@airflow.decorators.dag(
    schedule=None,
    start_date=datetime.fromisoformat("2022-03-04T00:00:00"),
)
def c():
    pass
d = DAG(name(), schedule=f"{x}")
`;
  const dags = await readDags('dags/x.py', text);
  expect(dags.map(({ id, line }) => [id, line])).toEqual([
    ['a', 8],
    ['b', 10],
    ['c', 12],
    ['dag 4', 18],
  ]);
  expect(dags.map(({ schedule }) => schedule?.value)).toEqual([
    { kind: 'duration', seconds: 129_600 },
    '5 * * * *',
    null,
    undefined,
  ]);
  expect(dags.map(({ startDate }) => startDate?.value)).toEqual([
    { kind: 'date', day: '2020-01-01' },
    { kind: 'date', day: '2021-02-03' },
    { kind: 'date', day: '2022-03-04' },
    undefined,
  ]);
  expect(dags[0]?.startDate).toMatchObject({ startLine: 5, endLine: 5 });
  expect(dags[0]?.catchup).toMatchObject({ value: false, startLine: 8 });
  expect(dags[2]?.schedule).toMatchObject({ startLine: 13 });
});

test('does not take for a constant what is assigned twice', async () => {
  const text = `${head}S = '@daily'\nS = '@hourly'\nDAG('a', schedule=S)\n`;
  expect((await readDags('x.py', text))[0]?.schedule?.value).toBeUndefined();
});

test('does not follow constants in a circle', async () => {
  const text = `${head}A = B\nB = A\nDAG('a', schedule=A)\n`;
  expect((await readDags('x.py', text))[0]?.schedule?.value).toBeUndefined();
});

test('reads the METADATA.yml of a folder', async () => {
  const text =
    '# About\nschedule_interval: "@daily"\ncatchup: False\ndefault_args:\n  start_date: !days_ago 1\n';
  const dags = await readDags('dags/load/METADATA.yml', text);
  expect(dags).toMatchObject([
    { id: '', schedule: { value: '@daily', startLine: 2 }, catchup: { value: false, startLine: 3 } },
  ]);
});

test.each([
  ['dags/x.py', 'import os\nDAG = 1\n'],
  ['dags/x.py', `${head}DAG(`],
  ['dags/x.py', `${head}${'('.repeat(20_000)}`],
  ['METADATA.yml', '- a\n'],
  ['METADATA.yml', '{{'],
  ['notes.md', head],
])('survives %s with %.30j', async (path, text) => {
  for (const dag of await readDags(path, text)) expect(dag.schedule).toBeUndefined();
});

test('knows crons, intervals and what has no clock', () => {
  expect(runsPerWeek('@daily')).toBe(7);
  expect(runsPerWeek('@once')).toBeUndefined();
  expect(runsPerWeek({ kind: 'duration', seconds: 3600 })).toBe(168);
  expect(runsPerWeek({ kind: 'duration', seconds: 0 })).toBeUndefined();
  expect(runsPerWeek(null)).toBeUndefined();
  expect(runsPerWeek(undefined)).toBeUndefined();
});
