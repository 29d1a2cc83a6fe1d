import { code } from '../../finding.ts';
import type { Predicate } from '../../project/lineage/facts.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { onePerDecision, type Decided } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { staysIncremental } from '../shared/materialized.ts';

const daysOf = (table: string) =>
  `{% set days = [
    "'2024-01-01'",
    "'2024-01-02'"
] %}{{ config(materialized='incremental') }}
select id, day from {{ source('raw', '${table}') }}
{% if is_incremental() %}
where day in ({{ days | join(', ') }})
{% endif %}
`;

export const rule = defineRule({
  id: 'cost/incremental-filter-removed',
  summary: 'An incremental model loses the filter that keeps its runs small',
  severity: 'high',
  why: 'Every run now scans and merges the whole history instead of the newest rows; the bill grows with the table.',
  advice: 'Filter by what is new inside `{% if is_incremental() %}`, or make the model a table on purpose.',
  silent: [
    'microbatch models, which dbt filters itself',
    'if the same column is filtered unconditionally now',
    'if a macro that is not in the repository may hold the filter',
    'if the model is no longer incremental, which is a finding of its own',
  ],
  examples: {
    fires: [
      {
        name: 'deletes the is_incremental() block',
        base: {
          'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: events}]\n',
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id') }}\nselect id, at\nfrom {{ source('raw', 'events') }}\n{% if is_incremental() %}\nwhere at > (select max(at) from {{ this }})\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key='id') }}\nselect id, at\nfrom {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/events.sql', line: 5, side: 'base' }],
      },
      {
        name: 'deletes the same filter in two models',
        base: {
          'models/sources.yml':
            'version: 2\nsources:\n  - name: raw\n    tables: [{name: events}, {name: orders}]\n',
          'models/events.sql': daysOf('events'),
          'models/orders.sql': daysOf('orders'),
        },
        head: {
          'models/events.sql': daysOf('events').replace(/where.*/, ''),
          'models/orders.sql': daysOf('orders').replace(/where.*/, ''),
        },
        findings: [{ path: 'models/events.sql', line: 7, side: 'base', severity: 'high' }],
      },
      {
        name: 'lets the filter hold for every row',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere 1 = 1\n{% endif %}\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
      {
        name: 'deletes the lower end of a range and keeps the upper one',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at < timestamp('{{ var('until') }}')\n{% if is_incremental() %}\nand at >= timestamp('{{ var('since') }}')\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at < timestamp('{{ var('until') }}')\n",
        },
        findings: [{ path: 'models/events.sql', line: 5, side: 'base' }],
      },
      {
        name: 'filters the first run instead of all others',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if not is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'trims the day that each kind of run looks up',
        base: {
          'models/raw_events.sql': 'select 1 as id, current_date as day\n',
          'models/events.sql':
            "{{ config(materialized='incremental') }}\n{% if target.name == 'prod' %}{% set at = '2022-01-01' %}{% elif is_incremental() %}{% set at %}\n  {{ [modules.datetime.date.today()] | max }}\n{% endset %}{% else %}{% set at = modules.datetime.date.today() %}{% endif %}\nselect id, day from {{ ref('raw_events') }} where day >= '{{ at }}'\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\n{% if target.name == 'prod' %}{% set at = '2022-01-01' %}{% elif is_incremental() %}{% set at %}{{ [modules.datetime.date.today()] | max }}{% endset %}{% else %}{% set at = modules.datetime.date.today() %}{% endif %}\nselect id, day from {{ ref('raw_events') }} where day >= '{{ at }}'\n",
        },
      },
      {
        name: 'changes the window of the filter',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\n{% if is_incremental() %}\nwhere at > 4\n{% endif %}\n",
        },
      },
      {
        name: 'filters the same column always',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at > current_date - 3\n",
        },
      },
      {
        name: 'trims what the filter compares with, which only the warehouse knows',
        base: {
          'models/events.sql':
            "{% set day = dbt_utils.get_column_values(this, 'day') if is_incremental() else var('start') %}\n{{ config(materialized='incremental') }}\nselect id, day from x where day >= '{{ day }}'\n",
        },
        head: {
          'models/events.sql':
            "{% set day = dbt_utils.get_column_values(this, 'day') if is_incremental() else var('start') %}\n{{ config(materialized='incremental') }}\nselect id, day from x where day >= '{{ day | trim }}'\n",
        },
      },
      {
        name: 'trims the white space of the macro that writes the filter',
        base: {
          'macros/since.sql':
            "{% macro since() %}\n{%- if is_incremental() -%}\n{% set days = dbt_utils.get_column_values(this, 'at') %}\n{%- if days -%} {% set day = days[0] %} {%- endif -%}\n{%- endif -%}\n{%- if not day -%}{%- if target.name == 'prod' or not var('dev', none) -%} {% set day = '2022-01-01' %} {% else %} {% set day = modules.datetime.date.today() %} {%- endif -%}{%- endif -%}\n{{ day }}\n{% endmacro %}\n",
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\nwhere at > '{{ since() }}'\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect 1 as id, 2 as at\nwhere at > '{{ since() | trim }}'\n",
        },
      },
      {
        name: 'drops the filter where another that the run decides limits the same end',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at > '{{ var('since') }}'\n{% if is_incremental() %}\nand at >= '{{ var('last') }}'\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\nwhere at > '{{ var('since') }}'\n",
        },
      },
      {
        name: 'lets dbt batch the model',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, at from x\n{% if is_incremental() %}\nwhere at > 3\n{% endif %}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at') }}\nselect id, at from x\n",
        },
      },
    ],
  },
  check: (context) => onePerDecision(lostFilters(context)),
});

function* lostFilters(context: RuleContext): Iterable<Decided> {
  for (const pair of changedPairs(context, ['model'])) {
    const lost = lostFilter(pair);
    if (!lost) continue;
    const { head, before } = pair;
    yield {
      confidence: 'proven',
      title: `Incremental runs of ${code(head.name)} are no longer filtered`,
      message: `At base an incremental run is limited by ${code(writtenAs(context, lost))}; at head it reads every row.`,
      resource: head.id,
      location: before.locate(lost.span),
      decision: lost.text,
    };
  }
}

/** The lines of the predicate as its author wrote them: Jinja in them may reach beyond the predicate's own end. */
function writtenAs({ change }: RuleContext, { span, text }: Predicate): string {
  const file = change.base.text(span.path);
  if (file === undefined) return text;
  const end = file.indexOf('\n', span.end);
  return file.slice(file.lastIndexOf('\n', span.start) + 1, end < 0 ? undefined : end).trim();
}

function lostFilter(pair: Pair): Predicate | undefined {
  const { base, head, before, after } = pair;
  if (!staysIncremental(pair) || after.known(head, 'incremental_strategy') === 'microbatch') return undefined;
  if (after.keepsQuery(head.id)) return undefined;
  const then = before.query(base.id);
  const now = after.query(head.id);
  if (!then || !now || then.problem || now.problem) return undefined;
  if (now.incrementalPredicates.some(limits)) return undefined;
  const lost = then.incrementalPredicates.find(limits);
  if (!lost || callsNewUnknownMacro(base.macros, head.macros)) return undefined;
  const known = new Set(then.predicates.map(({ text }) => text));
  const words = new Set(then.incrementalPredicates.flatMap(({ text }) => wordsOf(text)));
  const isBounded = now.predicates.some(
    ({ text, firstRunOnly }) =>
      !firstRunOnly &&
      (!known.has(text) || (holdsUnknown(text) && !isOtherEnd(text, lost.text))) &&
      wordsOf(text).some((word) => words.has(word)),
  );
  return isBounded ? undefined : lost;
}

/** True for two comparisons of which one limits a value from below and the other from above. */
function isOtherEnd(one: string, other: string): boolean {
  const [lower, upper] = [one, other].map(ends);
  if (!lower || !upper) return false;
  const meet = (a: readonly string[], b: readonly string[]) => a.some((word) => b.includes(word));
  return (
    (meet(lower[0], upper[1]) || meet(lower[1], upper[0])) &&
    !meet(lower[0], upper[0]) &&
    !meet(lower[1], upper[1])
  );
}

/** What stands on one side only of a `<` or `<=`, in which predicates write all comparisons by size. */
function ends(text: string): [string[], string[]] | undefined {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/'[^']*'|[()]| <=? /g)) {
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (depth === 1 && sign.startsWith(' ')) {
      const [left, right] = [wordsOf(text.slice(0, index)), wordsOf(text.slice(index))];
      return [left.filter((word) => !right.includes(word)), right.filter((word) => !left.includes(word))];
    }
  }
  return undefined;
}

/** False for what is true of every row. */
function limits({ text }: Predicate): boolean {
  return !/^[\s(]*(true|(\d+)\s*=\s*\2)[\s)]*$/i.test(text);
}

type Calls = Pair['head']['macros'];

function callsNewUnknownMacro(base: Calls, head: Calls): boolean {
  const known = new Set(base.filter(({ resolution }) => resolution === 'unknown').map(({ name }) => name));
  return head.some(({ name, resolution }) => resolution === 'unknown' && !known.has(name));
}

/** What a placeholder stands for may differ from run to run, so it may be the filter. */
const placeholder = /\b\w*hole_\d+/g;

function holdsUnknown(text: string): boolean {
  return text.search(placeholder) >= 0;
}

/** Names in a predicate, without what is quoted. */
function wordsOf(text: string): string[] {
  const bare = text
    .toLowerCase()
    .replaceAll(/'[^']*'/g, ' ')
    .replaceAll(placeholder, ' ');
  return (bare.match(/[a-z_]\w*/g) ?? []).filter((word) => !keywords.has(word));
}

const keywords = new Set([
  'and',
  'or',
  'not',
  'is',
  'null',
  'in',
  'between',
  'select',
  'from',
  'max',
  'min',
  'date',
  'timestamp',
  'interval',
  'cast',
  'as',
]);
