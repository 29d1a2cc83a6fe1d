import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditFile, auditLog, auditPath } from '../../src/observe/audit.ts';
import type { AuditOptions } from '../../src/observe/audit.ts';
import { redactor } from '../../src/observe/redact.ts';
import { runIdOf } from '../../src/observe/run-id.ts';
import type { RunEvent } from '../../src/run/task.ts';
import { finding, outcome } from '../run/samples.ts';
import { deadline, governance, troubledRun, wholeRun } from './samples.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'audit-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const fixed = { runId: '42-1', wallClock: () => Date.UTC(2026, 0, 2), redact: (text: string) => text };

function logged(events: readonly RunEvent[], more: Partial<AuditOptions> = {}): string[] {
  const lines: string[] = [];
  const log = auditLog({ ...fixed, write: (line) => lines.push(line), ...more });
  for (const event of events) log.onEvent(event);
  return lines;
}

test('every event is one line that says who, what, when and why', () => {
  const lines = logged([...wholeRun, deadline('deadline-alert', 50_000)]);
  expect(lines).toHaveLength(wholeRun.length + 1);
  expect(lines.every((line) => /^\{[^\n]*\}\n$/.test(line))).toBe(true);
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.map(({ run, seq, at }) => [run, seq, at])).toEqual(
    records.map((_, index) => ['42-1', index, '2026-01-02T00:00:00.000Z']),
  );
  expect(records.map(({ who, what }) => `${String(who)} ${String(what)}`)).toEqual([
    'supervisor run-started',
    'governance/rules/1 task-started',
    'governance/rules/1 finding',
    'governance/rules/1 task-ended',
    'quality/rules/1 task-started',
    'quality/rules/1 task-ended',
    'supervisor run-ended',
    'quality/rules/1 deadline-alert',
  ]);
  expect(records[0]!['tasks']).toMatchObject([{ id: 'governance/rules/1', lane: 'safety', files: 1 }, {}]);
  expect(records[2]).toMatchObject({ rule: 'quality/unknown-column', severity: 'high', atMs: 20 });
  expect(records[5]).toMatchObject({ status: 'timed-out', why: 'its time budget of 1 min is used up' });
  expect(records[3]).toMatchObject({ status: 'ok', findings: 1, durationMs: 1200 });
});

test('calls, retries and throttling say who, what and why too', () => {
  const records = logged(troubledRun).map((line) => JSON.parse(line) as Record<string, unknown>);
  const of = (what: string) => records.filter((record) => record['what'] === what);
  const who = { who: 'governance/rules/1', agent: 'governance' };
  expect(of('call-started')[1]).toMatchObject({ ...who, call: 2, provider: 'acme', waitedMs: 1_000 });
  expect(of('call-ended')[0]).toMatchObject({
    ...who,
    call: 1,
    used: { inputTokens: 1_000, outputTokens: 234, costUsd: 0.5 },
    why: 'the service answered 500',
  });
  expect(of('call-ended')[1]).not.toHaveProperty('why');
  expect(of('task-retrying')[0]).toMatchObject({ ...who, waitMs: 900, why: 'the service answered 500' });
  expect(of('task-requeued')[0]).toMatchObject({ ...who, why: 'its worker died' });
  expect(of('throttled')[0]).toMatchObject({ who: 'supervisor', why: 'four fifths of the budget are spent' });
});

test('secrets of the environment and whatever looks like one are left out, wherever they stand', () => {
  const secret = 'pa"ss\\word-1';
  const redact = redactor({
    WAREHOUSE_PASSWORD: secret,
    'INPUT_GITHUB-TOKEN': 'tok-12345678',
    // A part of the other one.
    API_KEY: 'tok-1234',
    HOME: '/home/x1',
  });
  const reason = `${secret} tok-12345678 ghp_${'a'.repeat(36)} AKIA${'B'.repeat(16)} https://me:hunter22@host/x /home/x1`;
  const leaking = finding({ title: `Found ${secret}` });
  const text = logged(
    [
      { type: 'finding', atMs: 1, task: governance, finding: leaking },
      { type: 'task-ended', atMs: 2, outcome: outcome(governance, { status: 'failed', reason }) },
    ],
    { redact },
  ).join('');
  expect(text).toContain('"why":"*** *** *** *** https://me:***@host/x /home/x1"');
  expect(text).toContain('"title":"Found ***"');
});

test('a log that is full says so in its last line and stops', () => {
  const event = wholeRun[2]!;
  const lines = logged(
    Array.from({ length: 100 }, () => event),
    { maxBytes: 2_000 },
  );
  expect(lines.length).toBeLessThan(15);
  expect(lines.slice(0, -1).join('').length).toBeLessThanOrEqual(2_000);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({
    what: 'log-full',
    why: 'the log is limited to 2000 bytes',
  });
});

test('a huge text is cut', () => {
  const huge: RunEvent = {
    type: 'finding',
    atMs: 1,
    task: governance,
    finding: finding({ title: 'x'.repeat(1_000_000) }),
  };
  expect(logged([huge])[0]!.length).toBeLessThan(3_000);
});

describe('the file', () => {
  test('is appended to, never rewritten, and holds every line as soon as it happened', async () => {
    const path = join(folder, 'deep', 'audit.jsonl');
    for (const verdict of ['passed', 'incomplete']) {
      const log = auditFile(path, fixed);
      log.onEvent(wholeRun[0]!);
      expect(readFileSync(path, 'utf8')).toMatch(/"what":"run-started".*\n$/);
      await log.close({ verdict, conclusion: 'success', findings: 0 });
    }
    const what = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(what).toMatchObject([
      { what: 'run-started' },
      { what: 'review-ended', verdict: 'passed' },
      { what: 'run-started' },
      { what: 'review-ended', verdict: 'incomplete' },
    ]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('says so if the review ended without a verdict', async () => {
    const path = join(folder, 'audit.jsonl');
    await auditFile(path, fixed).close();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      who: 'supervisor',
      what: 'review-failed',
    });
  });

  test('gets the name of the run in a folder or where {run} stands', () => {
    expect(auditPath(folder, '42-1')).toBe(join(folder, 'parallel-review-42-1.jsonl'));
    expect(auditPath(`${folder}/new/`, '42-1')).toBe(join(folder, 'new', 'parallel-review-42-1.jsonl'));
    expect(auditPath('logs/{run}.jsonl', '42-1')).toBe('logs/42-1.jsonl');
    expect(auditPath('audit.jsonl', '42-1')).toBe('audit.jsonl');
  });
});

test('a run is named after the job, or after its time and chance; never with what a path could hide in', () => {
  expect(runIdOf({ GITHUB_RUN_ID: '123', GITHUB_RUN_ATTEMPT: '2' }, 0)).toBe('123-2');
  const local = runIdOf({ GITHUB_RUN_ID: '../../x' }, Date.UTC(2026, 0, 2, 3, 4, 5));
  expect(local).toMatch(/^20260102T030405Z-[0-9a-f]{8}$/);
  expect(runIdOf({}, 0)).not.toBe(runIdOf({}, 0));
});
