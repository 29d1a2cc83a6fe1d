/** What runs beside dbt or decides how it runs: variables, migrations, DAGs, workflows. */
import type { Corpus } from './corpus.ts';
import type { Mutation, Site } from './mutation.ts';
import { lineOf } from './sql-text.ts';

/** A variable of dbt_project.yml for which a model asks. */
function* variables(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${root}dbt_project.yml`;
    const text = corpus.files.get(path);
    if (text === undefined || /^vars:[^\n]*\S/m.test(text.replaceAll(/#.*/g, ''))) continue;
    const line = "  bench_first_day: '2024-01-01'\n";
    const vars = /^vars:.*\n/m.exec(text);
    // The block's own indentation may be another one.
    if (vars && !/^ {2}\S/.test(text.slice(vars.index + vars[0].length))) continue;
    const end = vars ? vars.index + vars[0].length : text.length;
    const whole = vars ? text.slice(0, end) + line + text.slice(end) : `${text.trimEnd()}\n\nvars:\n${line}`;
    const model = `${root}models/bench_days.sql`;
    yield {
      name: 'a variable leaves dbt_project.yml',
      overlay: {
        [path]: whole,
        [model]: "select 1 as id\nwhere '2024-01-02' > '{{ var('bench_first_day') }}'\n",
      },
      head: { [path]: text },
      places: [{ path: model, line: 2 }],
    };
  }
}

function* versions(): Generator<Site> {
  const folder = 'bench/db/migration/';
  yield {
    name: 'a migration takes the version of another one',
    overlay: {
      [`${folder}V1__orders.sql`]: 'create table orders (id int);\n',
      [`${folder}V2__totals.sql`]: 'create table totals (id int);\n',
    },
    head: { [`${folder}V2__drafts.sql`]: 'create table drafts (id int);\n' },
    places: [{ path: `${folder}V2__drafts.sql`, line: 1 }],
  };
}

function* transactions(): Generator<Site> {
  const path = 'bench/migrations/002_index.sql';
  const text = 'begin;\ncreate index concurrently orders_at on orders (at);\ncommit;\n';
  yield {
    name: 'an index is built concurrently in a transaction',
    head: { [path]: text },
    places: [{ path, line: lineOf(text, text.indexOf('create')) }],
  };
}

function* dags(): Generator<Site> {
  const dag = (id: string, task: string) =>
    `from airflow import DAG\n\nwith DAG("${id}", schedule="@daily"):\n    ${task}\n`;
  const reader = 'bench/dags/bench_mart.py';
  yield {
    name: 'a DAG goes for which another one waits',
    overlay: {
      'bench/dags/bench_orders.py': dag('bench_orders', 'pass'),
      [reader]: dag('bench_mart', 'ExternalTaskSensor(task_id="wait", external_dag_id="bench_orders")'),
    },
    head: { 'bench/dags/bench_orders.py': null },
    places: [{ path: reader, line: 4 }],
  };
}

function* workflows(): Generator<Site> {
  const path = '.github/workflows/bench_greet.yml';
  const run = (script: string) =>
    `on: issues\npermissions: {}\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${script}\n`;
  yield {
    name: 'a workflow prints the title of any issue',
    overlay: { [path]: run('echo new') },
    head: { [path]: run('echo "${{ github.event.issue.title }}"') },
    places: [{ path, line: 7 }],
  };
}

export const deployMutations: readonly Mutation[] = [
  {
    id: 'V35',
    what: 'a variable goes for which a model asks',
    rules: ['quality/variable-removed'],
    sites: variables,
  },
  {
    id: 'V36',
    what: 'a migration takes the version of another one',
    rules: ['quality/migration-version'],
    sites: versions,
  },
  {
    id: 'V37',
    what: 'a migration builds an index concurrently in a transaction',
    rules: ['quality/migration-transaction'],
    also: ['quality/migration-locking'],
    sites: transactions,
  },
  {
    id: 'V38',
    what: 'a DAG goes for which another one waits',
    rules: ['quality/dag-removed-in-use'],
    sites: dags,
  },
  {
    id: 'V39',
    what: 'a workflow puts the title of an issue into a script',
    rules: ['governance/workflow-injection'],
    sites: workflows,
  },
];
