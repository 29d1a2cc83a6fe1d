import { expect, test } from 'vitest';
import { parseCommands } from '../../src/github/commands.ts';

const id = '3f9c01ab77de';

test('the first lines of a comment are its commands', () => {
  const body = `/parallel-review accept ${id}  it is  fine \r\n\n/parallel-review explain ${id}\n/parallel-review rerun\nThanks!\n/parallel-review rerun`;
  expect(parseCommands(body)).toEqual([
    { verb: 'accept', id, reason: 'it is fine' },
    { verb: 'explain', id },
    { verb: 'rerun' },
  ]);
});

test.each([
  '',
  'hello /parallel-review rerun',
  '> /parallel-review rerun',
  '```\n/parallel-review rerun\n```',
  '    /parallel-review rerun',
  '/parallel-reviewer rerun',
  `<!-- x -->\n/parallel-review accept ${id} x`,
])('no command: %j', (body) => {
  expect(parseCommands(body)).toEqual([]);
});

test.each([
  `accept ${id}`,
  `accept ${id.slice(1)} why`,
  'accept',
  'approve',
  '',
  'rerun now',
  `explain ${id} x`,
])('not understood: %j', (text) => {
  expect(parseCommands(`/parallel-review ${text}`)).toMatchObject([{ verb: 'unknown' }]);
});

test('a comment cannot ask for more than twenty things', () => {
  expect(parseCommands('/parallel-review rerun\n'.repeat(1000))).toHaveLength(20);
});
