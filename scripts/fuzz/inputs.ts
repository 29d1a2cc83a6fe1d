/** Pull requests with one damaged file, each of them made from a seed and a number. */
import { sampleFiles } from './seeds.ts';
import type { Seed } from './seeds.ts';
import { createRandom } from '../support/random.ts';
import type { Random } from '../support/random.ts';

export interface Input {
  /** Which example was damaged, and where: for a person. */
  name: string;
  base: Record<string, string>;
  head: Record<string, string>;
}

/** What Jinja, SQL and YAML are made of, and what breaks readers of them. */
const pieces = [
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '{%-',
    '-%}',
    '{% raw %}',
    '{% endraw %}',
    '{% if x %}',
    '{% else %}',
    '{% endif %}',
  ],
  ...[
    '{% for i in range(3) %}',
    '{% endfor %}',
    '{% macro m(a, b=1) %}',
    '{% endmacro %}',
    '{% set x = [1, 2] %}',
    '{% call m() %}',
  ],
  ...[
    "{{ ref('a') }}",
    '{{ ref(x) }}',
    "{{ source('a', 'b') }}",
    '{{ this }}',
    '{{ config(materialized=',
    "{{ x | join(',') }}",
    '{{ m(m(1)) }}',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    "'",
    '"',
    '`',
    '$$',
    '--',
    '/*',
    '*/',
    '\\',
    '::',
    '=>',
    '->',
    '||',
    '*',
    '.',
    '%',
    '~',
  ],
  ...[
    'select',
    ' from ',
    ' where ',
    ' union all ',
    ' join ',
    ' on ',
    ' qualify ',
    ' over (',
    'with a as (',
    ' except (',
    'case when',
    ' end',
  ],
  ...[
    ': ',
    '- ',
    '\n',
    '\n  ',
    '\t',
    '|',
    '>',
    '&a',
    '*a',
    '!!str',
    '<<: *a',
    '? ',
    '---\n',
    '...',
    '[',
    '{a: 1}',
    '#',
    "''",
    '"\\',
  ],
  ...[
    '\0',
    '\uFEFF',
    '\u2028',
    '\u00a0',
    '\ud800',
    '😀',
    '\r\n',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '1e999',
    '-0',
    '9'.repeat(40),
  ],
];

function damaged(text: string, other: string, random: Random): string {
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + 1 + random.below(random.next() < 0.8 ? 12 : 400));
  const piece = random.pick(pieces)!;
  const rest = text.slice(start);
  switch (random.below(9)) {
    case 0:
      return text.slice(0, start) + text.slice(end);
    case 1:
      return text.slice(0, start) + piece + rest;
    case 2:
      return text.slice(0, start) + piece + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(start, end).repeat(1 + random.below(4)) + text.slice(end);
    case 4:
      return text.slice(0, start);
    case 5:
      return text.slice(0, start) + piece.repeat(1 + random.below(random.next() < 0.9 ? 40 : 3000)) + rest;
    case 6:
      return text.slice(0, start) + other.slice(random.below(other.length + 1)) + rest;
    case 7:
      return text.slice(end) + text.slice(0, start);
    default: {
      const lines = text.split('\n');
      lines.splice(random.below(lines.length), 0, ...random.shuffled(lines).slice(0, 3));
      return lines.join('\n');
    }
  }
}

/** The same for the same seed and number, whatever was made before. */
export function inputAt(seed: string, number: number, seeds: readonly Seed[] = sampleFiles()): Input {
  const random = createRandom(`${seed}:${number}`);
  const sample = random.pick(seeds)!;
  const paths = Object.keys(sample.head).toSorted();
  const path = random.pick(paths)!;
  const other = random.pick(seeds)!;
  const foreign = other.head[random.pick(Object.keys(other.head).toSorted())!]!;
  let text = sample.head[path]!;
  for (let times = 1 + random.below(4); times > 0; times--) text = damaged(text, foreign, random);
  return { name: `${sample.name}, ${path}`, base: sample.base, head: { ...sample.head, [path]: text } };
}
