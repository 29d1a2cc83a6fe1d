import { expect, test } from 'vitest';
import { traceTemplate } from '../../../src/project/jinja/evaluate.ts';
import { scanTemplate } from '../../../src/project/jinja/scan.ts';
import { environment, evaluate, modelPath, type Surroundings } from './project.ts';

function trace(text: string, around: Surroundings = {}) {
  const file = { path: modelPath, text };
  return traceTemplate(file, scanTemplate(file), environment(around));
}

const referring = "{% macro table(name) %}{{ source('shop', name) }}{% endmacro %}";
const plain = '{% macro money(column) %}{{ column }} / 100{% endmacro %}';

test.each<[what: string, text: string, macros?: string]>([
  ['a literal ref', "select * from {{ ref('a') }}"],
  ['a literal ref in a branch that is not taken', "{% if false %}{{ ref('a') }}{% endif %}"],
  ['a loop over names', "{% for name in ['a', 'b'] %}{{ ref(name) }}{% endfor %}"],
  ['a name that is set', "{% set name = 'a' %}{{ ref(name) }}"],
  ['a name in a text that is set', '{% set name %}a{% endset %}{{ ref(name) }}'],
  ['a name from a macro that only writes', '{{ ref(word()) }}', '{% macro word() %}a{% endmacro %}'],
  [
    'a name from a macro whose text is set',
    '{% set name %}{{ word() }}{% endset %}{{ ref(name) }}',
    '{% macro word() %}a{% endmacro %}',
  ],
  ['a list that is changed', "{% set l = [] %}{{ l.append('a') }}{% for n in l %}{{ ref(n) }}{% endfor %}"],
  ['a namespace that is changed', "{% set n = namespace(x='b') %}{% set n.x = 'a' %}{{ ref(n.x) }}"],
  [
    'a list that a macro changes',
    '{% set l = [] %}{{ fill(l) }}{% for n in l %}{{ ref(n) }}{% endfor %}',
    "{% macro fill(l) %}{% do l.append('a') %}{% endmacro %}",
  ],
  [
    'a namespace that a macro changes',
    "{% set n = namespace(x='b') %}{{ fill(n) }}{{ ref(n.x) }}",
    "{% macro fill(n) %}{% set n.x = 'a' %}{% endmacro %}",
  ],
  [
    'a list that a macro changes by another name',
    '{% set l = [] %}{{ fill(l) }}{% for n in l %}{{ ref(n) }}{% endfor %}',
    "{% macro fill(l) %}{% set m = l %}{% do m.append('a') %}{% endmacro %}",
  ],
  ['a source in a macro', "select * from {{ table('orders') }}", referring],
  [
    'a source in a macro that a macro calls',
    "{{ all('orders') }}",
    `${referring}{% macro all(name) %}{{ table(name) }}{% endmacro %}`,
  ],
  [
    'a source in the argument of a macro that only writes',
    "{{ money(source('shop', name)) }}{% set name = 'a' %}{{ money(source('shop', name)) }}",
    plain,
  ],
  [
    'a literal ref in a macro',
    '{{ one() }}',
    "{% macro one() %}{% if true %}{{ ref('a') }}{% endif %}{% endmacro %}",
  ],
  ['a macro of the template', "{% macro own(n) %}{{ ref(n) }}{% endmacro %}{{ own('a') }}"],
  ['a function by another name', "{% set r = ref %}{{ r('a') }}"],
  [
    'a function by another name in a macro',
    '{{ one() }}',
    "{% macro one() %}{% set r = ref %}{{ r('a') }}{% endmacro %}",
  ],
  ['what a macro is called with', '{{ call_it(ref) }}', "{% macro call_it(f) %}{{ f('a') }}{% endmacro %}"],
  [
    'the block of a call',
    "{% call box() %}{{ source('shop', 'a' ~ 'b') }}{% endcall %}",
    '{% macro box() %}({{ caller() }}){% endmacro %}',
  ],
  [
    'a dispatched macro',
    "{{ adapter.dispatch('table')('orders') }}",
    "{% macro default__table(name) %}{{ source('shop', name) }}{% endmacro %}",
  ],
  ['builtins', "{{ builtins.ref('a' ~ 'b') }}"],
  [
    'what is left out after return',
    '{{ one() }}',
    "{% macro one() %}{{ ref('b' ~ 1) }}{{ return(1) }}{{ ref('a' ~ 1) }}{% endmacro %}",
  ],
  ['break', "{% for n in ['a', 'b'] %}{% if n == 'b' %}{% break %}{% endif %}{{ ref(n) }}{% endfor %}"],
  [
    'a model that is built whole',
    "{{ config(materialized='table') }}{% if is_incremental() %}{{ ref('a' ~ 1) }}{% endif %}",
  ],
  [
    'an incremental branch',
    "{% if is_incremental() %}{{ ref('a' ~ 1) }}{% else %}{{ ref('b' ~ 1) }}{% endif %}",
  ],
  [
    'either answer of a variable',
    "{% if var('x', 1) %}{{ ref('a' ~ 1) }}{% else %}{{ ref('b' ~ 1) }}{% endif %}",
  ],
  ['a ref whose name nobody knows', "{{ ref(env_var('X')) }}"],
  ['a filter block', "{% filter upper %}{{ ref('a' ~ 1) }}{% endfilter %}"],
  ['with', "{% with n = 'a' %}{{ ref(n) }}{% endwith %}"],
])('a trace sees what evaluating sees: %s', (_, text, macros = '') => {
  const { refs, sources, dynamic } = evaluate(text, { macros });
  const traced = trace(text, { macros });
  expect([...refs, ...sources, ...dynamic].length).toBeGreaterThan(0);
  const sorted = (all: readonly unknown[]) => all.map((each) => JSON.stringify(each)).sort();
  expect([traced.refs, traced.sources, traced.dynamic].map(sorted)).toEqual(
    [refs, sources, dynamic].map(sorted),
  );
});

test.each<[what: string, text: string, macros?: string]>([
  ['the template', '{{ elsewhere.setup() }}'],
  ['a macro', '{{ setup() }}', '{% macro setup() %}{{ elsewhere.setup() }}{% endmacro %}'],
  ['a macro by its bare name', '{{ setup() }}', '{% macro setup() %}{{ nobody_knows() }}{% endmacro %}'],
])('what %s calls and nobody knows may decide how the model is built', (_, call, macros = '') => {
  const text = `${call}{% if is_incremental() %}{{ ref('a' ~ 1) }}{% endif %}`;
  const around = { macros, materialized: 'table' };
  expect(evaluate(text, around).refs.map(({ name }) => name)).toEqual(['a1']);
  expect(trace(text, around).refs.map(({ name }) => name)).toEqual(['a1']);
});

const long = '{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}';

test.each<[what: string, text: string, macros?: string]>([
  ['a loop', long],
  ['a branch', `{% if var('x') %}${long}{% endif %}`],
  ['a macro', '{{ slow() }}', `{% macro slow() %}${long}{% endmacro %}`],
  [
    'what asks dbt about the run',
    long.replace(
      'x',
      '{{ should_full_refresh() }}{{ dbt.should_store_failures() }}{{ dbt_utils.pretty_time() }}',
    ),
  ],
  [
    'a macro that fills a list of its own',
    '{{ slow() }}',
    `{% macro slow() %}{% set l = [] %}{% do l.append(1) %}${long}{% endmacro %}`,
  ],
  [
    'a macro that macros call',
    '{{ outer() }}',
    `{% macro slow() %}${long}{% endmacro %}{% macro outer() %}{{ slow() }}{{ outer() }}{% endmacro %}`,
  ],
  [
    'what a macro that refers writes beside that',
    '{{ outer() }}',
    `{% macro outer() %}{{ source('shop', 'a' ~ 'b') }}${long}{% endmacro %}`,
  ],
])('a trace leaves out what only writes: %s', (_, text, macros = '') => {
  const whole = `{% set name = 'a' %}${text}{{ ref(name) }}`;
  expect(evaluate(whole, { macros }).problem).toBeDefined();
  const { problem, refs } = trace(whole, { macros });
  expect(problem).toBeUndefined();
  expect(refs.map(({ name }) => name)).toEqual(['a']);
});
