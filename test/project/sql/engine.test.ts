import { afterAll, describe, expect, it } from 'vitest';
import { createSqlEngine } from '../../../src/project/sql/engine.ts';

// Hostile text may use up its time; a shorter one than in production shows the same.
const engine = createSqlEngine({ timeoutMs: 2000 });
afterAll(() => engine.close());

/** As many tokens as are read: takes several times as long as the tests give it. */
const slow = `select ${Array(37_000).fill('a+b').join(',')}`;

const works = (): boolean => engine.parse('snowflake', `select ${Math.PI} as still_works`).kind === 'query';

describe('hostile text', () => {
  it.each<[string, string]>([
    ['OR × 1,000', `select 1 where ${'a or '.repeat(1000)}b`],
    ['OR × 60,000', `select 1 where ${'a or '.repeat(60_000)}b`],
    ['parentheses 10,000 deep', `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['functions 59 deep', `select ${'f('.repeat(59)}1${')'.repeat(59)}`],
    ['NOT × 50,000', `select ${'not '.repeat(50_000)} a`],
    ['CASE nested 5,000 deep', `select ${'case when a then '.repeat(5000)}1${' end'.repeat(5000)}`],
    ['subqueries 50 deep', `${'select * from ('.repeat(50)}select 1${')'.repeat(50)}`],
    ['5 MB', `select ${'a, '.repeat(1_700_000)} b`],
    ['garbage', String.fromCharCode(...Array.from({ length: 5000 }, (_, index) => (index * 7919) % 65_536))],
    ['lone surrogates', "select '\ud800' as a, \udfff from t"],
    ['zero bytes', 'select \0 from \0'],
  ])('%s leaves the parser usable', (_, text) => {
    expect(['query', 'error', 'empty']).toContain(engine.parse('snowflake', text).kind);
    expect(works()).toBe(true);
  });

  it.each(['except', 'position', 'over'])(
    'does not try what 25 times `%s (` may mean where nothing closes it',
    (word) => {
      const found = engine.parse('postgres', `select ${`${word} ( `.repeat(25)} a from t`);
      expect(found).toMatchObject({
        kind: 'error',
        ours: true,
        message: expect.stringMatching(/^parentheses nested 25 deep/),
      });
    },
  );

  it('gives a short text less time than a long one', () => {
    let processor = 0;
    const clock = () => (processor += 3000);
    const own = createSqlEngine({ clock, maxTurns: 2 });
    own.parse('bigquery', 'select 1');
    processor = 0;
    const endless = `select ${'case when a then '.repeat(30)} b from t`;
    expect(own.parse('bigquery', endless)).toMatchObject({ message: 'reading the SQL took too long' });
    expect(processor).toBe(6000);
    own.close();
  });

  it('takes an endless parse for ours, and goes on', () => {
    const hasty = createSqlEngine({ timeoutMs: 0 });
    expect(hasty.parse('bigquery', `select ${'a + '.repeat(9000)} b`)).toMatchObject({
      kind: 'error',
      ours: true,
    });
    hasty.close();
    expect(works()).toBe(true);
  });
});

describe('parse', () => {
  it.each(['postgres', 'sqlserver'])('reads calls in calls of %s, however deep', (warehouse) => {
    const text = `select ${'replace('.repeat(24)}a${", 'x', 'y')".repeat(24)} as a from t`;
    expect(engine.parse(warehouse, text).kind).toBe('query');
  });

  it('reads again after close', () => {
    const own = createSqlEngine();
    expect(own.parse('bigquery', 'select 1 as a').kind).toBe('query');
    own.close();
    expect(own.parse('bigquery', 'select 2 as a').kind).toBe('query');
    own.close();
  });

  it('remembers by warehouse and text', () => {
    const own = createSqlEngine({ maxThreads: 1 });
    const texts = Array.from({ length: 40 }, (_, n) => `select ${n} as a`);
    for (const text of texts) own.parse('bigquery', text);
    own.announce('bigquery', texts);
    expect(own.isHungry).toBe(true);
    own.announce('snowflake', [slow, ...texts]);
    expect(own.isFull).toBe(true);
    own.close();
  });

  it('reads what was announced, asked for in any order', () => {
    const own = createSqlEngine();
    const texts = ['select 1 as a', 'select , from', 'select 2 as b', 'select 3 as c'];
    own.announce('bigquery', texts);
    const read = texts.toReversed().map((text) => own.parse('bigquery', text));
    own.close();
    expect(read).toEqual(texts.toReversed().map((text) => engine.parse('bigquery', text)));
  });

  it('loses nothing else with an announced text that it cannot read in time', () => {
    const own = createSqlEngine({ timeoutMs: 200 });
    own.parse('bigquery', 'select 1 as a');
    own.announce('bigquery', [slow, 'select 2 as a']);
    expect(own.parse('bigquery', 'select 2 as a').kind).toBe('query');
    expect(own.parse('bigquery', slow)).toMatchObject({ message: 'reading the SQL took too long' });
    own.close();
  });

  it('does not count the time in which others have the processor', () => {
    let asked = 0;
    const clock = () => {
      asked++;
      return 0;
    };
    const own = createSqlEngine({ timeoutMs: 50, clock, maxTurns: 10_000 });
    expect(own.parse('bigquery', slow).kind).toBe('query');
    // Time ran out by the clock on the wall, and not by the processor's.
    expect(asked).toBeGreaterThan(2);
    own.close();
  });

  it('does not wait for ever for a thread that computes nothing', () => {
    const own = createSqlEngine({ timeoutMs: 1, clock: () => 0 });
    expect(own.parse('bigquery', slow)).toMatchObject({ message: 'reading the SQL took too long' });
    own.close();
  });

  it('shares a long review among threads, with the same answers in any order', () => {
    const own = createSqlEngine({ maxThreads: 3, secondAfter: 0 });
    const texts = Array.from({ length: 40 }, (_, n) => `select ${n} as c${'_'.repeat(n)} from t`);
    own.announce('bigquery', texts);
    const order = texts.map((_, n) => texts[(n * 7) % texts.length]!);
    const read = order.map((text) => own.parse('bigquery', text));
    own.close();
    expect(read).toEqual(order.map((text) => engine.parse('bigquery', text)));
  });

  it('loses what one of several threads was handed no more than what a single one was', () => {
    const own = createSqlEngine({ maxThreads: 2, secondAfter: 0, timeoutMs: 200 });
    own.parse('bigquery', 'select 1 as a');
    own.parse('bigquery', 'select 2 as a');
    const texts = [slow, ...Array.from({ length: 10 }, (_, n) => `select ${n} as b`)];
    own.announce('bigquery', texts);
    expect(texts.toReversed().map((text) => own.parse('bigquery', text).kind)).toEqual([
      ...Array(10).fill('query'),
      'error',
    ]);
    own.close();
  });

  it('is full when as much waits as it takes, and hungry again when half of it is taken', () => {
    const own = createSqlEngine({ maxThreads: 1 });
    const texts = Array.from({ length: 40 }, (_, n) => `select ${n} as a`);
    expect([own.isHungry, own.isFull]).toEqual([true, false]);
    own.announce('bigquery', [slow, ...texts]);
    expect([own.isHungry, own.isFull]).toEqual([false, true]);
    own.parse('bigquery', texts[16]!);
    expect([own.isHungry, own.isFull]).toEqual([true, false]);
    own.close();
  });

  it('is hungry when its threads have nothing to do, whether or not anybody has taken what they read', () => {
    const own = createSqlEngine({ maxThreads: 1 });
    const texts = Array.from({ length: 40 }, (_, n) => `select ${n} as a`);
    own.parse('bigquery', 'select 0 as b');
    own.announce('bigquery', texts);
    const deadline = Date.now() + 30_000;
    while (!own.isHungry && Date.now() < deadline);
    expect(own.isHungry).toBe(true);
    expect(texts.map((text) => own.parse('bigquery', text).kind)).toEqual(Array(40).fill('query'));
    own.close();
  });

  it.each([
    ['operators', `select 2 ${'* a '.repeat(800)} as x`],
    [
      'operators in parentheses',
      `select ${'(a + b * '.repeat(12)}${'b + '.repeat(750)}c${')'.repeat(12)} as x`,
    ],
    ['unions', Array(1000).fill('select a').join(' union all ')],
  ])('reads a chain of %s that is too deep for the quick way', (_, text) => {
    const own = createSqlEngine();
    expect(own.parse('bigquery', text)).toMatchObject({ kind: 'query' });
    own.close();
  });

  it('refuses an expression whose tree would take a second to read, and says how long it may be', () => {
    expect(engine.parse('bigquery', `select 2 ${'* a '.repeat(2800)} as x`)).toEqual({
      kind: 'error',
      message: 'an expression of 2800 operators is longer than the 1200 read here',
      ours: true,
    });
  });

  it('reads a CASE of many branches, which nest no deeper than one', () => {
    const branches = Array.from({ length: 700 }, (_, n) => `when a = ${n} and b then ${n} + 1`).join(' ');
    const own = createSqlEngine();
    expect(own.parse('bigquery', `select case ${branches} else 0 end as x`)).toMatchObject({ kind: 'query' });
    own.close();
  });

  it('keeps what a row number is partitioned by in its place', () => {
    const text = 'select row_number() over (partition by a + b, c order by d) as n from t';
    const read = engine.parse('bigquery', text);
    const body = read.kind === 'query' ? read.query.body : undefined;
    const [item] = body?.kind === 'select' ? body.projection : [];
    const partition = item?.kind === 'expression' ? item.value.rowNumber?.partition : undefined;
    expect(partition?.map((parts) => parts.map(({ name }) => name))).toEqual([[], ['c']]);
  });

  it('says where it gave up, in UTF-16 offsets', () => {
    const text = "select '😀' as a,\n  '😀', , b from t";
    const result = engine.parse('bigquery', text);
    expect(result).toMatchObject({ kind: 'error', ours: false });
    expect(result.kind === 'error' && text.slice(result.offset)).toBe(', b from t');
  });

  it.each<[string, string]>([
    [
      'trino',
      "select json_query(a, 'lax $.b' with array wrapper omit quotes) as x, 0xff as y, uint256 '1' as z, cast(null as array(double)) as w from t",
    ],
    [
      'trino',
      "select json_value(a, 'lax $.b' returning varchar null on empty) as x from t where b in ('a', 'b')",
    ],
    [
      'trino',
      "select from_hex(json_value(a, 'lax $.b' returning varchar default '0x' on empty)) as x from t",
    ],
    ['trino', "select json_object('a': cast(b as varchar), key 'c' value d null on null) as x from t"],
    ['trino', 'select json_array(a format json, b absent on null) as x from t'],
    ['postgres', 'select trim(both from concat(a, b)) as x from t where c is json and d is not json object'],
    ['trino', 'select cast(null as map<varchar, array<uint256>>) as x from t'],
    ['trino', "select a from (values '[1,\n2]') as t (a)"],
    [
      'bigquery',
      'select a from t for system_time as of timestamp_sub(current_timestamp(), interval 1 day) where a > 1',
    ],
    ['bigquery', "select x from unnest(array<struct<\na string\n>\n> [('b')])"],
    ['bigquery', "select a from t where b in ('a'\n  'b', 'c') and d = 'e'  -- why\n  'f'   'g'"],
    ['bigquery', 'select a from t full\nouter union all\ncorresponding select b from u'],
    ['bigquery', 'select * from t unpivot ((v, w) for k in ((a, b) as 1, (c, d) as 2))'],
    ['snowflake', 'select a::varchar() as a, b:c::number( ) as b, current_date() as d from t'],
    [
      'snowflake',
      'select nth_value(a, 2)\n  from first respect nulls over (partition by b order by c) as x from first',
    ],
    ['snowflake', 'select col:path.to::int as a, $1 from t, lateral flatten(input => x) f'],
    ['databricks', 'select `a b`, c.d.e from t lateral view explode(x) y as z'],
    ['databricks', 'select a from t for timestamp as of current_date() as x join u on x.a = u.b'],
    ['athena', "select a from t for timestamp as of timestamp '2024-01-01 UTC' where b = 1"],
    ['athena', 'select a from t for version as of 33'],
    [
      'oracle',
      "select j.path from t, json_table(a, '$' columns (b path '$.b', \"C\"   path\n'$.c', path varchar2 path '$'," +
        " nested path '$.d[*]' columns (e number path '$.e', f path '$.f'))) j",
    ],
  ])('%s: %s', (warehouse, text) => {
    const result = engine.parse(warehouse, text);
    // With the parser's words, should there be any.
    expect({ kind: result.kind, ...(result.kind === 'error' && result) }).toEqual({ kind: 'query' });
  });

  /** Of each item of the SELECT, its name and the columns that it reads. */
  const readOf = (warehouse: string, text: string) => {
    const read = engine.parse(warehouse, text);
    const body = read.kind === 'query' ? read.query.body : undefined;
    if (body?.kind !== 'select') throw new Error(JSON.stringify(read));
    return body.projection.map((item) =>
      item.kind === 'expression'
        ? [item.name, ...item.expression.columns.map(({ parts }) => parts.map(({ name }) => name).join('.'))]
        : [],
    );
  };

  it.each<[string, string, (string | undefined)[][]]>([
    ['trino', 'select user from orders', [['user', 'user']]],
    ['spark', 'select a from t cross join (select b from u where c) v on t.a = v.b', [['a', 'a']]],
    [
      'databricks',
      'select a div b as x, div as y from t',
      [
        ['x', 'a', 'b'],
        ['y', 'div'],
      ],
    ],
    [
      'redshift',
      'select k, v from t, unpivot t.attributes as v at k',
      [
        ['k', 'k'],
        ['v', 'v'],
      ],
    ],
    [
      'redshift',
      'select approximate count(distinct a) as n, approximate from t',
      [
        ['n', 'a'],
        ['approximate', 'approximate'],
      ],
    ],
    [
      'oracle',
      'select max(a) keep (dense_rank first order by b desc) c, keep from t',
      [
        ['c', 'a', 'b'],
        ['keep', 'keep'],
      ],
    ],
    [
      'generic',
      'with a as materialized (select 1 as x), b as not materialized (select 2) select x from a',
      [['x', 'x']],
    ],
    ['bigquery', 'select user from orders', [['user', 'user']]],
    ['snowflake', 'select (user) from orders', [['user', 'user']]],
    ['postgres', 'select user from orders', [[undefined]]],
    ['generic', 'select user from orders', [[undefined]]],
    ['trino', 'select current_user from orders', [[undefined]]],
    [
      'postgres',
      'select o.user, user.id from orders o',
      [
        ['user', 'o.user'],
        ['id', 'user.id'],
      ],
    ],
    [
      'trino',
      "select json_object('a': b, 'c': d[1], key: e, f.key: g.h) as x",
      [['x', 'b', 'd', 'key', 'e', 'f.key', 'g.h']],
    ],
    [
      'trino',
      "select json_object(key 'a' value b, key c value d, key value e) as x",
      [['x', 'b', 'c', 'd', 'key', 'e']],
    ],
    [
      'trino',
      "select json_object('a': f(json_array(b format json))) as x, format json, key",
      [
        ['x', 'b'],
        ['json', 'format'],
        ['key', 'key'],
      ],
    ],
    [
      'postgres',
      "select a -> 'b' as x, f(c -> 'd') as y from t",
      [
        ['x', 'a'],
        ['y', 'c'],
      ],
    ],
    ['trino', "select json_value(a, 'lax $.b' default 0 on error) as x", [['x', 'a']]],
    [
      'clickhouse',
      'select t.1 as x, f(o.pair).2 as y, 0.5 as z from orders o',
      [['x', 't'], ['y', 'o.pair'], ['z']],
    ],
    [
      'clickhouse',
      'select a.id, from orders a final any left join items b final on b.id = a.id',
      [['id', 'a.id']],
    ],
    [
      'clickhouse',
      'select a.id from orders a asof join items b on b.id = a.id and b.at <= a.at',
      [['id', 'a.id']],
    ],
    ['clickhouse', 'select o.id from orders o all inner join items i on i.id = o.id', [['id', 'o.id']]],
    ...['trino', 'duckdb'].map((warehouse): [string, string, string[][]] => [
      warehouse,
      'select a.id, i.at as x from orders a asof left join items i on i.id = a.id and i.at <= a.at',
      [
        ['id', 'a.id'],
        ['x', 'i.at'],
      ],
    ]),
    [
      'clickhouse',
      'with final as (select any as id from orders) select final.id from final',
      [['id', 'final.id']],
    ],
    ['clickhouse', '\ufeffselect id from orders', [['id', 'id']]],
  ])('%s: the names in %s', (warehouse, text, names) => {
    expect(readOf(warehouse, text)).toEqual(names);
  });

  it.each([
    // More than one row is not what SELECT gives, and a default may be a column.
    "select a from (values 'b', 'c') as t (a)",
    "select json_value(a, 'lax $.b' default c on empty) as x from t",
  ])('does not read %s', (text) => {
    expect(engine.parse('trino', text)).toMatchObject({ kind: 'error', ours: false });
  });
});
