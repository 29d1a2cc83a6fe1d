import { describe, expect, test } from 'vitest';
import { ignoresIn } from '../../../src/project/comments/ignores.ts';

const ask = 'parallel-review: ignore cost/cross-join small table';

async function places(path: string, text: string): Promise<string[]> {
  return (await ignoresIn(path, text)).map(({ line, from, to }) => `${line}: ${from}-${to}`);
}

test('a comment names a rule and gives a reason', async () => {
  expect(await ignoresIn('a.sql', `select 1 -- ${ask}\n`)).toEqual([
    { path: 'a.sql', line: 1, rule: 'cost/cross-join', reason: 'small table', from: 1, to: 1 },
  ]);
  expect(
    await ignoresIn('a.sql', '{# parallel-review: ignore #}\n{#- parallel-review: ignore x/y -#}'),
  ).toMatchObject([
    { rule: '', reason: '' },
    { rule: 'x/y', reason: '' },
  ]);
});

test.each([' ', '*'])(
  'a comment of a hundred thousand times `%s` is read in no time',
  { timeout: 4000 },
  async (char) => {
    const many = char.repeat(100_000);
    expect(await ignoresIn('a.sql', `/* parallel-review: ignore x/y a${many}b **/ select 1`)).toMatchObject([
      { rule: 'x/y', reason: char === ' ' ? 'a b' : `a${many}b` },
    ]);
  },
);

describe('what a comment is about', () => {
  test.each([
    ['its own line', `select 1\nfrom a -- ${ask}\nwhere b`, ['2: 2-2']],
    ['the line below', `select 1\n-- ${ask}\nfrom a\nwhere b`, ['2: 2-3']],
    [
      'the code below other comments',
      `select 1\n-- ${ask}\n\n/* more\n   words */\nfrom a\nwhere b`,
      ['2: 2-6'],
    ],
    ['the statement below', `select 0;\n-- ${ask}\nselect 1\nfrom a\nwhere b;\nselect 2`, ['2: 2-5']],
    ['the query below config()', `{{ config(x=1) }}\n\n{# ${ask} #}\nselect 1\nfrom a\n`, ['3: 3-6']],
    ['all of the file below', `{# ${ask} #}\n{{ config(x=1) }}\nselect 1\nfrom a`, ['1: 1-4']],
    ['nothing at the end', `select 1\n-- ${ask}`, ['2: 2-2']],
  ])('%s', async (_, text, expected) => {
    expect(await places('a.sql', text)).toEqual(expected);
  });
});

describe('text that is no comment', () => {
  test.each([
    ['a.sql', `select '\n-- ${ask}\n' as x`],
    ['a.sql', `select "\n-- ${ask}\n" as x`],
    ['a.sql', `select $$\n-- ${ask}\n$$ as x`],
    ['a.sql', `select '''\n-- ${ask}\n''' as x`],
    // One string where a backslash escapes, two where it does not.
    ['a.sql', `select 'it\\'s -- ${ask}\n', '`],
    ['a.sql', `select '\\' -- ${ask}\n, 1`],
    ['a.sql', `{{ config(post_hook="-- ${ask}") }} select 1`],
    ['a.sql', `{% set x = "{# ${ask} #}" %}`],
    ['a.sql', `select '{# ${ask} #}'`],
    ['a.sql', `-- see parallel-review: ignore x/y why`],
    ['a.yml', `a: "# ${ask}"\nb: |\n  # ${ask}\nc: x#${ask}\n`],
    ['a.yml', `a: 'one\n  # ${ask}\n  two'\n`],
    ['a.py', `a = """\n# ${ask}\n"""\nb = f"{x["# ${ask}"]}"\n`],
    ['a.tf', `a = <<EOT\n# ${ask}\nEOT\nb = "\${f("# ${ask}")}"\n`],
    ['a.ts', `const a = '// ${ask}', b = \`\n// ${ask}\n\`;`],
    ['seeds/a.csv', `id,# ${ask}\n`],
    ['a.md', `<!-- ${ask} -->`],
  ])('%s: %j', async (path, text) => {
    expect(await places(path, text)).toEqual([]);
  });
});

test.each([
  ['a.yml', `models:\n  # ${ask}\n  - name: a # x\n`, ['2: 2-3']],
  ['a.yml', `a: |\n  text\n# ${ask}\nb: 1 # ${ask}\n`, ['3: 3-4', '4: 4-4']],
  ['a.yml', `a: {b: 1} # ${ask}\n`, ['1: 1-1']],
  ['a.py', `# ${ask}\na = 1\n`, ['1: 1-2']],
  ['a.tf', `# ${ask}\na = 1 // ${ask}\n`, ['1: 1-2', '2: 2-2']],
  ['a.ts', `// ${ask}\nlet a = /* ${ask} */ 1;\n`, ['1: 1-2', '2: 2-2']],
])('%s: %j', async (path, text, expected) => {
  expect(await places(path, text)).toEqual(expected);
});

test.each(['a.sql', 'a.yml', 'a.py', 'a.tf', 'a.ts'])(
  '%s: text that never ends is read once',
  async (path) => {
    for (const piece of ["'", '"', '`', '{{ "', '/*', '{#', '<<EOT\n', ';\n', '"\\', '- [', `# ${ask}\n`])
      expect(await ignoresIn(path, `parallel-review:\n${piece.repeat(50_000)}`)).toBeInstanceOf(Array);
  },
  20_000,
);
