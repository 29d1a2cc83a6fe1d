import { expect, test } from 'vitest';
import { changeSet } from '../../src/change/diff.ts';
import type { Edit } from '../../src/finding.ts';
import { notesOn, readMark, suggestionMarker, suggestionsOf } from '../../src/github/suggestions.ts';
import { finding, sampleReport } from '../report/sample.ts';
import { memorySnapshot } from '../support/memory-snapshot.ts';

const path = 'models/a.sql';
const lines = Array.from({ length: 30 }, (_, index) => `-- ${index + 1}`);
const text = (all: readonly string[]) => `${all.join('\n')}\n`;

function edit(startLine: number, endLine = startLine, more: Partial<Edit> = {}): Edit {
  return { path, startLine, endLine, replacement: 'x', ...more };
}

async function suggest(head: string, ...edits: Edit[][]) {
  const change = await changeSet(memorySnapshot({ [path]: text(lines) }), memorySnapshot({ [path]: head }));
  const findings = edits.map((own, index) => finding({ subject: `s${index}`, edits: own }));
  return suggestionsOf(sampleReport({ findings }), change, 'default');
}

const changed = (...numbers: number[]) =>
  text(lines.map((line, index) => (numbers.includes(index + 1) ? `${line}!` : line)));
const without = (number: number) => text(lines.toSpliced(number - 1, 1));

test.each([
  ['three lines before a change', changed(15), edit(12), true],
  ['four lines before', changed(15), edit(11), false],
  ['three lines after', changed(15), edit(18), true],
  ['four lines after', changed(15), edit(19), false],
  ['all that is shown', changed(15), edit(12, 18), true],
  ['more than is shown', changed(15), edit(12, 19), false],
  ['what two parts of the diff show, with a gap', changed(10, 18), edit(13, 15), false],
  ['what two parts of the diff show that touch', changed(10, 17), edit(13, 14), true],
  ['three lines before a removed one', without(15), edit(12), true],
  ['three lines after a removed one', without(15), edit(17), true],
  ['four lines after a removed one', without(15), edit(18), false],
  ['the first line of a file whose second is changed', changed(2), edit(1), true],
])('%s', async (_, head, one, isShown) => {
  const { suggestions, left } = await suggest(head, [one]);
  expect(suggestions).toHaveLength(isShown ? 1 : 0);
  expect([...left]).toEqual(isShown ? [] : [['it is outside the diff', 1]]);
});

test('all edits of a finding are suggested or none, and each tells which of them it is', async () => {
  const { suggestions, left } = await suggest(changed(15), [edit(14), edit(16)], [edit(15), edit(25)]);
  expect(suggestions.map(({ startLine, body }) => [startLine, /part \d of \d/.exec(body)?.[0]])).toEqual([
    [14, 'part 1 of 2'],
    [16, 'part 2 of 2'],
  ]);
  expect([...left]).toEqual([['it is outside the diff', 1]]);
});

test('only lines that head adds or changes are sure to be shown', async () => {
  const { suggestions } = await suggest(changed(15, 16), [edit(15, 16)], [edit(14)], [edit(16, 17)]);
  expect(suggestions.map(({ changed: isSure }) => isSure)).toEqual([true, false, false]);
});

test('a file that is not changed, lines with carriage returns and too many fixes are left out', async () => {
  const crlf = text(lines.map((line) => `${line}\r`));
  expect([...(await suggest(crlf, [edit(3)])).left.keys()]).toEqual(['its lines end with carriage returns']);
  const elsewhere = edit(3, 3, { path: 'other.sql' });
  expect([...(await suggest(changed(3), [elsewhere])).left.keys()]).toEqual(['it is outside the diff']);
  const many = Array.from({ length: 32 }, () => [edit(15)]);
  const fixes = await suggest(changed(15), ...many);
  expect(fixes.suggestions).toHaveLength(30);
  expect(notesOn(fixes)).toEqual([
    'The fixes of 2 findings are not suggested in the diff: more than 30 suggestions are too many. `parallel-review review --fix` makes such fixes.',
  ]);
});

test('a suggestion is another one if its lines or its text differ, and the same wherever it moves', async () => {
  const moved = `-- new\n${changed(15)}`;
  const key = async (head: string, one: Edit) => (await suggest(head, [one])).suggestions[0]!.key;
  const first = await key(changed(15), edit(15));
  expect(await key(moved, edit(16))).toBe(first);
  expect(await key(changed(15), edit(15, 15, { replacement: 'y' }))).not.toBe(first);
  expect(await key(changed(15), edit(14))).not.toBe(first);
});

test('a mark is read where it begins a comment of the same instance, and nowhere else', () => {
  const mark = { fingerprint: 'ab12', key: 'cd34' };
  const marker = suggestionMarker('team-a', mark);
  expect(readMark('team-a', `${marker}\nwords`)).toEqual(mark);
  expect(readMark('default', marker)).toBeUndefined();
  expect(readMark('team-a', `> ${marker}`)).toBeUndefined();
  expect(readMark('team-a', 'words')).toBeUndefined();
});
