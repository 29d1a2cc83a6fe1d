import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openObservers, wantsTracing } from '../../src/observe/open.ts';
import { signatureHeader } from '../../src/observe/webhook.ts';
import { collector } from './collector.ts';
import { wholeRun } from './samples.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'observers-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('one stream of events reaches view, audit log, collector and webhook, under one run id', async () => {
  const server = await collector();
  // The exporter reads the process's own variables.
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', server.url);
  const env = {
    GITHUB_RUN_ID: '7',
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    PARALLEL_REVIEW_WEBHOOK_SECRET: 'shared-secret',
  };
  const seen: string[] = [];
  const warnings: string[] = [];
  const all = await openObservers({
    env,
    audit: folder,
    webhook: `${server.url}/on-call`,
    subject: 'acme/shop#7',
    views: [{ onEvent: (event) => void seen.push(event.type), close: async () => void seen.push('closed') }],
    warn: (line) => warnings.push(line),
  });
  for (const event of wholeRun) all.onEvent(event);
  await all.close({ verdict: 'incomplete', conclusion: 'failure', findings: 1 });
  await server.close();

  expect(warnings).toEqual([]);
  expect(seen).toEqual([...wholeRun.map(({ type }) => type), 'closed']);
  const log = readFileSync(join(folder, 'parallel-review-7-1.jsonl'), 'utf8').trimEnd().split('\n');
  expect(log).toHaveLength(wholeRun.length + 1);
  const hook = server.posted.filter(({ url }) => url === '/on-call');
  expect(hook.map(({ body }) => JSON.parse(body).run)).toEqual(['7-1']);
  expect(hook[0]!.headers[signatureHeader]).toMatch(/^sha256=[0-9a-f]{64}$/);
  const traces = server.posted.filter(({ url }) => url === '/v1/traces');
  expect(traces.map(({ body }) => body).join('')).toContain('"7-1"');
});

test('with nothing asked for, nothing but the views is there', async () => {
  const seen: string[] = [];
  const view = { onEvent: () => void seen.push('event'), close: async () => void seen.push('closed') };
  const options = { env: {}, subject: '', views: [view], warn: (line: string) => void seen.push(line) };
  const all = await openObservers(options);
  all.onEvent(wholeRun[5]!);
  await all.close();
  expect(seen).toEqual(['event', 'closed']);
});

test.each([
  [{}, false],
  [{ OTEL_SERVICE_NAME: 'x' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c' }, true],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
  [{ OTEL_TRACES_EXPORTER: 'console, otlp' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }, false],
  [{ OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }, false],
])('traces are sent if the standard variables say so: %j', (env, expected) => {
  expect(wantsTracing(env)).toBe(expected);
});
