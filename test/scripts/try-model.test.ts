import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Repository } from '../support/git-repository.ts';
import type { Script } from '../support/model-server.ts';
import { startModelServer } from '../support/model-server.ts';

const key = 'canary-0123456789abcdefghij';
const script = join(import.meta.dirname, '../../scripts/try-model.ts');

/** What comes of a change of one model, asked about at a server with this script. */
async function tried(replies: Script, ...options: string[]) {
  const repository = new Repository();
  const out = mkdtempSync(join(tmpdir(), 'try-model-test-'));
  const server = await startModelServer(replies, { key });
  onTestFinished(async () => {
    rmSync(repository.path, { recursive: true, force: true });
    rmSync(out, { recursive: true, force: true });
    await server.close();
  });
  const base = repository.commit('main', {
    'dbt_project.yml': 'name: shop\n',
    'models/orders.sql': 'select 1 as id\n',
  });
  const head = repository.commit('change', { 'models/orders.sql': 'select 2 as id -- ```\n' }, base);
  const where = ['--repo', repository.path, '--base', base, '--head', head, '--out', out];
  const how = [
    '--model',
    'anthropic/claude-sonnet-5-5',
    '--agents',
    'quality',
    `--llm-base-url=${server.url}`,
  ];
  const child = spawn(process.execPath, [script, ...where, ...how, ...options], {
    env: { PATH: process.env['PATH'], ANTHROPIC_API_KEY: key },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  const status = await new Promise((ended) => child.on('close', ended));
  const files = readdirSync(out).sort();
  const kept = files.map((name) => readFileSync(join(out, name), 'utf8')).join('\n');
  return { status, printed, files, kept, server };
}

test('a review with a model leaves what was said, and no key', async () => {
  const { status, printed, files, kept, server } = await tried([{ text: `{"findings":[]} ${key}` }]);
  expect(printed).toContain('Passed');
  expect(printed).toContain('1 answers; transcript in ');
  expect(status).toBe(0);
  expect(files).toEqual(['001-answer.json', '001-request.json', 'transcript.md']);
  expect(server.requests).toHaveLength(1);
  expect(kept).toContain('# Request 1: claude-sonnet-5-5 at 127.0.0.1:');
  expect(kept).toContain('select 2 as id -- ```');
  expect(kept).toContain('## Answer 200, after ');
  expect(kept).not.toContain(key);
  expect(printed).not.toContain(key);
});

test('options go to the review, and its exit code comes back', async () => {
  const { status, printed, files } = await tried([], '--agents', 'nobody');
  expect(status).not.toBe(0);
  expect(printed).toContain('nobody');
  expect(files).toEqual(['transcript.md']);
});
