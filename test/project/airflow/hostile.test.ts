import { expect, test } from 'vitest';
import { readDags } from '../../../src/project/airflow/dags.ts';

const head = 'from airflow import DAG\n';

test.each([
  ['not Python', `${head}dag = DAG('a', schedule='@daily')\ncat${'{% call m() %}'.repeat(2000)}\n`],
  ['too deep', `${head}dag = DAG('a', schedule=${'('.repeat(500)}'@daily'${')'.repeat(500)})\n`],
  ['too long', `${head}dag = DAG('a', schedule='@daily')\n${'x = [1]\n'.repeat(40_000)}`],
])('nothing is read of what is %s', async (_, text) => {
  expect(await readDags('dags/a.py', text)).toEqual([]);
});

test.each(['1 + ', 'not ', '-', 'lambda: ', 'a if b else '])(
  'a long chain of `%s` crashes nothing',
  async (part) => {
    const text = `${head}dag = DAG('a', schedule=${part.repeat(10_000)}1, catchup=False)\n`;
    await expect(readDags('dags/a.py', text)).resolves.toBeInstanceOf(Array);
  },
);
