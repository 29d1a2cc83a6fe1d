import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep, sameWords } from '../shared/by-place.ts';
import { parting } from '../shared/filter-edit.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';

const block = (config: string) =>
  `{% snapshot orders_history %}\n{{ config(\n${config}\n) }}\nselect 1 as id, 2 as amount, current_date as day\n{% endsnapshot %}\n`;
const check = "  unique_key='id',\n  strategy='check',\n  check_cols=['amount']";

export const rule = defineRule({
  id: 'quality/snapshot-config-changed',
  summary: 'A snapshot recognises rows or their changes in another way than before',
  severity: 'high',
  why: 'A snapshot is the only copy of its history. With another key or strategy old and new rows no longer belong together, and what is not recorded now cannot be recorded later.',
  advice:
    'Start a new snapshot beside the old one, or migrate the table by hand before the merge; say in the pull request which of them you do.',
  silent: [
    'other spellings of the same value, and a setting that moves to another file',
    'more columns in `check_cols`: nothing that was recorded is lost',
    'a key, time or checked column that is renamed in the query together with the setting',
    'settings that the strategy does not look at, and settings that depend on the target',
    'a checked column that the query no longer returns, and a key or time that it did not return at base',
    'several snapshots that all get another key are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'changes the key of a snapshot block',
        base: { 'snapshots/orders.sql': block(check), 'dbt_project.yml': 'name: shop\n' },
        head: { 'snapshots/orders.sql': block(check.replace("'id'", "['id', 'day']")) },
        findings: [{ path: 'snapshots/orders.sql', line: 3, subject: 'unique_key' }],
      },
      {
        name: 'checks fewer columns, and no longer records deletes',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block(
            "  unique_key='id', strategy='check',\n  check_cols=['amount', 'day'],\n  hard_deletes='invalidate'",
          ),
        },
        head: {
          'snapshots/orders.sql': block("  unique_key='id', strategy='check',\n  check_cols=['amount']"),
        },
        findings: [
          { path: 'snapshots/orders.sql', line: 4, severity: 'medium', subject: 'check_cols' },
          { path: 'snapshots/orders.sql', line: 5, side: 'base', subject: 'hard_deletes' },
        ],
      },
      {
        name: 'changes the strategy of a snapshot that is written in YAML',
        base: {
          'models/orders.sql': 'select 1 as id, current_date as day\n',
          'snapshots/orders.yml':
            "snapshots:\n  - name: orders_history\n    relation: ref('orders')\n    config:\n      unique_key: id\n      strategy: check\n      check_cols: all\n",
        },
        head: {
          'snapshots/orders.yml':
            "snapshots:\n  - name: orders_history\n    relation: ref('orders')\n    config:\n      unique_key: id\n      strategy: timestamp\n      updated_at: day\n",
        },
        findings: [{ path: 'snapshots/orders.yml', line: 6, subject: 'strategy' }],
      },
      {
        name: 'gives two snapshots another key',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block(check),
          'snapshots/refunds.sql': block(check.replace("'id'", "'amount'")).replace('orders', 'refunds'),
        },
        head: {
          'snapshots/orders.sql': block(check.replace("'id'", "['id', 'day']")),
          'snapshots/refunds.sql': block(check.replace("'id'", "['amount', 'day']")).replace(
            'orders',
            'refunds',
          ),
        },
        findings: [{ path: 'snapshots/orders.sql', line: 3, subject: 'unique_key' }],
      },
    ],
    silent: [
      {
        name: 'mends a time that the query never returned',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block("  unique_key='id',\n  strategy='timestamp',\n  updated_at='dai'"),
        },
        head: {
          'snapshots/orders.sql': block("  unique_key='id',\n  strategy='timestamp',\n  updated_at='day'"),
        },
      },
      {
        name: 'writes the same settings in another way',
        base: { 'snapshots/orders.sql': block(check), 'dbt_project.yml': 'name: shop\n' },
        head: {
          'snapshots/orders.sql': block(
            "  strategy='check',\n  check_cols=['AMOUNT'],\n  unique_key=['id'],",
          ),
        },
      },
      {
        name: 'checks one more column',
        base: { 'snapshots/orders.sql': block(check), 'dbt_project.yml': 'name: shop\n' },
        head: { 'snapshots/orders.sql': block(check.replace("['amount']", "['amount', 'day']")) },
      },
      {
        name: 'removes a checked column from the query, too',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block(check.replace("['amount']", "['amount', 'day']")),
        },
        head: { 'snapshots/orders.sql': block(check).replace(', current_date as day', '') },
      },
      {
        name: 'removes a time that its strategy does not look at',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block(`${check},\n  updated_at='day'`),
        },
        head: { 'snapshots/orders.sql': block(check) },
      },
      {
        name: "says in today's words that deletes are recorded",
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/orders.sql': block(`${check},\n  invalidate_hard_deletes=true`),
        },
        head: { 'snapshots/orders.sql': block(`${check},\n  hard_deletes='invalidate'`) },
      },
      {
        name: 'moves the settings to the properties file',
        base: { 'snapshots/orders.sql': block(check), 'dbt_project.yml': 'name: shop\n' },
        head: {
          'snapshots/orders.sql':
            '{% snapshot orders_history %}\nselect 1 as id, 2 as amount, current_date as day\n{% endsnapshot %}\n',
          'snapshots/orders.yml':
            'snapshots:\n  - name: orders_history\n    config:\n      unique_key: id\n      strategy: check\n      check_cols: [amount]\n',
        },
      },
    ],
  },
  check: (context) =>
    onePerSweep(onePerPlace(changes(context)), (found) =>
      // Each has a key of its own; that all of them get another one was decided once.
      found.subject === 'unique_key' ? found.subject : sameWords(found),
    ),
});

/** In the order in which a change of one makes the next ones follow. */
const keys = ['unique_key', 'strategy', 'updated_at', 'check_cols', 'hard_deletes'] as const;
type Key = (typeof keys)[number];

function* changes(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['snapshot'])) {
    let strategyChanged = false;
    for (const key of keys) {
      if (strategyChanged && (key === 'updated_at' || key === 'check_cols')) continue;
      if (!isRead(pair, key)) continue;
      const change = compare(pair, key);
      if (!change) continue;
      if (key === 'strategy') strategyChanged = true;
      yield change;
    }
  }
}

/** True unless the strategy, before and after, does not look at the setting. */
function isRead({ base, head, before, after }: Pair, key: Key): boolean {
  const strategies = [before.known(base, 'strategy'), after.known(head, 'strategy')];
  if (key === 'updated_at') return strategies.includes('timestamp');
  return key !== 'check_cols' || strategies.includes('check');
}

function compare(pair: Pair, key: Key): RuleFinding | undefined {
  const { base, head, before, after } = pair;
  const then = valueOf(before, base, key);
  const now = valueOf(after, head, key);
  if (!then || !now || then.names.length === 0) return undefined;
  const lost = then.names.filter((name) => !now.names.includes(name) && !isGone(pair, key, name));
  const gained = now.names.filter((name) => !then.names.includes(name));
  if (lost.length + gained.length === 0 || isRename(pair, lost, gained)) return undefined;
  if ((key === 'updated_at' || key === 'unique_key') && !mayHaveRun(pair, then)) return undefined;
  if (key === 'check_cols' && (lost.length === 0 || now.names.includes('all'))) return undefined;
  if (key === 'hard_deletes' && then.names.includes('ignore')) return undefined;
  return {
    ...(key === 'check_cols' && { severity: 'medium' as const }),
    confidence: 'proven',
    title: `Snapshot ${code(head.name)} changes ${code(key)} ${fromTo(then, now)}`,
    message: effects[key],
    resource: head.id,
    subject: key,
    location: now.span ? after.locate(now.span) : before.locate(then.span ?? base.span),
  };
}

const effects: Record<Key, string> = {
  unique_key:
    'Rows of the table do not match by the new key: their current versions stay open or are recorded twice.',
  strategy: 'Changes are recognised differently from the next run on; the history has a seam there.',
  updated_at: 'Rows are compared by another time: changes may be missed, or everything is recorded again.',
  check_cols: 'Changes of the columns that are left out are no longer recorded.',
  hard_deletes: 'Rows that vanish upstream are treated differently from the next run on.',
};

interface Value {
  /** In lower case; several of a list. */
  names: string[];
  span?: Span;
}

/** Undefined if it depends on the run. */
function valueOf(project: Project, resource: Resource, key: Key): Value | undefined {
  const { value, span } = project.setting(resource, key);
  if (!value.known) return undefined;
  if (key === 'hard_deletes' && value.value === undefined) {
    const legacy = project.setting(resource, 'invalidate_hard_deletes');
    if (!legacy.value.known) return undefined;
    const name = legacy.value.value === true ? 'invalidate' : 'ignore';
    return { names: [name], ...(legacy.span && { span: legacy.span }) };
  }
  const written = Array.isArray(value.value) ? value.value : [value.value ?? ''];
  const names = written.map((name) => String(name).toLowerCase().replaceAll(/\s+/g, ' ').trim());
  return { names: names.filter((name) => name !== ''), ...(span && { span }) };
}

/** True for a checked column that the query has no more: nothing is left to check. */
function isGone({ before, after, base, head }: Pair, key: Key, name: string): boolean {
  if (key !== 'check_cols' || name === 'all') return false;
  const now = after.output(head.id);
  const had = before.output(base.id).columns.some((column) => column.name === name);
  return had && now.open.length === 0 && !now.columns.some((column) => column.name === name);
}

/** False if base names a column that its query does not return: no run came by that. */
function mayHaveRun({ before, base }: Pair, { names }: Value): boolean {
  const { columns, open } = before.output(base.id);
  const isThere = (wanted: string) => columns.some(({ name }) => name === wanted);
  return open.length > 0 || names.every((name) => !/^[a-z_]\w*$/.test(name) || isThere(name));
}

/** True if the query no longer returns the old columns, but the new ones instead. */
function isRename({ before, after, base, head }: Pair, lost: string[], gained: string[]): boolean {
  if (lost.length === 0 || lost.length !== gained.length) return false;
  const [then, now] = [before.output(base.id), after.output(head.id)];
  const has = (output: typeof now, name: string) => output.columns.some((column) => column.name === name);
  return (
    now.open.length === 0 &&
    lost.every((name) => has(then, name) && !has(now, name)) &&
    gained.every((name) => has(now, name))
  );
}

/** An expression may be long. */
function clipped(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`;
}

/** Of two long expressions what is about where they part. */
function fromTo(then: Value, now: Value): string {
  const [was, is] = [then, now].map(({ names }) => (names.length === 1 ? names[0]! : ''));
  if (was && is && clipped(was) === clipped(is)) {
    const [lost, gained] = parting(was, is).map((text) => code(clipped(text)));
    return `from ${lost} to ${gained}`;
  }
  return `from ${shown(then)} to ${shown(now)}`;
}

function shown({ names }: Value): string {
  return names.length === 0 ? 'nothing' : listed(names.map(clipped));
}
