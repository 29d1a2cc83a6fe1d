import { expect, test } from 'vitest';
import { parseMacroFile } from '../../../src/project/jinja/macro-file.ts';
import { scanTemplate } from '../../../src/project/jinja/scan.ts';

const scan = (text: string) => scanTemplate({ path: 'm.sql', text });

test('reads refs and sources wherever they stand', () => {
  const text = `{{ config(materialized='table', tags=['a', 1], n=-2, x=var('y')) }}
    {% if a %}{{ ref('x') }}{% else %}{{ ref('p', 'y', v=1).id }}{% endif %}
    {% set r = [source('s', 't'), ref(name)] %}{# {{ ref('no') }} #}{% raw %}{{ ref('no') }}{% endraw %}`;
  const { refs, sources, dynamic, config, problem } = scan(text);
  expect(problem).toBeUndefined();
  expect(refs.map(({ span: _span, ...ref }) => ref)).toEqual([
    { kind: 'ref', name: 'x' },
    { kind: 'ref', package: 'p', name: 'y', version: '1' },
  ]);
  expect(refs.map(({ span }) => text.slice(span.start, span.end))).toEqual([
    "ref('x')",
    "ref('p', 'y', v=1)",
  ]);
  expect(sources).toMatchObject([{ source: 's', table: 't' }]);
  expect(dynamic).toMatchObject([{ function: 'ref' }]);
  expect(config.map(({ key, value, span }) => [key, value, text.slice(span.start, span.end)])).toEqual([
    ['materialized', { known: true, value: 'table' }, "materialized='table'"],
    ['tags', { known: true, value: ['a', 1] }, "tags=['a', 1]"],
    ['n', { known: true, value: -2 }, 'n=-2'],
    ['x', { known: false }, "x=var('y')"],
  ]);
});

test('config() is given what a name was set to', () => {
  const text = `{% set settings = {'materialized': 'table', 'since': var('since')} %}
    {{ config(meta=settings, **settings) }}`;
  const { config, openConfig } = scan(text);
  expect(openConfig).toBeUndefined();
  expect(config.map(({ key, value, span }) => [key, value, text.slice(span.start, span.end)])).toEqual([
    ['meta', { known: false }, 'meta=settings'],
    ['materialized', { known: true, value: 'table' }, "'materialized': 'table'"],
    ['since', { known: false }, "'since': var('since')"],
  ]);
});

test.each([
  ['set twice', "{% set s = {'a': 1} %}{% set s = {} %}{{ config(**s) }}"],
  ['set under a condition', "{% if x %}{% set s = {'a': 1} %}{% endif %}{{ config(**s) }}"],
  ['set in a loop', "{% for x in y %}{% set s = {'a': 1} %}{% endfor %}{{ config(**s) }}"],
  ['assigned by a loop', "{% set s = {'a': 1} %}{% for s in x %}{% endfor %}{{ config(**s) }}"],
  ['changed in place', "{% set s = {'a': 1} %}{% do s.update(x) %}{{ config(**s) }}"],
  ['handed to a macro', "{% set s = {'a': 1} %}{{ shop_defaults(s) }}{{ config(s) }}"],
  ['made by a macro', '{{ config(**shop_defaults()) }}'],
  ['with a key that is not written', "{% set s = {x: 1, 'a': 1} %}{{ config(**s) }}"],
])('config() may set anything by a name %s', (_, text) => {
  expect(scan(text).openConfig).toBe(true);
});

test('calls of macros are told from methods and built-ins', () => {
  const text = `{% set l = [] %}{% do l.append(f(1)) %}{{ dbt_utils.star(this) }}{{ log('x') }}{{ 'a'.upper() }}
    {{ adapter.dispatch('g', 'pkg')() }}{% macro inside() %}{{ hidden() }}{% endmacro %}{{ inside() }}`;
  expect(scan(text).macros.map(({ name, dispatch }) => [name, dispatch])).toEqual([
    ['f', undefined],
    ['dbt_utils.star', undefined],
    ['pkg.g', true],
  ]);
});

test('reads macros, tests and snapshots', () => {
  const text = `{% macro f(a, b='x') %}{{ ref('in_f') }}{{ a() }}{{ g(b) }}{% endmacro %}
    {% test positive(model, column_name) %}select 1{% endtest %}
    {% snapshot s %}{{ config(strategy='check') }}select * from {{ ref('r') }}{% endsnapshot %}
    {% materialization mine, adapter='bigquery' %}{{ return({}) }}{% endmaterialization %}`;
  const file = parseMacroFile({ path: 'm.sql', text });
  expect(file.problem).toBeUndefined();
  expect(file.macros.map(({ kind, name, parameters }) => [kind, name, parameters.length])).toEqual([
    ['macro', 'f', 2],
    ['test', 'test_positive', 2],
    ['materialization', 'mine', 0],
  ]);
  expect(file.macros[0]!.parameters).toMatchObject([
    { name: 'a', required: true, span: { start: 11, end: 12 } },
    { name: 'b', required: false },
  ]);
  expect(file.macros[0]!.scan.refs).toMatchObject([{ name: 'in_f' }]);
  expect(file.macros[0]!.scan.macros.map((call) => call.name)).toEqual(['g']);
  expect(file.snapshots).toMatchObject([
    { name: 's', scan: { refs: [{ name: 'r' }], config: [{ key: 'strategy' }] } },
  ]);
});

test.each([
  ['{{ b }}', true],
  ["{% set b = b | default('x') %}{{ b }}", false],
  ['{% if b is defined %}{{ b }}{% endif %}', false],
  ['{% if not b %}x{% endif %}', false],
  ["{{ 'x' if b else 'y' }}", false],
  ['{% if b > 1 %}x{% endif %}', true],
  ["{{ a | default('x') }}{{ b }}", true],
])('a macro that does %s wants its parameter: %s', (body, required) => {
  const { macros } = parseMacroFile({ path: 'm.sql', text: `{% macro f(a, b) %}${body}{% endmacro %}` });
  expect(macros[0]!.parameters[1]).toMatchObject({ name: 'b', required });
});

test('reads docs blocks of Markdown that holds other braces', () => {
  const text = 'Use {{ like {% this\n{% docs a %}\none\n{% enddocs %} {% docs b %}two{% enddocs %}';
  expect(parseMacroFile({ path: 'x.md', text }).docs.map(({ name, text: of }) => [name, of])).toEqual([
    ['a', 'one'],
    ['b', 'two'],
  ]);
});

test.each([
  ['{{ a', '{{ is never closed'],
  ['{% if a %}b', 'expected {% endif %}'],
  ['{% endif %}', 'unexpected {% endif %}'],
  ['{{ a b }}', "expected '}}', found 'b'"],
  ['{{ (a] }}', "unexpected ']', expected ')'"],
])('%s', (text, message) => {
  const { problem } = scan(text);
  expect(problem?.message).toContain(message);
  expect(problem!.span.end).toBeLessThanOrEqual(text.length);
});
