import { expect, test } from 'vitest';
import { readPage } from '../../../src/project/markdown/page.ts';
import { knownPaths, linkedPath } from '../../../src/project/markdown/resolve.ts';

const targets = (text: string) => readPage(text).links.map(({ target, line }) => `${line} ${target}`);

test('finds relative links and images in all their forms', () => {
  expect(
    targets(`[a](a.md) ![b](<img/b.png> "title") [![c](c.svg)](d.md#part)
[e]: docs/e%20f.md 'title'
<img width="3" src="g.png"><a href='h/'>h</a>
[i](/root.md?raw=true)
`),
  ).toEqual(['1 a.md', '1 img/b.png', '1 c.svg', '1 d.md', '2 docs/e f.md', '3 g.png', '3 h/', '4 /root.md']);
});

test('leaves out addresses, anchors, templates, code and comments', () => {
  expect(
    targets(`[a](https://example.com/a.md) [b](#b) [c](mailto:c@d.e) [d]({{ site }}/d.md) \`[e](e.md)\`
\`\`\`md
[f](f.md)
\`\`\`
<!-- [g](g.md)
[h](h.md) -->
~~~~
\`\`\`
[i](i.md)
~~~~
[j](//example.com/j.md)
`),
  ).toEqual([]);
});

test('finds paths in code, not in prose', () => {
  const text = 'See a/b.py and `c/d.py --x`, `e.py`, `https://f/g`.\n\n```\n./h/i.sh j/k/.\n```\n';
  expect(readPage(text).paths.map((it) => `${it.line} ${it.text}`)).toEqual([
    '1 c/d.py',
    '1 //f/g',
    '4 h/i.sh',
    '4 j/k',
  ]);
});

test('resolves as GitHub does', () => {
  expect(linkedPath('docs/a/b.md', '../c.md')).toBe('docs/c.md');
  expect(linkedPath('docs/a/b.md', '/c.md')).toBe('c.md');
  expect(linkedPath('docs/b.md', './x//y/')).toBe('docs/x/y');
  expect(linkedPath('b.md', '../c.md')).toBeUndefined();
  expect([...knownPaths(['a/b/c.md', 'a/b/d.md', 'e'])].sort()).toEqual([
    '',
    'a',
    'a/b',
    'a/b/c.md',
    'a/b/d.md',
    'e',
  ]);
});

test('text made to be slow is not', () => {
  const bad = ['[', '](', '![a](', '<img ', '`', '[a]: <'].map((piece) => piece.repeat(200_000)).join('\n');
  expect(readPage(bad).links).toEqual([]);
});
