import { expect, test } from 'vitest';
import { parseMacroFile } from '../../../src/project/jinja/macro-file.ts';

const parse = (text: string) => parseMacroFile({ path: 'macros/prices.sql', text });
const namesIn = (text: string) => {
  const { macros, snapshots, problem } = parse(text);
  expect(problem).toBeUndefined();
  return [...macros, ...snapshots].map(({ name }) => name);
};

const net = "{% macro net(price) %}{{ price }} / {{ var('vat') }}{% endmacro %}";
const gross = '{%- macro gross(price) -%}{{ net(price) }} * 1.19{%- endmacro -%}';

test.each([
  '',
  'words that are no Jinja',
  '{% ############ gross prices ############ %}',
  '{% 1 + %} {%+ nothing',
  '{% nobody knows this tag %}',
  '{{ a b c }} {{ "}} {% macro no() %}" }}',
  '{# {% macro no() %} {{ #}',
  '{% raw %}{% macro no() %}{% endraw %}',
  '{% if wholesale %}{% for each in stock %}{% endfor %}{% endif %}',
  '{% endmacro %} }} %} #}',
  "{% todo \"%} {% macro no() %}\" '\\' %} {{' %}",
  '{% if never_ends %}{% endif %}{% set no %}',
])('what stands between macros may be %j', (between) => {
  expect(namesIn(`${between}${net}${between}${gross}${between}`)).toEqual(['net', 'gross']);
});

test('what it reads has its place in the file', () => {
  const junk = '{% ### %}\n';
  const text = `${junk}${net}\n${junk}${gross}`;
  const { macros } = parse(text);
  expect(macros.map(({ span }) => text.slice(span.start, span.end))).toEqual([net, gross]);
  const [first, second] = macros;
  const { span } = first!.parameters[0]!;
  expect(text.slice(span.start, span.end)).toBe('price');
  const call = second!.scan.macros[0]!.span;
  expect(text.slice(call.start, call.end)).toBe('net(price)');
  expect(first!.text).toBe(text);
});

test('snapshots are found between anything, too', () => {
  const text = "{% ### %}{% snapshot stock %}select * from {{ ref('shelves') }}{% endsnapshot %}{% ### %}";
  const { snapshots } = parse(text);
  expect(snapshots).toMatchObject([{ name: 'stock', scan: { refs: [{ name: 'shelves' }] } }]);
  const { start, end } = snapshots[0]!.bodySpan;
  expect(text.slice(start, end)).toBe("select * from {{ ref('shelves') }}");
});

test.each([
  [
    '{% macro a() %}{% macro b() %}{% endmacro %}{% endmacro %}',
    'dbt wants {% macro %} outside of {% macro %}',
    15,
  ],
  ['{% if x %}{% macro a() %}{% endmacro %}{% endif %}', 'dbt wants {% macro %} outside of {% if %}', 10],
  ['{% for x in y %}\n{% test a(model) %}{% endtest %}{% endfor %}', 'outside of {% for %}', 17],
  [`${net}{% endif %}`, 'unexpected {% endif %}', net.length],
  ['{% if x %}{% endfor %}', 'unexpected {% endfor %}', 10],
  [`${net}\n{% macro a() %}{{ 1 }}`, 'expected {% endmacro %} before the end', net.length + 1],
  ['{% macro a() %}{% endtest %}', 'expected {% endmacro %}', 0],
  [`${net}{# `, 'this comment is never closed', net.length],
  [`${net}{{ a `, 'this {{ is never closed', net.length],
  [`${net}{% a `, 'this {% is never closed', net.length],
  [`${net}{% raw %}`, '{% raw %} is never closed', net.length],
  [`{{ 'a }}`, 'this string is never closed', 3],
  // What is in a block must be Jinja.
  ['{% macro a() %}{% ### %}{% endmacro %}', 'unexpected character "#"', 18],
  ['{% macro a() %}{{ b c }}{% endmacro %}', "expected '}}', found 'c'", 20],
  // The first mistake is told, not what follows from it.
  [`{% macro a() %}{% if x %}{% endmacro %}${net}`, 'unexpected {% endmacro %}', 28],
])('dbt refuses %j', (text, message, start) => {
  const { macros, snapshots, problem } = parse(text);
  expect([...macros, ...snapshots]).toEqual([]);
  expect(problem?.message).toContain(message);
  expect(problem?.span).toMatchObject({ path: 'macros/prices.sql', start });
});

test('one without an end is found in one pass', () => {
  const text = `{% macro a() %}${"{{ '\\'".repeat(200_000)}`;
  expect(parse(text).problem?.message).toContain('never closed');
});
