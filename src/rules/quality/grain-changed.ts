import { code } from '../../finding.ts';
import type { Project } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep, sameWords } from '../shared/by-place.ts';
import { grain, isGrain } from '../shared/grain.ts';
import { declaredKeys } from '../shared/keys.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { isSurrogate } from '../shared/surrogates.ts';
import { counted, listed, sentence } from '../shared/text.ts';
import { isPart, isUniqueByQuery } from '../shared/uniqueness.ts';

const events = 'select user_id, day, country, amount from raw.events\n';
const perDay =
  "select\n  user_id,\n  day,\n  sum(amount) as amount\nfrom {{ ref('events') }}\ngroup by 1, 2\n";
const perCountry =
  "select\n  user_id,\n  day,\n  country,\n  sum(amount) as amount\nfrom {{ ref('events') }}\ngroup by 1, 2, 3\n";
const latest =
  "select user_id, day, amount\nfrom {{ ref('events') }}\nqualify row_number() over (partition by user_id order by day desc) = 1\n";
const unique = (column: string) =>
  `version: 2\nmodels:\n  - name: daily\n    columns:\n      - name: ${column}\n        tests: [unique]\n`;
const perDayKey =
  'version: 2\nmodels:\n  - name: daily\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [user_id, day]\n';

const fifth = (on: string) =>
  `with ranked as (\n  select user_id, day, amount, row_number() over (partition by user_id, day order by amount) as place\n  from {{ ref('events') }}\n),\nfifth as (select * from ranked where place = 5)\nselect r.user_id, r.day, f.amount as amount_of_fifth, sum(r.amount) as amount\nfrom ranked as r\nleft join fifth as f on ${on}\ngroup by 1, 2, 3\n`;

const perUser = "select user_id as id, sum(amount) as amount\nfrom {{ ref('events') }}\ngroup by 1\n";
const looksUp = {
  'models/report.sql':
    "select e.day, d.amount\nfrom {{ ref('events') }} as e\nleft join {{ ref('daily') }} as d on d.id = concat(e.user_id, '-', e.day)\n",
};
const hashed =
  "select md5(cast(user_id as string) || '-' || coalesce(cast(day as string), '')) as id, user_id, day, country, amount\nfrom {{ ref('events') }}\n";
const perHash = (columns: string) =>
  `select id${columns}, sum(amount) as amount\nfrom {{ ref('hashed') }}\ngroup by id${columns}\n`;

const visited = (more: string) =>
  `select u.id, count(v.page) as pages${more}\nfrom {{ ref('users') }} as u\nleft join {{ ref('visits') }} as v on v.user_id = u.id\ngroup by u.id${more}\n`;

export const rule = defineRule({
  id: 'quality/grain-changed',
  summary: 'A row of a model stands for something else than before',
  severity: 'high',
  why: 'Readers that join or sum the model count on one row per key; with more rows per key they repeat rows and add up too much, without an error.',
  advice: 'Keep the rows as they were, or change the declared key and the readers in this pull request too.',
  silent: [
    'if the declared key changes with the query',
    'if the column that is added to a GROUP BY depends on the others by a declared key (`customer_id, customer_name`), or is made of them (`day, extract(year from day)`)',
    'if it is of a row that a join finds by the others, and nothing says that this may be several',
    'if a column of the key is put together of others now, or a hash of them is as good a key',
    'if the rows of either revision cannot be known (a UNION ALL, an unnested array, an unknown macro)',
    'a grouping column that is merely renamed',
  ],
  examples: {
    fires: [
      {
        name: 'groups by one more column than the declared key has',
        base: { 'models/events.sql': events, 'models/daily.sql': perDay, 'models/schema.yml': perDayKey },
        head: { 'models/daily.sql': perCountry },
        findings: [{ path: 'models/daily.sql', line: 4, severity: 'high', subject: 'daily' }],
      },
      {
        name: 'groups two models by one more column than their keys have',
        base: {
          'models/events.sql': events,
          'models/daily.sql': perDay,
          'models/daily_net.sql': perDay,
          'models/schema.yml': `${perDayKey}${perDayKey.slice(perDayKey.indexOf('  - name')).replace('daily', 'daily_net')}`,
        },
        head: { 'models/daily.sql': perCountry, 'models/daily_net.sql': perCountry },
        findings: [{ path: 'models/daily.sql', line: 4, severity: 'high', subject: 'daily' }],
      },
      {
        name: 'groups by the hour beside the day',
        base: {
          'models/events.sql': events.replace('country', 'at'),
          'models/daily.sql': perDay,
          'models/schema.yml': perDayKey,
        },
        head: {
          'models/daily.sql':
            "select\n  user_id,\n  date(at) as day,\n  extract(hour from at) as hour,\n  sum(amount) as amount\nfrom {{ ref('events') }}\ngroup by 1, 2, 3\n",
        },
        findings: [{ path: 'models/daily.sql', line: 4, severity: 'high', subject: 'daily' }],
      },
      {
        name: 'groups by a column of what it counts',
        base: {
          'models/users.sql': 'select id, country from raw.users\n',
          'models/visits.sql': 'select user_id, page, place from raw.visits\n',
          'models/per_user.sql': visited(''),
          'models/schema.yml': unique('id').replaceAll('daily', 'per_user'),
        },
        head: { 'models/per_user.sql': visited(', v.place') },
        findings: [{ path: 'models/per_user.sql', line: 1, severity: 'high', subject: 'per_user' }],
      },
      {
        name: 'groups by a column of which it takes the greatest value',
        base: {
          'models/users.sql': 'select id, country from raw.users\n',
          'models/visits.sql': 'select user_id, page, place from raw.visits\n',
          'models/per_user.sql': visited('').replace('count(v.page)', 'max(v.place)'),
          'models/schema.yml': unique('id').replaceAll('daily', 'per_user'),
        },
        head: {
          'models/per_user.sql': visited(', v.place').replace('count(v.page)', 'max(v.place)'),
        },
        findings: [{ path: 'models/per_user.sql', line: 1, severity: 'high', subject: 'per_user' }],
      },
      {
        name: 'groups by a column of rows that are joined by a part of their key',
        base: { 'models/events.sql': events, 'models/daily.sql': perDay, 'models/schema.yml': perDayKey },
        head: { 'models/daily.sql': fifth('f.user_id = r.user_id') },
        findings: [{ path: 'models/daily.sql', line: 6, severity: 'high' }],
      },
      {
        name: 'groups by one more column than the hash is made of that is the key',
        base: {
          'models/events.sql': events,
          'models/hashed.sql': hashed,
          'models/daily.sql': perHash(''),
          'models/schema.yml': unique('id'),
        },
        head: { 'models/daily.sql': perHash(', country') },
        findings: [{ path: 'models/daily.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'no longer keeps one row per key',
        base: {
          'models/events.sql': events,
          'models/daily.sql': latest,
          'models/schema.yml': unique('user_id'),
        },
        head: { 'models/daily.sql': "select user_id, day, amount\nfrom {{ ref('events') }}\n" },
        findings: [{ path: 'models/daily.sql', line: 1, severity: 'medium', subject: 'daily' }],
      },
      {
        name: 'groups by one more column than a reader joins on',
        base: {
          'models/events.sql': events,
          'models/daily.sql': perDay,
          'models/report.sql':
            "select e.user_id, d.amount\nfrom {{ ref('events') }} as e\nleft join {{ ref('daily') }} as d\n  on d.user_id = e.user_id and d.day = e.day\n",
        },
        head: { 'models/daily.sql': perCountry },
        findings: [{ path: 'models/daily.sql', line: 4, severity: 'high', subject: 'daily' }],
      },
    ],
    silent: [
      {
        name: 'groups by a column of the one row that is joined for each key',
        base: { 'models/events.sql': events, 'models/daily.sql': perDay, 'models/schema.yml': perDayKey },
        head: { 'models/daily.sql': fifth('f.user_id = r.user_id and r.day = f.day') },
      },
      {
        name: 'leaves one row per key to the model above, which reads another one now',
        base: {
          'models/events.sql': events,
          'models/stg_events.sql': "select user_id, day, amount from {{ ref('events') }}\n",
          'models/daily.sql': latest.replace('events', 'stg_events'),
          'models/schema.yml': unique('user_id'),
        },
        head: {
          'models/latest_events.sql': `${latest}union all\nselect user_id, day, amount from raw.late_events\n`,
          'models/stg_events.sql': "select user_id, day, amount from {{ ref('latest_events') }}\n",
          'models/daily.sql': "select user_id, day, amount\nfrom {{ ref('stg_events') }}\n",
        },
      },
      {
        name: 'keeps one row per column that is misspelt',
        base: {
          'models/events.sql': events,
          'models/daily.sql': latest,
          'models/schema.yml': unique('user_id'),
        },
        head: { 'models/daily.sql': latest.replace('by user_id', 'by user_idd') },
      },
      {
        name: 'changes the declared key too',
        base: { 'models/events.sql': events, 'models/daily.sql': perDay, 'models/schema.yml': perDayKey },
        head: {
          'models/daily.sql': perCountry,
          'models/schema.yml': perDayKey.replace('[user_id, day]', '[user_id, day, country]'),
        },
      },
      {
        name: 'groups by a column that depends on the key',
        base: {
          'models/users.sql': 'select id, name from raw.users\n',
          'models/events.sql': events,
          'models/daily.sql':
            "select u.id, sum(e.amount) as amount\nfrom {{ ref('users') }} as u\nleft join {{ ref('events') }} as e on e.user_id = u.id\ngroup by 1\n",
          'models/schema.yml': `${unique('id')}  - name: users\n    columns:\n      - {name: id, tests: [unique]}\n`,
        },
        head: {
          'models/daily.sql':
            "select u.id, u.name, sum(e.amount) as amount\nfrom {{ ref('users') }} as u\nleft join {{ ref('events') }} as e on e.user_id = u.id\ngroup by 1, 2\n",
        },
      },
      {
        name: 'groups by what follows from the day, and by a column of a user, of whom nobody says how many there are',
        base: {
          'models/users.sql': 'select id, name from raw.users\n',
          'models/events.sql': events,
          'models/daily.sql': perDay,
          'models/schema.yml': perDayKey,
        },
        head: {
          'models/daily.sql':
            "select\n  e.user_id,\n  e.day,\n  extract(year from e.day) as year,\n  u.name,\n  sum(e.amount) as amount\nfrom {{ ref('events') }} as e\nleft join {{ ref('users') }} as u on u.id = e.user_id\ngroup by 1, 2, 3, 4\n",
        },
      },
      {
        name: 'keeps one row per day and user, and makes the key of both',
        base: {
          'models/events.sql': events,
          'models/daily.sql': latest,
          'models/schema.yml': unique('user_id'),
        },
        head: {
          'models/daily.sql':
            "with newest as (\n  select * from {{ ref('events') }}\n  qualify row_number() over (partition by user_id, day order by amount) = 1\n)\nselect concat(user_id, '-', day) as user_id, day, amount from newest\n",
        },
      },
      {
        name: 'makes the key on which a reader joins of all that it groups by',
        base: { 'models/events.sql': events, 'models/daily.sql': perUser, ...looksUp },
        head: {
          'models/daily.sql':
            "with sums as (\n  select user_id, day, sum(amount) as amount from {{ ref('events') }} group by 1, 2\n)\nselect concat_ws('-', cast(user_id as string), cast(day as string)) as id, * from sums\n",
        },
      },
      {
        name: 'groups by what the hash is made of beside it',
        base: {
          'models/events.sql': events,
          'models/hashed.sql': hashed,
          'models/daily.sql': perHash(''),
          'models/schema.yml': unique('id'),
        },
        head: { 'models/daily.sql': perHash(', user_id, day') },
      },
      {
        name: 'groups in a CTE instead, under another name',
        base: { 'models/events.sql': events, 'models/daily.sql': perDay, 'models/schema.yml': perDayKey },
        head: {
          'models/daily.sql':
            "with sums as (\n  select user_id as u, day, sum(amount) as amount from {{ ref('events') }} group by u, day\n)\nselect u as user_id, day, amount from sums\n",
        },
      },
      {
        name: 'keeps the newest row by DISTINCT of the key alone',
        base: {
          'models/events.sql': events,
          'models/daily.sql': latest,
          'models/schema.yml': unique('user_id'),
        },
        head: { 'models/daily.sql': "select distinct user_id from {{ ref('events') }}\n" },
      },
    ],
  },
  // Who changes the rows of several models alike decided it once; each is named as its own subject.
  check: (context) =>
    onePerSweep(changedGrains(context), (finding) => sameWords({ ...finding, subject: '' })),
});

function* changedGrains(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model'])) {
    if (!hasOtherQuery(pair) || hasSameRows(pair)) continue;
    const found = declaredKeyBroken(pair) ?? groupingChanged(pair);
    if (found) yield found;
  }
}

/** True if the query does with rows what it did: what changes above it is reported there. */
function hasSameRows({ before, after, base, head }: Pair): boolean {
  const [then, now] = [rowsOf(before, base), rowsOf(after, head)];
  return then !== undefined && then === now;
}

/** All of a query that decides about its rows, as text. */
function rowsOf(project: Project, { id }: Resource): string | undefined {
  const query = project.query(id);
  if (!query?.shape) return undefined;
  const { rows, joins, types } = query.shape;
  const columns = query.output.columns.map(({ name, passthrough, origins }) => {
    return [name, passthrough, origins, types.get(name)?.type === 'string'];
  });
  return JSON.stringify([rows, joins.map(({ keys, right, unique }) => [keys, right, unique]), columns]);
}

/** The query used to make sure of the declared key and does so no more. */
function declaredKeyBroken(pair: Pair): RuleFinding | undefined {
  const { before, after, base, head } = pair;
  const now = after.query(head.id)?.shape?.rows;
  if (!now) return undefined;
  const known = declaredKeys(before, base).map(({ columns }) => columns.join());
  const names = new Set(after.output(head.id).columns.map(({ name }) => name));
  for (const key of declaredKeys(after, head)) {
    const isKept = known.includes(key.columns.join()) && key.columns.every((name) => names.has(name));
    if (!isKept || isRemade(pair, key.columns) || isUniqueByQuery(before, base.id, key.columns) !== true)
      continue;
    const nowKey = grain(after, head);
    const isUnique = nowKey
      ? isGrain(after, head, nowKey, key.columns) !== false
      : isUniqueByQuery(after, head.id, key.columns) === true;
    if (isUnique) continue;
    // What a join repeats, or a column that nobody has, is a finding of its own; and another relation may have one
    // row per key by itself.
    if (!nowKey && (now.joins.length > 0 || namesWhatIsMissing(pair) || !readsSame(pair))) continue;
    const isSure = nowKey !== undefined || isUniqueByQuery(after, head.id, key.columns) === false;
    const added = nowKey?.filter((name) => !key.columns.includes(name));
    return {
      ...(!isSure && { severity: 'medium' as const }),
      confidence: isSure ? 'likely' : 'possible',
      title: nowKey
        ? `${code(head.name)} now has one row per ${listed(nowKey)}, but its key is still ${listed(key.columns)}`
        : `${code(head.name)} no longer makes sure of one row per ${listed(key.columns)}`,
      message: nowKey
        ? `${sentence(key.by)} promises one row per ${listed(key.columns)}; with ${listed(added ?? nowKey)} in the grouping there can be several.`
        : `At base the query keeps one row per ${listed(key.columns)}; at head nothing does, while ${key.by} still promises it.`,
      resource: head.id,
      subject: head.name,
      location: place(pair, added?.[0]),
    };
  }
  return undefined;
}

/** True if a column of the key is put together of others now, which may make it unique again. */
function isRemade({ before, after, base, head }: Pair, key: readonly string[]): boolean {
  return key.some((name) => isSurrogate(after, head.id, name) && !isSurrogate(before, base.id, name));
}

function namesWhatIsMissing({ after, head }: Pair): boolean {
  return (after.query(head.id)?.missing ?? []).length > 0;
}

/** True if the same relations are read as at base, all the way up: else the rows may be made unique there. */
function readsSame({ before, after, head }: Pair): boolean {
  const targets = (of: Resource) => of.dependencies.flatMap(({ target }) => target ?? []);
  const seen = new Set([head.id]);
  for (const id of seen) {
    const [then, now] = [before.resources.get(id), after.resources.get(id)];
    if (!then || !now) return false;
    const [old, current] = [new Set(targets(then)), new Set(targets(now))];
    if (old.size !== current.size || [...old].some((target) => !current.has(target))) return false;
    for (const target of current) seen.add(target);
  }
  return true;
}

/** Where the new column is projected; else where the query begins. */
function place({ after, head }: Pair, column: string | undefined): RuleFinding['location'] {
  const { columns } = after.output(head.id);
  const found = columns.find(({ name }) => name === column) ?? columns[0];
  return after.locate(found?.span ?? head.span);
}

/** No key is declared, but a reader joins on the columns that used to identify a row. */
function groupingChanged(pair: Pair): RuleFinding | undefined {
  const { before, after, base, head } = pair;
  const then = grain(before, base);
  const now = grain(after, head);
  if (!then || !now || then.length === 0 || isGrain(after, head, now, then) !== false) return undefined;
  const added = now.find((name) => !then.includes(name));
  if (isRenaming(pair, then, now)) return undefined;
  const readers = after.consumers(head.id).flatMap(({ resource }) => {
    const joins = after.query(resource.id)?.shape?.joins ?? [];
    return joins
      .filter(({ right, keys }) => {
        const columns = keys.flatMap(({ of }) => (of === undefined ? [] : [of]));
        return (
          right.rows?.of === head.id && isPart(then, columns) && isGrain(after, head, now, columns) === false
        );
      })
      .map((join) => ({
        ...after.locate(join.span),
        message: `${code(resource.name)} joins on ${listed(then)}`,
      }));
  });
  if (readers.length === 0) return undefined;
  return {
    confidence: 'likely',
    title: `${code(head.name)} now has one row per ${listed(now)} instead of ${listed(then)}`,
    message: `${sentence(counted(readers.length, 'join'))} downstream still ${readers.length === 1 ? 'compares' : 'compare'} ${listed(then)} alone, and now can match several rows.`,
    resource: head.id,
    subject: head.name,
    location: place(pair, added),
    related: readers,
  };
}

/** True if columns of the key may have got other names, one for one. */
function isRenaming({ after, head }: Pair, then: readonly string[], now: readonly string[]): boolean {
  const names = new Set(after.output(head.id).columns.map(({ name }) => name));
  const gone = then.filter((name) => !names.has(name));
  return gone.length >= now.filter((name) => !then.includes(name)).length;
}
