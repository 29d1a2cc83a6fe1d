import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import type { Dag } from '../../project/airflow/dags.ts';
import { Lines } from '../../project/dbt/lines.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { withoutHashComments } from '../shared/added-matches.ts';
import { dagsIn } from '../shared/dags.ts';
import { isTestPath } from '../shared/path-kinds.ts';

const dag = (id: string, body = 'pass') =>
  `from airflow import DAG\n\nwith DAG("${id}", schedule="@daily"):\n    ${body}\n`;
const waits = 'ExternalTaskSensor(task_id="wait", external_dag_id="orders")';

export const rule = defineRule({
  id: 'quality/dag-removed-in-use',
  summary: 'A DAG goes or gets another id, and another DAG still waits for it or triggers it',
  severity: 'high',
  why: 'Airflow finds out when it runs: a sensor waits for a DAG that never comes until its time is up, and a trigger fails.',
  advice: 'Change the other DAG in the same pull request, or keep the id.',
  silent: [
    'if the pull request adds or leaves a DAG whose id is put together, or the old id still stands elsewhere: it may be that one',
    'ids that are not written down plainly where they are waited for, and tests',
  ],
  examples: {
    fires: [
      {
        name: 'gives a DAG another id that a sensor waits for',
        base: { 'dags/orders.py': dag('orders'), 'dags/mart.py': dag('mart', waits) },
        head: { 'dags/orders.py': dag('orders_daily') },
        findings: [{ path: 'dags/mart.py', line: 4 }],
      },
      {
        name: 'deletes a DAG that another one triggers',
        base: { 'dags/orders.py': dag('orders') },
        head: {
          'dags/orders.py': null,
          'dags/start.py': dag('start', "TriggerDagRunOperator(task_id='go', trigger_dag_id='orders')"),
        },
        findings: [{ path: 'dags/start.py', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'moves the DAG to another file',
        base: { 'dags/orders.py': dag('orders'), 'dags/mart.py': dag('mart', waits) },
        head: { 'dags/orders.py': null, 'dags/sales/orders.py': dag('orders') },
      },
      {
        name: 'changes both, and leaves the old id in a comment',
        base: { 'dags/orders.py': dag('orders'), 'dags/mart.py': dag('mart', waits) },
        head: {
          'dags/orders.py': dag('orders_daily'),
          'dags/mart.py': dag(
            'mart',
            `${waits.replace('orders', 'orders_daily')}  # was external_dag_id="orders"`,
          ),
        },
      },
      {
        name: 'makes its DAGs in a loop from now on',
        base: { 'dags/orders.py': dag('orders'), 'dags/mart.py': dag('mart', waits) },
        head: {
          'dags/orders.py':
            'from airflow import DAG\n\nfor name in ("orders", "refunds"):\n    with DAG(name, schedule="@daily"):\n        pass\n',
        },
      },
      {
        name: 'hands the id to a function that makes the DAG',
        base: { 'dags/orders.py': dag('orders'), 'dags/mart.py': dag('mart', waits) },
        head: { 'dags/orders.py': 'from shop.airflow import make_dag\n\nmake_dag("orders")\n' },
      },
      {
        name: 'deletes one that another file defines, too',
        base: {
          'dags/orders.py': dag('orders'),
          'dags/copy.py': dag('orders'),
          'dags/mart.py': dag('mart', waits),
        },
        head: { 'dags/orders.py': null },
      },
    ],
  },
  async *check(context) {
    const gone = await goneIds(context);
    if (gone.size === 0) return;
    const { head } = context.change;
    const paths = [...head.entries.keys()]
      .filter((path) => path.endsWith('.py') && !isTestPath(path))
      .slice(0, 3000);
    await head.load(paths, 'dispensable');
    const texts = paths.flatMap((path) => {
      const text = head.text(path);
      return text !== undefined && [...gone].some((id) => text.includes(id)) ? [{ path, text }] : [];
    });
    for (const id of gone) if (isNamedElsewhere(context, texts, id)) gone.delete(id);
    for (const { path, text } of texts) yield* uses(path, text, gone);
  },
});

/** Each is looked for in all files. */
const mostIds = 50;

/** Ids that changed files gave to DAGs at base and do not at head; none if what head gives is not all known. */
async function goneIds({ change }: RuleContext): Promise<Set<string>> {
  const ids = { base: new Set<string>(), head: new Set<string>() };
  let isKnown = true;
  const read = async (snapshot: Snapshot, path: string, into: Set<string>): Promise<Dag[]> => {
    const dags = path.endsWith('.py') && !isTestPath(path) ? await dagsIn(snapshot, path) : [];
    for (const { id } of dags) into.add(id);
    return dags;
  };
  for (const { base, head } of change.files) {
    if (base) await read(change.base, base.path, ids.base);
    if (head && (await read(change.head, head.path, ids.head)).some(({ id }) => isMadeUp(id)))
      isKnown = false;
  }
  const gone = [...ids.base].filter((id) => !ids.head.has(id) && !isMadeUp(id));
  return new Set(isKnown ? gone.slice(0, mostIds) : []);
}

/** What a DAG without a plain id is called here. */
function isMadeUp(id: string): boolean {
  return /^dag \d+$/.test(id);
}

const references = /\b(external|trigger)_dag_id\s{0,20}=\s{0,20}(?:"([^"\n]{1,250})"|'([^'\n]{1,250})')/g;

/** True if a text still says the id where nobody waits for it: a function or a file of settings may make the DAG. */
function isNamedElsewhere({ change }: RuleContext, texts: readonly { text: string }[], id: string): boolean {
  const settings = change.files.flatMap(({ head }) =>
    head && /\.(ya?ml|json|toml)$/.test(head.path) ? (change.head.text(head.path) ?? '') : [],
  );
  const quoted = [`"${id}"`, `'${id}'`];
  return (
    settings.some((text) => text.includes(id)) ||
    texts.some(({ text }) => {
      const rest = withoutHashComments(text).replaceAll(references, '');
      return quoted.some((name) => rest.includes(name));
    })
  );
}

function* uses(path: string, text: string, gone: ReadonlySet<string>): Iterable<RuleFinding> {
  const lines = new Lines(text);
  for (const { 1: kind, 2: double, 3: single, index } of withoutHashComments(text).matchAll(references)) {
    const id = double ?? single ?? '';
    if (!gone.has(id)) continue;
    const line = lines.lineAt(index);
    const location: Location = { path, side: 'head', startLine: line, endLine: line };
    yield {
      confidence: 'likely',
      title: `The DAG ${code(id)} is gone, but ${code(path)} still ${kind === 'trigger' ? 'triggers' : 'waits for'} it`,
      message:
        kind === 'trigger'
          ? 'The task fails when it runs: Airflow finds no DAG of that id.'
          : 'The sensor waits until its time is up: no run of that id comes any more.',
      resource: path,
      subject: `${kind} ${id}`,
      location,
    };
  }
}
