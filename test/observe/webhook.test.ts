import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { signatureHeader, webhook } from '../../src/observe/webhook.ts';
import type { WebhookOptions } from '../../src/observe/webhook.ts';
import { collector } from './collector.ts';
import { deadline, wholeRun } from './samples.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(...options: Parameters<typeof collector>) {
  const opened = await collector(...options);
  closing.push(opened.close);
  return opened;
}

function observer(url: string, more: Partial<WebhookOptions> = {}) {
  const problems: string[] = [];
  const hook = webhook({
    url,
    runId: '42-1',
    subject: 'acme/shop#7',
    wallClock: () => Date.UTC(2026, 0, 2),
    redact: (text) => text.replaceAll('budget', '***'),
    onProblem: (line) => problems.push(line),
    ...more,
  });
  return { hook, problems };
}

test('whose time runs out is told, signed, and nothing else', async () => {
  const { url, posted } = await server();
  const { hook, problems } = observer(`${url}/hook`, { secret: 'shared' });
  for (const event of [...wholeRun.slice(0, 5), deadline('deadline-alert', 49_220), ...wholeRun.slice(5)])
    hook.onEvent(event);
  await hook.close();
  expect(problems).toEqual([]);
  expect(posted.map(({ body }) => JSON.parse(body)).sort((a, b) => a.afterMs - b.afterMs)).toEqual([
    {
      type: 'deadline-alert',
      run: '42-1',
      subject: 'acme/shop#7',
      agent: 'quality',
      task: 'quality/rules/1',
      lane: 'standard',
      required: true,
      budgetMs: 60_000,
      afterMs: 49_220,
      sentAt: '2026-01-02T00:00:00.000Z',
    },
    expect.objectContaining({ type: 'timed-out', reason: 'its time *** of 1 min is used up' }),
  ]);
  for (const { url: path, headers, body } of posted) {
    expect(path).toBe('/hook');
    expect(headers['content-type']).toBe('application/json');
    expect(headers[signatureHeader]).toBe(
      `sha256=${createHmac('sha256', 'shared').update(body).digest('hex')}`,
    );
  }
});

test('without a secret nothing is signed', async () => {
  const { url, posted } = await server();
  const { hook } = observer(url);
  hook.onEvent(deadline('deadline-warning', 1));
  await hook.close();
  expect(posted).toHaveLength(1);
  expect(posted[0]!.headers).not.toHaveProperty(signatureHeader);
});

test.each([
  ['refuses', 500, 'it answered with 500'],
  ['never answers', 0, 'aborted due to timeout'],
])('a channel that %s is one warning, and the run goes on', async (_, status, message) => {
  const { url, posted } = await server(status);
  const { hook, problems } = observer(`${url}/T0/secret-path`, { timeoutMs: 200 });
  for (let index = 0; index < 100; index++) hook.onEvent(deadline('deadline-alert', index));
  await hook.close();
  expect(posted.length).toBeLessThanOrEqual(20);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(problems[0]).not.toContain('secret-path');
});

test('a channel that is not there, or sends elsewhere, is one warning', async () => {
  const gone = await collector();
  await gone.close();
  const absent = observer(gone.url);
  absent.hook.onEvent(deadline('deadline-alert', 1));
  await absent.hook.close();
  expect(absent.problems).toEqual(['the webhook was not delivered: ECONNREFUSED']);

  const elsewhere = await server();
  const { url } = await server(307, { location: elsewhere.url });
  const moved = observer(url);
  moved.hook.onEvent(deadline('deadline-alert', 1));
  await moved.hook.close();
  expect(elsewhere.posted).toEqual([]);
  expect(moved.problems).toHaveLength(1);
});
