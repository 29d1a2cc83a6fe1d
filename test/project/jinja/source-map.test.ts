import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rendering, Span } from '../../../src/project/jinja/rendered.ts';
import { evaluate, macroPath, modelPath } from './project.ts';

const macros = `{% macro cents(column, to='usd') %}round({{ column }} / 100, 2) as {{ column }}_{{ to }}{% endmacro %}
{% macro wrap(column) %}[{{ cents(column) | trim }}]{% endmacro %}
{% macro block() %}<<{{ caller() }}>>{% endmacro %}`;

function map(
  text: string,
  adapter = 'snowflake',
): { rendering: Rendering; source: (span: Span | undefined) => string } {
  const rendering = evaluate(text, { macros, adapter }).renderings[0]!;
  const files = new Map([
    [modelPath, text],
    [macroPath, macros],
  ]);
  return { rendering, source: (span) => (span ? files.get(span.path)!.slice(span.start, span.end) : '') };
}

/** Every rendered character has an origin, and where that is verbatim the file has the same character. */
function check(text: string): void {
  const { rendering, source } = map(text);
  for (let at = 0; at < rendering.text.length; at++) {
    const origin = rendering.map.at(at);
    expect(origin).toBeDefined();
    if (origin!.verbatim) expect(source(origin)).toBe(rendering.text[at]);
    else expect(source(origin)).not.toBe('');
  }
  expect(rendering.map.at(rendering.text.length)).toBeUndefined();
}

const parts = [
  'select ',
  ' from ',
  '\n',
  'é',
  '{{ ref("a") }}',
  '{{ this }}',
  "{{ 'lit' }}",
  '{{ "a\\nb" }}',
  '{{ 1 + 1 }}',
  '{{ cents("price") }}',
  "{{ wrap('x' ~ 'y') }}",
  '{% for c in ["a", "b"] %}{{ c }}_{{ loop.index }},{% endfor %}',
  '{% set x %} in {{ cents("q", to="eur") }} {% endset %}{{ x | trim }}',
  '{% call block() %}body{% endcall %}',
  "{{ ' pad '.strip() | replace('a', 'zz') }}",
  "{{ 'a,b'.split(',') | join(' + ') }}",
  '{{ other.unknown() }}',
  '{{ dbt.datediff("created_at", "now", "day") }}',
  '{% filter upper %}low{% endfilter %}',
  "{{ 'abcdef'[1:3] }}",
  "{{ '%s!' | format('hi') }}",
  "{{ '{}?'.format('ho') }}",
  '{%- if is_incremental() -%} inc {%- endif %}',
];

test('every verbatim character stands in its file where the map says', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 12 }), (chosen) => check(chosen.join(''))),
    { numRuns: 300, seed: 11 },
  );
});

function origin(text: string, rendered: string): { source: string; verbatim: boolean; calls: string[] } {
  const { rendering, source } = map(text);
  const at = rendering.text.indexOf(rendered);
  expect(at).toBeGreaterThanOrEqual(0);
  const { verbatim, calls } = rendering.map.at(at)!;
  return { source: source(rendering.map.span(at, at + rendered.length)), verbatim, calls: calls.map(source) };
}

test('arguments of macros come from the call, the rest from the macro and the calls that led there', () => {
  expect(origin("select {{ wrap('price') }}", 'price')).toEqual({
    source: 'price',
    verbatim: true,
    calls: [],
  });
  expect(origin("select {{ wrap('price') }}", 'round')).toEqual({
    source: 'round',
    verbatim: true,
    calls: ['cents(column)', "wrap('price')"],
  });
  expect(origin('{{ dbt.datediff("created_at", "now", "day") }}', 'created_at').source).toBe('created_at');
});

test('loops, set blocks and filters that keep text keep its origin', () => {
  expect(origin("{% for c in ['aa', 'bb'] %}{{ c }},{% endfor %}", 'bb').source).toBe('bb');
  expect(origin('{% set x %}  inner {% endset %}{{ x | trim }}', 'inner').source).toBe('inner');
  expect(origin("{{ 'a-needle-b'.split('-') | join(' ') }}", 'needle')).toMatchObject({
    source: 'needle',
    verbatim: true,
  });
});

test('computed text comes from the whole expression', () => {
  expect(origin("select {{ 'a' | upper }}", 'A')).toEqual({
    source: "'a' | upper",
    verbatim: false,
    calls: [],
  });
  expect(origin('select {{ 1 + 1 }}', '2').source).toBe('{{ 1 + 1 }}');
  expect(origin('from {{ ref("a") }}', 'pr_ref_1__a').source).toBe('ref("a")');
});

test('a span over a macro and its surroundings is in the model', () => {
  expect(origin('select {{ wrap("p") }} from t', 'p_usd] from').source).toBe('wrap("p") }} from');
  expect(origin('a{{ cents("p") }}b', 'around'.slice(0, 2) + 'ound(').source).toBe('a{{ cents("p")');
});

test('a span around what a variable holds is where the text around it stands', () => {
  const days = "{% set days = ['mon', 'tue'] %}";
  expect(origin(`${days} where day in ({{ days | join(',') }})`, 'day in (mon,tue)').source).toBe(
    "day in ({{ days | join(',') }})",
  );
  expect(origin(`${days} where day = {{ days[1] }}`, 'day = tue').source).toBe('day = ');
});

test('the output of a span that holds nothing is nothing', () => {
  expect(map('').rendering.map.span(0, 0)).toBeUndefined();
});
