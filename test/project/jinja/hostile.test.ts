import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMacroFile } from '../../../src/project/jinja/macro-file.ts';
import { scanTemplate } from '../../../src/project/jinja/scan.ts';
import { environment, evaluate, modelPath } from './project.ts';

const doubling = `{% set x = 'aaaaaaaaaaaaaaaa' %}${'{% set x = x ~ x %}'.repeat(60)}{{ x }}`;

test.each([
  ['a loop of a thousand million', '{% for i in range(10**9) %}x{% endfor %}'],
  ['loops in loops', '{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}'],
  ['text doubled again and again', doubling],
  ['a repeated text', "{{ 'x' * 10**9 }}"],
  ['a repeated list', '{{ [1] * 10**12 }}'],
  ['a macro that calls itself', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
  ['two macros of the project that call each other', '{{ ping() }}'],
  [
    'a list that holds itself',
    '{% set l = [] %}{% for i in range(99) %}{% do l.append(l) %}{% do l.extend(l) %}{% endfor %}',
  ],
  [
    'comparing long lists in a loop',
    "{% set l = range(20000) | list %}{% for i in l %}{{ 'x' in l }}{{ l == l }}{% endfor %}",
  ],
  [
    'a list of lists that would print for ever',
    '{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l | tojson }}',
  ],
  ['deep parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
  ['deep tags', '{% if a %}'.repeat(5000)],
  ['a long chain of operators', `{{ 1${' + 1'.repeat(5000)} }}`],
  ['a long chain of attributes', `{{ a${'.a'.repeat(5000)} }}`],
  ['a comment without an end', 'a {# b'],
  ['a string without an end', '{{ "a }}'],
  ['a tag without an end', '{% if a'],
  ['an unknown tag', '{% nosuch %}'],
])('%s is a problem, not a crash', (_, text) => {
  const macros = '{% macro ping() %}{{ pong() }}{% endmacro %}{% macro pong() %}{{ ping() }}{% endmacro %}';
  const { problem, renderings } = evaluate(text, { macros });
  expect(problem?.message).toBeTruthy();
  expect(problem!.span.path).toBe(modelPath);
  expect(renderings).toEqual([]);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype'])(
  'nothing of JavaScript is reachable as %s',
  (name) => {
    const text = `{{ ${name} is defined }}{{ {}.${name} is defined }}{{ ''.${name} }}{{ [].${name}() }}{{ '' | ${name} }}{{ namespace().${name} }}{{ 1 is ${name} }}{{ f(${name}=1) }}{{ config(${name}=1) }}{{ dbt_utils.${name}() }}`;
    const template = evaluate(text);
    expect(template.problem).toBeUndefined();
    expect(template.renderings[0]!.text).toMatch(/^FalseFalse/);
    expect(template.config.map((entry) => entry.key)).toEqual([name]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
);

test('a text that already uses the identifiers of relations is not mistaken for one', () => {
  const { renderings } = evaluate('select pr_ref_1__a from {{ ref("a") }}');
  const [{ text, relations }] = renderings as [(typeof renderings)[0]];
  expect(text).toBe('select pr_ref_1__a from pr2_ref_1__a');
  expect(relations.map((relation) => relation.token)).toEqual(['pr2_ref_1__a']);
});

const fragments = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '-',
  ' if ',
  ' for ',
  ' in ',
  ' else ',
  ' endif ',
  ' endfor ',
  ' set ',
  ' endset ',
  ' macro ',
  ' endmacro ',
  ' call ',
  ' endcall ',
  'x',
  'ref',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  ',',
  ':',
  '.',
  '|',
  '~',
  '=',
  '==',
  '+',
  '*',
  '**',
  ' is ',
  ' not ',
  ' none ',
  '1',
  '99999999',
  'loop',
  'range',
  ' select ',
  'dbt_utils.star',
  'var',
  'x.append',
  'join',
  '\\',
  '\n',
  '{% raw %}',
  '{% endraw %}',
];
const valid = `{% set x = [1, 'a'] %}{% for i in x if i %}{{ ref('a') }} {{ i ~ loop.index | upper }}{% endfor %}
{% macro f(a, b=1) %}{% if a %}{{ return(b) }}{% endif %}{% endmacro %}{{ f(1) }}{{ var('x', 2) }}{% do x.append(3) %}`;

test('no template makes it throw', () => {
  const broken = fc
    .tuple(fc.nat(valid.length), fc.nat(12), fc.array(fc.constantFrom(...fragments), { maxLength: 6 }))
    .map(([at, drop, insert]) => valid.slice(0, at) + insert.join('') + valid.slice(at + drop));
  const random = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(broken, random), (text) => {
      const template = evaluate(text);
      expect(template.renderings.length > 0).toBe(template.problem === undefined);
      const scan = scanTemplate({ path: modelPath, text });
      if (scan.problem) expect(template.problem).toBeDefined();
      parseMacroFile({ path: modelPath, text });
    }),
    { numRuns: 1500, seed: 7 },
  );
});

test('limits are the caller’s to set', () => {
  const limits = { tokens: 10, nesting: 5, steps: 100, characters: 100, calls: 2, depth: 20 };
  expect(evaluate('{{ 1 }}{{ 2 }}{{ 3 }}{{ 4 }}', { limits }).problem?.message).toContain('10 tokens');
  expect(environment({ limits }).limits).toBe(limits);
});
