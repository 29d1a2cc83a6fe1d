import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../src/project/jinja/limits.ts';
import { evaluate, texts, type Surroundings } from './project.ts';

const same: [template: string, rendered: string][] = [
  ['a {# b #} c', 'a  c'],
  ['a {#- b -#} c', 'ac'],
  ['a {%- if true -%} b {%- endif -%} c', 'abc'],
  ['a {{- 1 -}} b', 'a1b'],
  ['a {%+ if true +%} b {% endif %}', 'a  b '],
  ['{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
  ['{{ "}}" }}', '}}'],
  ["{{ {'a': {'b': 2}}['a']['b'] }}", '2'],
  ['{{ 1 + 2 * 3 }}|{{ 7 // 2 }}|{{ 2 ** 3 }}|{{ 7 % 3 }}|{{ 4 / 2 }}', '7|3|8|1|2.0'],
  ['{{ -7 // 2 }}|{{ -7 % 3 }}', '-4|2'],
  ['{{ 2 ** 3 ** 2 }}|{{ -2 ** 2 }}|{{ 7 - 2 - 1 }}|{{ 2 * 3 + 4 * 5 }}', '64|4|4|26'],
  ['{{ 1 ~ 2 * 3 }}|{{ 1 ~ 2 == "12" }}', '16|True'],
  [
    '{{ not 1 == 2 }}|{{ not 1 in [2] }}|{{ not false and false }}|{{ false and false or true }}',
    'True|True|False|True',
  ],
  ['{{ 1 < 2 and 3 > 2 or false }}|{{ not not 1 }}|{{ true or true and false }}', 'True|True|True'],
  ['{% set début = 1 %}{% set débuté2 = 2 %}{% set _x9 = 3 %}{{ début }}{{ débuté2 }}{{ _x9 }}', '123'],
  ["{{ 'a' ~ 1 ~ none ~ true }}", 'a1NoneTrue'],
  ['a >= {{ none }}', 'a >= pr_hole_1'],
  ["{{ 'a' 'b' }}", 'ab'],
  ["{{ 'a\\n\\'b\\'' }}", "a\n'b'"],
  ["{{ ['a', 1, none] }}", "['a', 1, None]"],
  ["{{ ('a',) }}", "('a',)"],
  ['{{ 1 < 2 <= 2 }}', 'True'],
  ['{{ 3 not in [1, 2] and not false }}', 'True'],
  ["{{ 'x' if false else 'y' }}", 'y'],
  ['{{ nothing is defined }}', 'False'],
  ["{{ nothing | default('d') }}", 'd'],
  ["{{ '' | default('d', true) }}", 'd'],
  ["{{ 'abc'[1:] }}|{{ [1,2,3][::-1] }}|{{ 'abc'[-1] }}", 'bc|[3, 2, 1]|c'],
  ['{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}', '2'],
  ['{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}', '1'],
  ['{% set n = namespace(x=1) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}', '4'],
  ['{% set x %}a{{ 1 }}{% endset %}[{{ x }}]', '[a1]'],
  ['{% set a, b = 1, 2 %}{{ b }}{{ a }}', '21'],
  ['{% for k, v in {"a": 1}.items() %}{{ k }}={{ v }}{% endfor %}', 'a=1'],
  ['{% for i in [1,2,3] if i != 2 %}{{ i }}{{ "," if not loop.last }}{% endfor %}', '1,3'],
  ['{% for i in [] %}x{% else %}y{% endfor %}', 'y'],
  [
    '{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}',
    '02',
  ],
  ['{% set l = [] %}{% do l.append(1) %}{% do l.extend([2]) %}{{ l }}', '[1, 2]'],
  ['{% set d = {} %}{% do d.update({"a": 1}) %}{{ d.a }}{{ d.b }}{{ d.get("b", 3) }}', '13'],
  ['{% macro f(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ f(1) }} {{ f(b=3, a=0) }}', '1-2 0-3'],
  ['{% macro f() %}{{ varargs }}{{ kwargs.z }}{% endmacro %}{{ f(1, z=2) }}', '(1,)2'],
  ['{% filter upper %}a{% endfilter %}', 'A'],
  ['{% with x = 1 %}{{ x }}{% endwith %}', '1'],
  ['{% print 1 %}{% print "a", [2] -%} b', '1a[2]b'],
  ["{{ ['b','a'] | sort | join(', ') }}", 'a, b'],
  ["{{ [{'n': 1}, {'n': 2}] | map(attribute='n') | list }}", '[1, 2]'],
  ["{{ [{'n': 1}, {'n': 2}] | selectattr('n', 'equalto', 2) | list | length }}", '1'],
  ["{{ ['a', 'b'] | map('upper') | join }}", 'AB'],
  ["{{ '%s-%03d' | format('a', 7) }}|{{ '{}{x}'.format(1, x=2) }}", 'a-007|12'],
  ["{{ 'a,b'.split(',') | last }}|{{ ' x '.strip() }}|{{ 'ab'.replace('a', 'c') }}", 'b|x|cb'],
  ['{{ {"a": [1, none]} | tojson }}', '{"a":[1,null]}'],
  ['{{ fromjson(\'{"a": 5}\').a }}', '5'],
  ['{{ 4 is divisibleby 2 }}{{ "a" is string }}{{ none is none }}{{ [] is mapping }}', 'TrueTrueTrueFalse'],
  ['{{ zip([1,2],["a","b"]) | list }}', "[(1, 'a'), (2, 'b')]"],
  ['{{ config(materialized="table") }}x', 'x'],
  ['{{ dbt_utils.group_by(3) }}', 'group by 1, 2, 3'],
  ['{{ dbt.safe_cast("a", dbt.type_string()) }}', 'cast(a as varchar)'],
];

test.each(same)('%s', (template, rendered) => {
  expect(texts(template)).toEqual([rendered]);
});

test('macros of the repository are inlined, with return, caller and dispatch', () => {
  const macros = `
    {% macro cents(column) %}({{ column }} / 100){% endmacro %}
    {% macro pick() %}{% if true %}{{ return([1, 2]) }}{% endif %}ignored{% endmacro %}
    {% macro wrap() %}<{{ caller(5) }}>{% endmacro %}
    {% macro now() %}{{ adapter.dispatch('now', 'shop')() }}{% endmacro %}
    {% macro default__now() %}d{% endmacro %}
    {% macro bigquery__now() %}bq{% endmacro %}`;
  expect(texts('{{ cents("a") }}', { macros })).toEqual(['(a / 100)']);
  expect(texts('{{ shop.pick() | length }}', { macros })).toEqual(['2']);
  expect(texts('{% call(x) wrap() %}{{ x }}{% endcall %}', { macros })).toEqual(['<5>']);
  expect(texts('{{ now() }}', { macros, adapter: 'bigquery' })).toEqual(['bq']);
  expect(texts('{{ now() }}', { macros, adapter: 'snowflake' })).toEqual(['d']);
});

test.each([
  '{% set dev = not var("A", false) %}',
  '{% set dev = var("A", false) == "dev" %}',
  '{% set dev = var("A", env_var("B")) %}',
])('what is made of the value of a variable is another condition: %s', (set) => {
  const macros = `{% macro dev() %}${set}{% if dev %}a{% else %}b{% endif %}{% endmacro %}`;
  const template = '{{ dev() }}{% if var("A", false) %}c{% else %}d{% endif %}';
  expect(texts(template, { macros }).sort()).toEqual(['ac', 'ad', 'bc', 'bd']);
});

describe('Jinja in the value of a variable', () => {
  const variables = {
    unit: "{{ env_var('UNIT', 'day') }}",
    span: "{{ var('unit') }}s{# of the shop #}",
    size: "{{ 'big' if target.name == 'prod' else 'small' }}",
    tax: 0.19,
    nobody: "{{ env_var('NOBODY') }}",
    broken: '{{ 1 +',
    orders: "{{ ref('orders') }}",
    mine: '{{ mine() }}',
    round: "{{ var('round') }}",
    units: ["{{ env_var('UNIT', 'day') }}"],
  };
  const macros = '{% macro mine() %}m{% endmacro %}';

  test.each([
    ["date_trunc('{{ var('unit') }}', at)", ["date_trunc('day', at)"]],
    ['{{ var("span") | upper }}', ['DAYS']],
    ['{% if var("unit") == "day" %}a{% else %}b{% endif %}', ['a', 'b']],
    ['{{ var("size") }}', ['big', 'small']],
    ['{{ var("unit") ~ var("tax") }}', ['day0.19']],
    ['{{ var("units")[0] }}', [variables.units[0]!]],
  ])('%s', (template, rendered) => {
    expect(texts(template, { variables, macros })).toEqual(rendered);
  });

  test.each(['nobody', 'broken', 'orders', 'mine'])('%s is not known', (name) => {
    const { renderings, refs, macros: called } = evaluate(`a{{ var("${name}") }}b`, { variables, macros });
    expect(renderings.map(({ text, holes }) => [text.length > 2, holes.length])).toEqual([[true, 1]]);
    expect([...refs, ...called]).toEqual([]);
  });

  test('comes from where the variable is asked for', () => {
    const template = "select '{{ var('unit') }}'";
    const [rendering] = evaluate(template, { variables }).renderings;
    const place = rendering!.map.at(rendering!.text.indexOf('day') + 1)!;
    expect(place.verbatim).toBe(false);
    expect(template.slice(place.start, place.end)).toContain("var('unit')");
  });

  test('that asks for itself ends', () => {
    expect(evaluate('{{ var("round") }}', { variables }).problem?.message).toContain('deep');
  });
});

test('a relation right behind a keyword is a word of its own, as its quoted name is', () => {
  expect(texts('select 1 from{{ ref("a") }} left join{{ ref("b") }}')).toEqual([
    'select 1 from pr_ref_1__a left join pr_ref_2__b',
  ]);
});

describe('conditions that cannot be decided', () => {
  const variants: [template: string, rendered: string[], around?: Surroundings][] = [
    ['a{% if is_incremental() %}b{% endif %}', ['a', 'ab']],
    ['{% if target.name == "prod" %}a{% else %}b{% endif %}', ['a', 'b']],
    // What the default says comes first: a run without variables of its own builds it.
    ['{% if not var("x", true) %}a{% else %}b{% endif %}', ['b', 'a']],
    ['a{% if var("x", []) %}, {{ var("x", []) | join(", ") }}{% endif %}', ['a', 'a, ']],
    [
      '{% if var("x", false) and target.name %}a{% endif %}{% if var("y", true) or target.name %}b{% endif %}',
      ['b', '', 'ab'],
    ],
    [
      '{% if var("x") %}a{% endif %}{% if not var("x") %}b{% endif %}',
      ['b', 'a'],
      { variables: { x: false } },
    ],
    ['{% if env_var("E") %}a{% endif %}{% if is_incremental() %}b{% endif %}', ['a', 'ab', '', 'b']],
    ['{{ "a" if flags.FULL_REFRESH else "b" }}', ['a', 'b']],
    ['{% if target.name == "x" and false %}a{% else %}b{% endif %}', ['b']],
    ['{% if source("s", "t") != None and ref("r") not in [1, {}, x] %}a{% else %}b{% endif %}', ['a']],
    ['{% if ref("r") == "r" %}a{% else %}b{% endif %}', ['a', 'b']],
    ['{% for r in [ref("q"), ref("r")] %}{% if r == ref("r") %}a{% else %}b{% endif %}{% endfor %}', ['ba']],
    ['{% if source("s", "t") == source("s", "t") and this == this %}a{% else %}b{% endif %}', ['a']],
    ['{% if source("s", "t") == source("s", "u") %}a{% else %}b{% endif %}', ['a', 'b']],
    ['{% if ref("r") == ref("p", "r") %}a{% else %}b{% endif %}', ['a', 'b']],
    ['{% if ref("r", v=1) == ref("r") %}a{% else %}b{% endif %}', ['a', 'b']],
    ['{{ config(materialized="view") }}a{% if is_incremental() %}b{% endif %}', ['a']],
    ['{{ config(materialized="incremental") }}a{% if is_incremental() %}b{% endif %}', ['a', 'ab']],
    ['{{ config(materialized="by_day") }}a{% if is_incremental() %}b{% endif %}', ['a', 'ab']],
    ['{{ config(materialized=var("m", "table")) }}a{% if is_incremental() %}b{% endif %}', ['a', 'ab']],
    [
      '{% if var("m") %}{{ config(materialized="table") }}{% endif %}a{% if is_incremental() %}b{% endif %}',
      ['a', 'ab'],
    ],
    ['a{% if is_incremental() %}b{% endif %}', ['a'], { materialized: 'table' }],
    ['a{% if is_incremental() %}b{% endif %}', ['a', 'ab'], { materialized: 'incremental' }],
    [
      '{{ config(materialized="incremental") }}a{% if dbt.is_incremental() %}b{% endif %}',
      ['a', 'ab'],
      { materialized: 'table' },
    ],
    ['{% do theirs.setup() %}a{% if is_incremental() %}b{% endif %}', ['a', 'ab'], { materialized: 'table' }],
    ['{{ var("x", "d") }}', ['d']],
    ['{{ var("x") }}', ['7'], { variables: { x: 7 } }],
  ];
  test.each(variants)('%s', (template, rendered, around) => {
    expect(texts(template, around)).toEqual(rendered);
    expect(evaluate(template, around).incomplete).toBe(false);
  });

  const asksItsOwn = '{{ config(materialized="table") }}a{% if is_incremental() %}b{% endif %}';
  const itsOwn: [body: string, rendered: string[]][] = [
    ['{{ return(true) }}', ['ab']],
    ['{{ return(false) }}', ['a']],
    ['{% if not execute %}{{ return(true) }}{% endif %}{{ return(1 > 2) }}', ['a']],
    ['{{ return(target.name == "prod") }}', ['a', 'ab']],
    ['{{ return(var("again", false)) }}', ['a', 'ab']],
    ['{% if var("again", false) %}{{ return(true) }}{% endif %}{{ return(false) }}', ['a', 'ab']],
    ['{{ return(dbt.is_incremental()) }}', ['a']],
    ['{{ return(dbt.is_incremental() or flags.FULL_REFRESH) }}', ['a', 'ab']],
  ];
  test.each(itsOwn)('the project says itself what is incremental: %s', (body, rendered) => {
    const macros = `{% macro is_incremental() %}${body}{% endmacro %}`;
    expect(texts(asksItsOwn, { macros })).toEqual(rendered);
    expect(evaluate(asksItsOwn, { macros }).incomplete).toBe(false);
  });

  test("the project's macro instead of dbt's own", () => {
    const macros = '{% macro var(name) %}{{ return(builtins.var(name) ~ "!") }}{% endmacro %}';
    expect(texts('{{ var("x") }}', { macros, variables: { x: 'a' } })).toEqual(['a!']);
  });

  const settings =
    '{% macro settings() %}{% set s, t = "x", "x" %}{% if env_var("A") %}{% set s = "y" %}{% endif %}{% if env_var("B") %}{% set t = "y" %}{% endif %}{{ return({"s": s, "t": t}) }}{% endmacro %}';
  const combined: [template: string, rendered: string[], around?: Surroundings][] = [
    ['{% if env_var("A") == "1" %}a{% elif env_var("A") == "2" %}b{% else %}c{% endif %}', ['a', 'c', 'b']],
    [
      '{% if env_var("A") %}a{% else %}b{% endif %}{% if env_var("B") %}c{% else %}d{% endif %}',
      ['ac', 'bd', 'bc', 'ad'],
    ],
    ['{{ "a" if env_var("A") else "b" }}{{ "c" if env_var("B") else "d" }}', ['ac', 'bd', 'bc', 'ad']],
    // What stands inside a condition is there in none of the two plain ways.
    ['{% if env_var("A") %}{% if env_var("B") %}a{% else %}b{% endif %}{% endif %}', ['a', '', 'b']],
    ['{% if env_var("A") %}a{% else %}{% if env_var("B") %}b{% endif %}{% endif %}', ['a', '', 'b']],
    // The value of one variable under several names is one condition.
    [
      '{% if var("A", false) %}a{% else %}b{% endif %}{{ in_dev() }}{{ in_dev(var( "A",\n false )) }}',
      ['bdd', 'acc'],
      {
        macros:
          '{% macro in_dev(dev=var("A", false)) %}{% set mine = dev %}{% if not mine %}d{% else %}c{% endif %}{% endmacro %}',
      },
    ],
    // An addition to either of two texts.
    ['{% if env_var("A") %}a{% else %}b{% endif %}{% if env_var("B") %}c{% endif %}', ['ac', 'b', 'a', 'bc']],
    [
      '{{ pick() }}{% if env_var("B") %}c{% endif %}',
      ['ac', 'b', 'a', 'bc'],
      {
        macros: '{% macro pick() %}{% if env_var("A") %}{{ return("a") }}{% endif %}b{% endmacro %}',
      },
    ],
    [
      '{% set t = "a" %}{% if env_var("A") %}{% set t = "b" %}{% endif %}{% if env_var("B") %}c{% endif %}{{ t }}',
      ['cb', 'a', 'b', 'ca'],
    ],
    // Settings that the template reads.
    [
      '{{ config(**settings()) }}{{ config.get("s") }}{{ config.get("t") }}',
      ['yy', 'xx', 'xy', 'yx'],
      { macros: settings },
    ],
  ];
  test.each(combined)(
    'every combination is rendered where two conditions choose: %s',
    (template, rendered, around) => {
      expect(texts(template, around)).toEqual(rendered);
      expect(evaluate(template, around).incomplete).toBe(false);
    },
  );

  const chain = (names: string): string =>
    names === ''
      ? '-'
      : `{% if env_var("${names[0]}") %}${names[0]}{% else %}${chain(names.slice(1))}{% endif %}`;
  const resolve =
    '{% macro resolve(name) %}{% set v = var(name, none) %}{% if v is not none %}{{ return(v) }}{% endif %}' +
    '{% set e = env_var("SHOP_" ~ name, "") %}{{ return(e if e != "" else none) }}{% endmacro %}';
  const only: [template: string, rendered: string[], around?: Surroundings][] = [
    [chain('ABCDE'), ['A', '-', 'B', 'C', 'D', 'E']],
    [
      '{{ m(env_var("A")) }}',
      ['a', 'c', 'b'],
      { macros: '{% macro m(x) %}{% if x == 1 %}a{% elif x == 2 %}b{% else %}c{% endif %}{% endmacro %}' },
    ],
    // The value of a variable is the same under whatever name, and an environment's variable is a text.
    [
      '{% set until = resolve("until") %}{% if until is none %}a{% else %}b{% endif %}' +
        '{% set since = resolve("until") %}{% if not since is not none %}c{% else %}d{% endif %}',
      ['ac', 'bd'],
      { macros: resolve },
    ],
    ['{% if env_var("A") != "x" %}a{% endif %}{% if env_var("A") == "x" %}b{% endif %}', ['a', 'b']],
    // What chooses settings chooses no text.
    [
      '{{ config(**settings()) }}{{ day() }}{{ day() }}',
      ['aa', 'bb'],
      {
        macros:
          settings +
          '{% macro day() %}{% set d = var("d", env_var("D")) %}{% if d is string %}a{% else %}b{% endif %}{% endmacro %}',
      },
    ],
    [
      '{% set x = var("A", false) or env_var("B") %}{% if x %}a{% else %}b{% endif %}{% if var("A", false) %}c{% else %}d{% endif %}',
      ['ad', 'bd', 'ac', 'bc'],
    ],
  ];
  test.each(only)('only combinations that can be are rendered: %s', (template, rendered, around) => {
    expect(texts(template, around)).toEqual(rendered);
    expect(evaluate(template, around).incomplete).toBe(false);
  });

  const strategy = '{% if config.get("strategy") == "merge" %}a{% else %}b{% endif %}';
  const given: [config: string, rendered: string[]][] = [
    ['strategy="merge"', ['a']],
    ['strategy="append"', ['b']],
    ['{"strategy": "merge"}', ['a']],
    ['strategy="append" if var("from", none) else "merge"', ['a', 'b']],
    ['strategy=env_var("S")', ['a', 'b']],
    ['', ['a', 'b']],
  ];
  test.each(given)('a template knows what config(%s) was given', (config, rendered) => {
    expect(texts(`{{ config(${config}) }}${strategy}`)).toEqual(rendered);
  });

  test('additions that depend on nothing are there all, or none', () => {
    const template = '{% if env_var("A") %}a{% endif %}{% if env_var("B") %}b{% endif %}';
    expect(texts(template)).toEqual(['ab', '']);
    expect(evaluate(template).incomplete).toBe(false);
  });

  const choice = (name: string) => `{% if env_var("${name}") %}${name}{% else %}-{% endif %}`;
  test.each([
    ['ABCDE'.split('').map(choice).join(''), {}],
    ['ABCDEFG'.split('').map(choice).join(''), {}],
    // One text, but another condition in each round.
    [
      '{% for x in ["1", "2"] %}{% if env_var(x) == "a" %}a{% elif env_var(x) == "b" %}b{% else %}c{% endif %}{% endfor %}',
      {},
    ],
    [
      '{{ m(env_var("A")) }}{{ m(env_var("B")) }}',
      { macros: '{% macro m(x) %}{% if x == 1 %}a{% elif x == 2 %}b{% else %}c{% endif %}{% endmacro %}' },
    ],
  ])('more combinations than are rendered are said to be missing: %s', (template, around) => {
    const { incomplete, renderings } = evaluate(template, around);
    expect(incomplete).toBe(true);
    expect(renderings).toHaveLength(2);
  });

  test('a limit that only further combinations reach leaves what was rendered', () => {
    const long = `{% for x in range(80) %}{{ x }}{% endfor %}${choice('A')}${choice('B')}`;
    const steps = 1200;
    const { problem, incomplete, renderings } = evaluate(long, { limits: { ...defaultLimits, steps } });
    expect(problem).toBeUndefined();
    expect(incomplete).toBe(true);
    expect(renderings.length).toBeGreaterThan(1);
  });

  test('refs of branches that no rendering takes are there', () => {
    const { refs } = evaluate('{% if false %}{{ ref("a") }}{% endif %}{{ ref("p", "b", v=2) }}');
    expect(refs.map(({ package: of, name, version }) => [of, name, version])).toEqual([
      ['p', 'b', '2'],
      [undefined, 'a', undefined],
    ]);
  });
});

describe('what is not known', () => {
  const holes: [template: string, text: string, holes: number][] = [
    ['{{ other.macro() }}', 'select * from pr_hole_1', 1],
    ['with a as ({{ other.macro() }}) select 1', 'with a as (select * from pr_hole_1) select 1', 1],
    ['select a {{ other.macro() }} from b', 'select a  from b', 1],
    ['select {{ other.macro() }}, b', 'select pr_hole_1, b', 1],
    ["select '{{ run_started_at }}'", "select 'pr_hole_1'", 1],
    ['{{ other.setup() }} select 1', ' select 1', 1],
    ['select x.{{ other.f() }}', 'select x.pr_hole_1', 1],
    ['select * from a_{{ env_var("E") }}', 'select * from a_pr_hole_1', 1],
    ['select {% for c in run_query("x") %}{{ c }},{% endfor %} 1', 'select pr_hole_1, 1', 2],
    ['select {% for c in run_query("x") %}a,{% endfor %} 1', 'select a, 1', 1],
  ];
  test.each(holes)('%s', (template, text, count) => {
    const [rendering] = evaluate(template).renderings;
    expect(rendering!.text).toBe(text);
    expect(rendering!.holes).toHaveLength(count);
    for (const hole of rendering!.holes) expect(hole.reason).not.toBe('');
  });

  test('the arguments of an unknown macro are read all the same', () => {
    const { refs, macros } = evaluate('{{ other.macro(ref("a")) }}');
    expect(refs).toHaveLength(1);
    expect(macros).toMatchObject([{ name: 'other.macro', resolution: 'unknown', direct: true }]);
  });

  test('a list filled in a loop over something unknown is not known', () => {
    const [rendering] = evaluate(
      '{% set l = [] %}{% for c in run_query("x") %}{% do l.append("a") %}{% endfor %}select {{ l | join(",") }}',
    ).renderings;
    expect(rendering!.holes.some((hole) => hole.end > hole.start)).toBe(true);
  });
});

test('columns of relations close star, union_relations and unpivot', () => {
  const columns = { a: ['id', 'x'], b: ['id', 'y'] };
  expect(texts('{{ dbt_utils.star(ref("a"), except=["ID"]) }}', { columns })).toEqual(['x']);
  expect(texts('{{ dbt_utils.star(ref("a"), relation_alias="t") }}', { columns })).toEqual(['t.id, t.x']);
  expect(
    texts('{{ dbt_utils.union_relations([ref("a"), ref("b")], source_column_name=none) }}', { columns }),
  ).toEqual([
    '(select id, x, null as y from pr_ref_1__a) union all (select id, null as x, y from pr_ref_2__b)',
  ]);
  expect(
    texts('{{ dbt_utils.union_relations([ref("a"), ref("b")], source_column_name=none) }}', {
      columns: { a: ['Select'], b: ['order no'] },
      adapter: 'bigquery',
    }),
  ).toEqual([
    '(select `Select`, null as `order no` from pr_ref_1__a) union all (select null as `Select`, `order no` from pr_ref_2__b)',
  ]);
  expect(
    texts('{{ dbt_utils.unpivot(ref("a"), exclude=["id"], remove=["ID", "y"]) }}', {
      columns: { a: ['id', 'x', 'y'] },
    }),
  ).toEqual(["select id, cast('x' as string) as field_name, cast(x as varchar) as value from pr_ref_1__a"]);
  expect(texts('{{ dbt_utils.star(ref("a")) }}', { columns: { a: ['from', 'id'] } })).toEqual(['"from", id']);
  expect(
    texts('{% for c in adapter.get_columns_in_relation(ref("b")) %}{{ c.name }};{% endfor %}', { columns }),
  ).toEqual(['id;y;']);
});
