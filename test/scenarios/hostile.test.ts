/** Pull requests whose files, names and links are made to harm the runner. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Scenario } from '../support/action.ts';
import type { Files } from '../support/git-repository.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

const select = 'select 1 as a\n';
const names: Files = {
  'models/a\n::error::forged.sql': select,
  'models/b%0A::error::forged.sql': select,
  'models/c\r\n::set-output name=verdict::passed.sql': select,
  'models/d\nverdict=passed\n.sql': select,
  'models/::add-mask::e.sql': select,
  'models/##[error]f.sql': select,
};

test.each(['review', 'plan'])('file names are no commands and no outputs in mode %s', async (mode) => {
  const { double } = await open(shop, { ...breaking, ...names });
  const result = await scenario.run({ inputs: { mode } });
  const commands = result.stdout.split(/\r\n|\n|\r/).filter((line) => /^\s*(::|##\[)/.test(line));
  const groups = /^::(group::[\d.]+ m?s \w+\/rules\/1 ended: ok, \d+ findings?|endgroup::)$/;
  expect(commands.filter((line) => groups.test(line))).toHaveLength(mode === 'review' ? 8 : 0);
  const expected = [`::add-mask::${double.state.token}`];
  if (mode === 'review') expected.push('::error::Parallel Review: blocked; the job summary says why');
  expect(commands.filter((line) => !groups.test(line))).toEqual(expected);
  expect(result.outputs['verdict']).toBe(mode === 'review' ? 'blocked' : undefined);
  expect(Object.keys(result.outputs).every((name) => /^[a-z-]+$/.test(name))).toBe(true);
});

test('the token is masked before anything else, and shown nowhere', async () => {
  const { double } = await open(shop, breaking);
  const { state } = double;
  const result = await scenario.run({ env: { RUNNER_DEBUG: '1' }, inputs: { 'sarif-output': 'r.sarif' } });
  const [mask, ...rest] = result.stdout.split('\n');
  expect(mask).toBe(`::add-mask::${state.token}`);
  const files = ['results-file', 'sarif-file'].map((name) => readFileSync(result.outputs[name]!, 'utf8'));
  const sent = state.requests.map(({ url, body }) => [url, body]);
  const shown = JSON.stringify([rest, result.stderr, result.outputs, result.summary, files, sent]);
  expect(shown).not.toContain(state.token);
});

/** A checkout with a link `name` in it that leads to the folder (or file) `outside`. */
function linked(name: string, isFile: boolean): { workspace: string; outside: string } {
  const workspace = join(scenario.folder, 'workspace');
  const outside = join(scenario.folder, 'outside');
  mkdirSync(workspace);
  if (isFile) writeFileSync(outside, 'untouched');
  else mkdirSync(outside);
  symlinkSync(outside, join(workspace, name));
  return { workspace, outside };
}

test('the SARIF file is not written through a linked folder', async () => {
  await open(shop, breaking);
  const { workspace, outside } = linked('out', false);
  const result = await scenario.run({ workspace, inputs: { 'sarif-output': 'out/deep/review.sarif' } });
  expect(readdirSync(outside)).toEqual([]);
  const file = result.outputs['sarif-file']!;
  expect(file.startsWith(workspace)).toBe(false);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('runs');
  expect(result.stdout).toContain('::warning::input sarif-output: "out/deep/review.sarif" cannot be written');
});

test('a link in place of the SARIF file is replaced, not followed', async () => {
  await open(shop, breaking);
  const { workspace, outside } = linked('review.sarif', true);
  const result = await scenario.run({ workspace, inputs: { 'sarif-output': 'review.sarif' } });
  expect(readFileSync(outside, 'utf8')).toBe('untouched');
  expect(result.outputs['sarif-file']).toBe(join(workspace, 'review.sarif'));
  expect(JSON.parse(readFileSync(join(workspace, 'review.sarif'), 'utf8'))).toHaveProperty('runs');
});

test('the report lies in the folder of the runner, whatever the checkout holds', async () => {
  await open(shop, breaking);
  const { workspace } = linked('report.json', true);
  const result = await scenario.run({ workspace });
  expect(result.outputs['results-file']!.startsWith(workspace)).toBe(false);
  expect(existsSync(result.outputs['results-file']!)).toBe(true);
});
