import { expect, test } from 'vitest';
import { addedDocs, holdsDocs } from '../../../src/project/dbt/added-docs.ts';

const block = (name: string, text: string) => `{% docs ${name} %}\n${text}\n{% enddocs %}\n`;
const page = `# Orders\n${block('orders', 'What was bought.')}`;

test.each<[string, string | undefined, string, string[]]>([
  ['a block', page, `${page}${block('stores', 'Where.')}`, ['stores']],
  ['a block before others', page, `${block('stores', 'Where.')}${page}`, ['stores']],
  ['a file', undefined, page, ['orders']],
  ['words between blocks', page, `More on this.\n${page}`, []],
])('%s that comes newly', (_, before, after, names) => {
  expect(addedDocs('d.md', before, after)).toEqual(names);
});

test.each<[string, string, string | undefined]>([
  ['a block goes', page, '# Orders\n'],
  ['a block differs', page, page.replace('bought', 'sold')],
  ['a block stands twice', page, `${page}${block('orders', 'What was bought.')}`],
  ['the file goes', page, undefined],
])('more than a new block: %s', (_, before, after) => {
  expect(addedDocs('d.md', before, after)).toBeUndefined();
});

test.each([
  ['orders', true],
  ['order', false],
  ['Orders', false],
])('whether a page holds the block `%s`', (name, expected) => {
  expect(holdsDocs('d.md', page, ['stores', name])).toBe(expected);
});
