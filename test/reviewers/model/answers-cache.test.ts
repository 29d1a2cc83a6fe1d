import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openAnswers } from '../../../src/reviewers/model/answers-cache.ts';
import type { ChatAnswer, ChatRequest } from '../../../src/reviewers/model/chat.ts';

const model = 'anthropic/claude-sonnet-5-5';
const request: ChatRequest = {
  system: 'You review.',
  messages: [{ role: 'user', content: [{ text: 'select 1' }] }],
  schema: { type: 'object' },
  maxOutputTokens: 500,
};
const answer: ChatAnswer = {
  message: {
    role: 'assistant',
    text: 'I look.',
    calls: [{ id: 'one', name: 'read_file', input: { path: 'a.sql' } }],
    raw: { model, parts: [{ type: 'text', text: 'I look.' }] },
  },
  finish: 'tools',
  used: { inputTokens: 100, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 20 },
};

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'answers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with one answer in it, and the path of that. */
function keptFolder(): { folder: string; path: string } {
  const folder = join(emptyFolder(), 'deep', 'er');
  openAnswers(folder).keep(model, request, answer);
  return { folder, path: join(folder, readdirSync(folder)[0]!) };
}

test('an answer is found again by another run, and has cost nothing', () => {
  const { folder } = keptFolder();
  const answers = openAnswers(folder);
  expect(answers.find(model, request)).toEqual({
    ...answer,
    used: { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  });
  expect(answers.hits).toBe(1);
  expect(readdirSync(folder)).toHaveLength(1);
});

test.each<[string, string, Partial<ChatRequest>]>([
  ['another model', 'anthropic/claude-haiku-5-5', {}],
  ['another system', model, { system: 'You do not review.' }],
  ['another text', model, { messages: [{ role: 'user', content: [{ text: 'select 2' }] }] }],
  [
    'texts that are cut elsewhere',
    model,
    { messages: [{ role: 'user', content: [{ text: 'select' }, { text: ' 1' }] }] },
  ],
  ['another schema', model, { schema: { type: 'array' } }],
  ['tools', model, { tools: [{ name: 'a', description: 'b', inputSchema: {} }] }],
  ['tools that may not be called', model, { mayCallTools: false }],
  ['another limit', model, { maxOutputTokens: 501 }],
])('%s is another question', (_, id, change) => {
  const { folder } = keptFolder();
  const answers = openAnswers(folder);
  expect(answers.find(id, { ...request, ...change })).toBeUndefined();
  expect(answers.hits).toBe(0);
});

test.each<[string, (text: string) => string]>([
  ['cut', (text) => text.slice(0, -10)],
  ['empty', () => ''],
  ['of another form', () => '{"answer": 42}'],
  ['of another question', (text) => text.replace(/"key":"../, '"key":"zz')],
  ['of an older format', (text) => text.replace('"format":1', '"format":0')],
  ['with an end that is never kept', (text) => text.replace('"finish":"tools"', '"finish":"refusal"')],
  ['with calls that are none', (text) => text.replace('"name":"read_file"', '"name":7')],
  ['huge', (text) => `${text}${' '.repeat(2 * 1024 * 1024)}`],
])('a file that is %s is no answer, and makes way for one', (_, damage) => {
  const { folder, path } = keptFolder();
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  const answers = openAnswers(folder);
  expect(answers.find(model, request)).toBeUndefined();
  answers.keep(model, request, answer);
  expect(answers.find(model, request)?.message).toEqual(answer.message);
});

test.each(['length', 'refusal', 'other'] as const)('an answer that ended with %s is not kept', (finish) => {
  const folder = emptyFolder();
  openAnswers(folder).keep(model, request, { ...answer, finish });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be written, or is none, keeps nothing and harms nobody', () => {
  const file = join(emptyFolder(), 'file');
  writeFileSync(file, 'a file');
  const answers = openAnswers(join(file, 'folder'));
  answers.keep(model, request, answer);
  expect(answers.find(model, request)).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe('a file');
});

test('what was not used for longest makes way, and nothing else does', () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(5000));
  const asked = (index: number): ChatRequest => ({ ...request, system: `${index}` });
  // With all that is around it, a thousand bytes and some.
  const long: ChatAnswer = { ...answer, message: { ...answer.message, text: 'x'.repeat(1000) } };
  const answers = openAnswers(folder, 10_000);
  for (let index = 0; index < 6; index++) {
    const before = new Set(readdirSync(folder));
    answers.keep(model, asked(index), long);
    const written = readdirSync(folder).find((name) => !before.has(name))!;
    utimesSync(join(folder, written), 1000 + index, 1000 + index);
  }
  expect(answers.find(model, asked(0))).toBeDefined();
  for (let index = 6; index < 9; index++) answers.keep(model, asked(index), long);
  const found = [0, 1, 2, 5, 8].map((index) => answers.find(model, asked(index)) !== undefined);
  expect(found).toEqual([true, false, false, true, true]);
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toHaveLength(5000);
});

test('a link is followed to no other place when an answer is written', () => {
  const { folder, path } = keptFolder();
  const outside = join(emptyFolder(), 'outside');
  writeFileSync(outside, 'untouched');
  rmSync(path);
  symlinkSync(outside, path);
  openAnswers(folder).keep(model, request, answer);
  expect(readFileSync(outside, 'utf8')).toBe('untouched');
});
