import { afterEach, expect, test, vi } from 'vitest';
import { openTracing } from '../../src/observe/tracing.ts';
import { collector } from './collector.ts';
import type { RunEvent } from '../../src/run/task.ts';
import { deadline, troubledRun, wholeRun } from './samples.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

const options = { runId: '42-1', wallClock: () => 1_000_000, redact: (text: string) => text };

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  attributes: { key: string; value: Record<string, unknown> }[];
  events: { name: string; attributes: { key: string; value: Record<string, unknown> }[] }[];
  kind: number;
}

const escalating = [...wholeRun.slice(0, 5), deadline('deadline-alert', 50_000), ...wholeRun.slice(5)];

async function traced(
  events: readonly RunEvent[] = escalating,
): Promise<{ spans: Span[]; service: unknown; url: string }> {
  const server = await collector();
  closing.push(server.close);
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', server.url);
  vi.stubEnv('OTEL_SERVICE_NAME', 'review-of-shop');
  const tracing = openTracing(options);
  for (const event of events) tracing.onEvent(event);
  await tracing.close({ verdict: 'incomplete', conclusion: 'failure', findings: 1 });
  const sent = server.posted.map(({ body }) => JSON.parse(body).resourceSpans[0]);
  return {
    spans: sent.flatMap((it) => it.scopeSpans[0].spans as Span[]),
    service: sent[0].resource.attributes.find((it: { key: string }) => it.key === 'service.name').value,
    url: server.posted[0]!.url,
  };
}

test('a run becomes one trace: review, agents, tasks, with their times and ends', async () => {
  const { spans, service, url } = await traced();
  expect(url).toBe('/v1/traces');
  expect(service).toEqual({ stringValue: 'review-of-shop' });
  const byName = new Map(spans.map((span) => [span.name, span]));
  const parentOf = (name: string) =>
    spans.find(({ spanId }) => spanId === byName.get(name)!.parentSpanId)?.name;
  expect([...byName.keys()].sort()).toEqual([
    'agent governance',
    'agent quality',
    'review',
    'task governance/rules/1',
    'task quality/rules/1',
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(parentOf('task quality/rules/1')).toBe('agent quality');
  expect(parentOf('agent quality')).toBe('review');
  expect(parentOf('review')).toBeUndefined();

  const task = byName.get('task quality/rules/1')!;
  const ms = (time: string) => Number(BigInt(time) / 1_000_000n);
  expect([ms(task.startTimeUnixNano), ms(task.endTimeUnixNano)]).toEqual([1_001_220, 1_061_220]);
  expect(task.status).toEqual({ code: 2, message: 'timed-out: its time budget of 1 min is used up' });
  expect(task.events.map(({ name }) => name)).toEqual(['attempt', 'deadline-alert']);
  expect(byName.get('agent quality')!.status.code).toBe(2);
  expect(byName.get('agent governance')!.status.code).toBe(0);
  const attributes = new Map(byName.get('review')!.attributes.map(({ key, value }) => [key, value]));
  expect(attributes.get('parallel_review.verdict')).toEqual({ stringValue: 'incomplete' });
  expect(attributes.get('parallel_review.run')).toEqual({ stringValue: '42-1' });
});

test('calls are spans below their task, with what they used; trouble is events', async () => {
  const { spans } = await traced(troubledRun);
  const task = spans.find(({ name }) => name === 'task governance/rules/1')!;
  const calls = spans.filter(({ name }) => name === 'call acme');
  expect(calls.map(({ parentSpanId, kind }) => [parentSpanId, kind])).toEqual([
    [task.spanId, 3],
    [task.spanId, 3],
  ]);
  expect(calls.map(({ status }) => status)).toEqual([
    { code: 2, message: 'the service answered 500' },
    { code: 0 },
  ]);
  expect(Object.fromEntries(calls[1]!.attributes.map(({ key, value }) => [key, value]))).toEqual({
    'gen_ai.provider.name': { stringValue: 'acme' },
    'gen_ai.system': { stringValue: 'acme' },
    'gen_ai.usage.input_tokens': { intValue: 1_000 },
    'gen_ai.usage.output_tokens': { intValue: 234 },
    'parallel_review.call': { intValue: 2 },
    'parallel_review.waited_ms': { intValue: 1_000 },
    'parallel_review.cost_usd': { doubleValue: 0.5 },
  });
  expect(task.events.map(({ name }) => name)).toEqual([
    'attempt',
    'task-retrying',
    'attempt',
    'task-requeued',
    'attempt',
  ]);
  expect(task.events[1]!.attributes).toEqual([
    { key: 'reason', value: { stringValue: 'the service answered 500' } },
    { key: 'wait_ms', value: { intValue: 900 } },
  ]);
  expect(spans.find(({ name }) => name === 'review')!.events).toMatchObject([{ name: 'throttled' }]);
});

test('a collector that never answers ends in bounded time', async () => {
  const server = await collector(0);
  closing.push(server.close);
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', server.url);
  const tracing = openTracing({ ...options, flushMs: 200 });
  for (const event of wholeRun) tracing.onEvent(event);
  await tracing.close().catch((error: Error) => expect(error.message).toContain('within 200 ms'));
  expect(server.posted.length).toBeGreaterThan(0);
});
