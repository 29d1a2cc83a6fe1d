import { code, type Side } from '../../finding.ts';
import type { Predicate } from '../../project/lineage/facts.ts';
import { defineRule } from '../rule.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { isMart } from '../shared/audience.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { callerPlace } from '../shared/call-places.ts';
import { saidOf, type Said } from '../shared/filter-edit.ts';
import {
  counterparts,
  difference,
  gistOf,
  innermost,
  isRenaming,
  moves,
  newMacros,
  sameStructure,
} from '../shared/filter-lists.ts';
import { declaredKeys } from '../shared/keys.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { keepsOneRow, keptPer, standsForGroup, unqualified } from '../shared/predicates.ts';
import { droppedAnyway, widenedJoins } from '../shared/same-joins.ts';
import { counted, listed } from '../shared/text.ts';

const exposure =
  'version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {email: a@example.com}\n    depends_on: [ref("orders")]\n';
const stg = "select id, status, amount\nfrom {{ source('raw', 'orders') }}\n";
const joined = (join: string) =>
  `select o.id, o.status, r.amount\nfrom {{ source('raw', 'orders') }} as o\n${join} {{ source('raw', 'refunds') }} as r on r.id = o.id\n`;
const base = {
  'models/sources.yml':
    'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}, {name: refunds}]\n',
  'models/exposures.yml': exposure,
  'models/orders.sql': "select id, amount from {{ ref('stg_orders') }}\n",
};

export const rule = defineRule({
  id: 'quality/filter-changed',
  summary: 'A model keeps other rows than before, and a mart or an exposure shows it',
  severity: 'medium',
  why: 'Nothing fails: the numbers on the dashboards below change, and who reads them is not told.',
  advice:
    'Check that the rows which come or go are the ones that you mean, and tell the owners of what is below.',
  silent: [
    'a filter that moves within the model or to another model of the pull request',
    'other aliases, case, white space or order of the same conditions',
    'if the model joins more or fewer relations than before: then it is another query',
    'if no mart and no exposure is reached',
    'filters of incremental runs alone, and models that dbt runs in batches from now on',
    'if a condition comes or goes of which a part is not known, such as what a macro asks the warehouse for',
    'a join that drops rows from now on, which is `quality/join-type-narrowed`',
    'one row per key that is no longer kept, which is `quality/grain-changed`',
    'one row per key that GROUP BY kept before, or keeps from now on',
  ],
  examples: {
    fires: [
      {
        name: 'removes a filter above a dashboard',
        base: { ...base, 'models/stg_orders.sql': `${stg}where status <> 'test'\n` },
        head: { 'models/stg_orders.sql': stg },
        findings: [{ path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'medium' }],
      },
      {
        name: 'compares with another value',
        base: { ...base, 'models/stg_orders.sql': `${stg}where amount > 0\n` },
        head: { 'models/stg_orders.sql': `${stg}where amount > 10\n` },
        findings: [{ path: 'models/stg_orders.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'leaves out one more order of a list that is kept up',
        base: { ...base, 'models/stg_orders.sql': `${stg}where id not in (\n  11,\n  12,\n  14\n)\n` },
        head: { 'models/stg_orders.sql': `${stg}where id not in (\n  11,\n  12,\n  13,\n  14\n)\n` },
        findings: [{ path: 'models/stg_orders.sql', line: 6, severity: 'low' }],
      },
      {
        name: 'keeps one more status',
        base: { ...base, 'models/stg_orders.sql': `${stg}where status in ('paid', 'sent')\n` },
        head: { 'models/stg_orders.sql': `${stg}where status in (\n  'paid',\n  'refunded',\n  'sent')\n` },
        findings: [{ path: 'models/stg_orders.sql', line: 5, severity: 'medium' }],
      },
      {
        name: 'filters two models by a macro that is new, each by a day of its own',
        base: {
          ...base,
          'models/stg_orders.sql': `${stg}where amount > 0\n`,
          'models/stg_refunds.sql': "select id, day from {{ source('raw', 'refunds') }} where id > 0\n",
          'models/marts/refunds.sql': "select id from {{ ref('stg_refunds') }}\n",
        },
        head: {
          'macros/since.sql': "{% macro since(day) %}'{{ day }}' and current_date{% endmacro %}\n",
          'models/stg_orders.sql': `${stg}where status between {{ since('2024-01-01') }}\n`,
          'models/stg_refunds.sql':
            "select id, day from {{ source('raw', 'refunds') }} where day between {{ since('2025-01-01') }}\n",
        },
        findings: [{ path: 'models/stg_orders.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'calls a macro that filters in two models, each by a day of its own',
        base: {
          ...base,
          'macros/since.sql': "{% macro since(day) %}\nwhere day >= '{{ day }}'\n{% endmacro %}\n",
          'models/marts/orders.sql': "select id, day\nfrom {{ source('raw', 'orders') }}\n",
          'models/marts/refunds.sql': "select id, day\nfrom {{ source('raw', 'refunds') }}\n",
        },
        head: {
          'models/marts/orders.sql':
            "select id, day\nfrom {{ source('raw', 'orders') }}\n{{ since('2024-01-01') }}\n",
          'models/marts/refunds.sql':
            "select id, day\nfrom {{ source('raw', 'refunds') }}\n{{ since('2025-01-01') }}\n",
        },
        findings: [{ path: 'models/marts/orders.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'calls a macro that filters, and gives up such a call',
        base: {
          ...base,
          'macros/only.sql': "{% macro only(status) %}\nwhere status = '{{ status }}'\n{% endmacro %}\n",
          'models/stg_orders.sql': stg,
          'models/marts/refunds.sql':
            "select id, status\nfrom {{ source('raw', 'refunds') }}\n{{ only('open') }}\n",
        },
        head: {
          'models/stg_orders.sql': `${stg}{{ only('paid') }}\n`,
          'models/marts/refunds.sql': "select id, status\nfrom {{ source('raw', 'refunds') }}\n",
        },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, severity: 'medium' },
          { path: 'models/marts/refunds.sql', line: 3, side: 'base', severity: 'low' },
        ],
      },
      {
        name: 'keeps one row per order',
        base: { ...base, 'models/stg_orders.sql': stg },
        head: {
          'models/stg_orders.sql': `${stg}qualify row_number() over (partition by id order by amount) = 1\n`,
        },
        findings: [{ path: 'models/stg_orders.sql', line: 3, severity: 'low' }],
      },
      {
        name: 'changes one condition of two models, of which one keeps other rows per key, too',
        base: {
          ...base,
          'models/marts/orders.sql': `${stg}where amount > 0\nqualify row_number() over (partition by id order by amount) = 1\n`,
          'models/marts/paid.sql': `${stg}where amount > 0\n`,
        },
        head: {
          'models/marts/orders.sql': `${stg}where amount > 10\nqualify row_number() over (partition by id order by status) = 1\n`,
          'models/marts/paid.sql': `${stg}where amount > 10\n`,
        },
        findings: [{ path: 'models/marts/orders.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'keeps one row per order and status, although a key is declared',
        base: {
          ...base,
          'models/stg_orders.yml':
            'models:\n  - name: stg_orders\n    columns: [{name: id, data_tests: [unique]}]\n',
          'models/stg_orders.sql': `${stg}qualify row_number() over (partition by id order by amount) = 1\n`,
        },
        head: {
          'models/stg_orders.sql': `${stg}qualify row_number() over (partition by id, status order by amount) = 1\n`,
        },
        findings: [{ path: 'models/stg_orders.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'keeps the orders without a refund from now on',
        base: { ...base, 'models/stg_orders.sql': joined('inner join') },
        head: { 'models/stg_orders.sql': joined('left join') },
        findings: [{ path: 'models/stg_orders.sql', line: 3, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'turns an INNER JOIN into a LEFT JOIN of which WHERE demands a match',
        base: { ...base, 'models/stg_orders.sql': joined('inner join') },
        head: { 'models/stg_orders.sql': `${joined('left join')}where r.id is not null\n` },
      },
      {
        name: 'turns a LEFT JOIN of which WHERE demands a match into an INNER JOIN',
        base: { ...base, 'models/stg_orders.sql': `${joined('left join')}where r.id is not null\n` },
        head: { 'models/stg_orders.sql': joined('inner join') },
      },
      {
        name: 'turns an INNER JOIN into a LEFT JOIN by other columns',
        base: { ...base, 'models/stg_orders.sql': joined('inner join') },
        head: {
          'models/stg_orders.sql': joined('left join').replace('r.id = o.id', 'r.order_id = o.id'),
        },
      },
      {
        name: 'keeps one row per key by a number instead of a grouping',
        base: {
          ...base,
          'models/stg_orders.sql':
            "select id, min(status) as status, max(amount) as amount\nfrom {{ source('raw', 'orders') }}\ngroup by id\n",
        },
        head: {
          'models/stg_orders.sql':
            "select id, min(status) over (partition by id) as status, max(amount) over (partition by id) as amount\nfrom {{ source('raw', 'orders') }}\nqualify row_number() over (partition by id order by amount) = 1\n",
        },
      },
      {
        name: 'keeps the first row of each key by QUALIFY instead of a number in a CTE',
        base: {
          ...base,
          'models/stg_orders.sql':
            "with numbered as (\n  select id, status, amount, row_number() over (partition by id order by amount) as n\n  from {{ source('raw', 'orders') }}\n)\nselect id, status, amount from numbered where n = 1\n",
        },
        head: {
          'models/stg_orders.sql': `${stg}qualify row_number() over (partition by id order by amount) = 1\n`,
        },
      },
      {
        name: 'moves the filter to the next model',
        base: { ...base, 'models/stg_orders.sql': `${stg}where status <> 'test'\n` },
        head: {
          'models/stg_orders.sql': stg,
          'models/orders.sql':
            "select o.id, o.amount from {{ ref('stg_orders') }} as o where o.status != 'test'\n",
        },
      },
      {
        name: 'moves the filter into a CTE',
        base: { ...base, 'models/stg_orders.sql': `${stg}where status <> 'test' and amount > 0\n` },
        head: {
          'models/stg_orders.sql':
            "with kept as (\n  select * from {{ source('raw', 'orders') }} as r\n  where r.amount > 0 AND r.STATUS != 'test'\n)\nselect id, status, amount from kept\n",
        },
      },
      {
        name: 'removes a filter of a model that no mart reads',
        base: {
          'models/sources.yml': base['models/sources.yml'],
          'models/stg_orders.sql': `${stg}where amount > 0\n`,
        },
        head: { 'models/stg_orders.sql': stg },
      },
      {
        name: 'calls a macro that is gone',
        base: {
          ...base,
          'macros/paid.sql':
            '{% macro paid(relation) %}\nselect * from {{ relation }} where amount > 0\n{% endmacro %}\n',
          'models/stg_orders.sql':
            "with paid as (\n{{ paid(source('raw', 'orders')) }}\n)\nselect id, amount from paid\n",
        },
        head: { 'macros/paid.sql': null },
      },
    ],
  },
  check: (context) => onePerPlace(changedFilters(context)),
});

function* changedFilters(context: RuleContext): Iterable<RuleFinding> {
  const pairs = [...changedPairs(context, ['model', 'snapshot'])].filter(hasOtherQuery);
  const { added: everAdded, removed: everRemoved } = moves(pairs);
  const alike = new Map<string, RuleFinding[]>();
  for (const pair of pairs) {
    const queries = sameStructure(pair);
    if (!queries || becomesMicrobatch(pair)) continue;
    const gone = difference(queries.then, queries.now).filter((one) => !everAdded.has(unqualified(one)));
    const come = difference(queries.now, queries.then).filter((one) => !everRemoved.has(unqualified(one)));
    const [removed, added] = innermost(
      gone.filter((one) => !isOtherwiseKept(one, pair, come) && !isJoinsOwn(one, pair, 'base')),
      come.filter((one) => !isGroupAtBase(one, pair) && !isJoinsOwn(one, pair, 'head')),
    );
    // More than a few are a new query rather than another filter.
    if (removed.length > 2 || added.length > 2) continue;
    const wider = gone.length + come.length === 0 ? widenedJoin(pair) : undefined;
    if (removed.length + added.length === 0 && !wider) continue;
    const reached = audience(pair, context.policy);
    if (!reached || isRenaming(removed, added)) continue;
    if (wider) {
      yield finding(context, pair, wider, reached);
      continue;
    }
    const edit = counterparts(removed, added);
    const said = filterEdit(context, pair, ...edit);
    if (!said) continue;
    const gist = edit.map((one, index) => one && gistOf(pair, index === 0 ? pair.base : pair.head, one));
    const macros = newMacros(pair, added);
    const likeness = JSON.stringify(macros.length > 0 ? macros : gist);
    alike.set(likeness, [...(alike.get(likeness) ?? []), finding(context, pair, said, reached)]);
  }
  for (const group of alike.values()) yield oneOf(group);
}

/** dbt filters the batches of such a model itself, in place of the filters that it loses. */
function becomesMicrobatch({ before, after, base: earlier, head }: Pair): boolean {
  const strategies = [
    before.known(earlier, 'incremental_strategy'),
    after.known(head, 'incremental_strategy'),
  ];
  return strategies[0] !== 'microbatch' && strategies[1] === 'microbatch';
}

/** The same edit to several models is one finding, shown where it weighs most. */
function oneOf(group: readonly RuleFinding[]): RuleFinding {
  const [first, ...others] = group.toSorted(
    (a, b) => Number(a.severity === 'low') - Number(b.severity === 'low'),
  ) as [RuleFinding, ...RuleFinding[]];
  if (others.length === 0) return first;
  return {
    ...first,
    title: `${first.title}, and ${counted(others.length, 'more model')} likewise`,
    related: others.map(({ location, title }) => ({ ...location, message: title })),
  };
}

/** A model that no longer keeps one row per key but still declares one is another rule's finding. */
function isOtherwiseKept(
  removed: Predicate,
  { after, head, before, base: earlier }: Pair,
  added: Predicate[],
): boolean {
  if (!keepsOneRow(removed) || added.some(keepsOneRow)) return false;
  const [then, now] = [before.query(earlier.id), after.query(head.id)];
  const key = keptPer(removed);
  return declaredKeys(after, head).length > 0 || (!!key && !!then && !!now && standsForGroup(key, now, then));
}

/** True if the join that it is about drops the same rows by its kind at the other revision. */
function isJoinsOwn({ span }: Predicate, { after, head, before, base: earlier }: Pair, side: Side): boolean {
  const [then, now] = [before.query(earlier.id)?.shape, after.query(head.id)?.shape];
  if (!then || !now) return false;
  const dropped = side === 'head' ? droppedAnyway(then, now) : droppedAnyway(now, then);
  return dropped.some(
    ({ path, start, end }) => path === span.path && start === span.start && end === span.end,
  );
}

/** True if GROUP BY kept the same rows at base. */
function isGroupAtBase(added: Predicate, { after, head, before, base: earlier }: Pair): boolean {
  const [then, now] = [before.query(earlier.id), after.query(head.id)];
  const key = keptPer(added);
  return key !== undefined && then !== undefined && now !== undefined && standsForGroup(key, then, now);
}

/** The marts and exposures that show the model's rows, by name. */
function audience({ after, head }: Pair, policy: Policy): string[] | undefined {
  const below = after.descendants(head.id);
  const names = [
    ...below.filter(({ type }) => type === 'exposure'),
    ...[head, ...below].filter((resource) => isMart(after, resource, policy)),
  ].map(({ name }) => name);
  return names.length > 0 ? [...new Set(names)] : undefined;
}

/** An edit and its place. */
type Edit = Said & Required<Pick<Said, 'at'>>;

function filterEdit(
  { change }: RuleContext,
  pair: Pair,
  removed?: Predicate,
  added?: Predicate,
): Edit | undefined {
  const said = saidOf(change, pair, removed, added);
  if (!said) return undefined;
  const at = added
    ? { side: 'head' as const, span: added.span }
    : { side: 'base' as const, span: removed?.span ?? pair.base.span };
  return { at, ...said };
}

/** A join that keeps rows without a match, which it dropped. */
function widenedJoin(pair: Pair): Edit | undefined {
  const { after, base: earlier, head, before } = pair;
  const [then, now] = [before.query(earlier.id)?.shape, after.query(head.id)?.shape];
  const [was, is] = (then && now && widenedJoins(then, now)[0]) ?? [];
  if (!was || !is) return undefined;
  const name = after.resources.get(is.right.relation ?? '')?.name ?? is.right.name;
  return {
    what: `keeps rows that its join with ${code(name)} dropped: it is a ${is.kind} join now, not ${was.kind === 'inner' ? 'an inner' : `a ${was.kind}`} one`,
    rows: 'Rows without a match, with nulls in place of what they lack, now reach',
    at: { side: 'head', span: is.span },
  };
}

function finding(
  { change }: RuleContext,
  pair: Pair,
  { what, rows, at, isMinor }: Edit,
  reached: readonly string[],
): RuleFinding {
  const { after, head } = pair;
  const isExposed = after.descendants(head.id).some(({ type }) => type === 'exposure');
  return {
    ...((!isExposed || isMinor) && { severity: 'low' as const }),
    confidence: 'proven',
    title: `${code(head.name)} ${what}`,
    message: `${rows ?? 'Other rows than before reach'} ${listed(reached, 5)}.`,
    resource: head.id,
    location: callerPlace(change, pair, at),
  };
}
