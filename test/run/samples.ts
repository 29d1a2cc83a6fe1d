import type { Finding } from '../../src/finding.ts';
import type { Outcome, Task } from '../../src/run/task.ts';

export function task(agent: string, more: Partial<Task> = {}): Task {
  return {
    id: `${agent}/rules/1`,
    agent,
    reviewer: 'rules',
    lane: 'standard',
    files: ['models/a.sql'],
    after: [],
    onFailure: 'fail',
    timeoutMs: 60_000,
    ...more,
  };
}

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    rule: 'quality/unknown-column',
    severity: 'high',
    confidence: 'proven',
    title: 'A column is missing',
    message: 'It is read and not there.',
    why: 'It fails.',
    advice: 'Correct it.',
    resource: 'model.shop.orders',
    location: { path: 'models/orders.sql', side: 'head', startLine: 3, endLine: 3 },
    related: [],
    ...more,
  };
}

export function outcome(of: Task, more: Partial<Outcome> = {}): Outcome {
  return {
    task: of,
    status: 'ok',
    attempts: 1,
    startedMs: 0,
    durationMs: 10,
    waitedMs: 0,
    limitedMs: 0,
    queuedMs: 0,
    findings: [],
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    ...more,
  };
}
