import { describe, expect, test } from 'vitest';
import { reportOutputs } from '../../src/github/results.ts';
import { renderCheckRun } from '../../src/report/check-run.ts';
import { renderComment } from '../../src/report/comment.ts';
import type { Report, ReportAgent } from '../../src/report/schema.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { sampleLinks, sampleReport } from './sample.ts';

/** An incomplete review whose agents ended like this, over one that is well. */
function incomplete(...ends: Partial<ReportAgent>[]): Report {
  const [well, ...others] = sampleReport().agents as [ReportAgent, ...ReportAgent[]];
  const agents = ends.map((end, index) => ({ ...others[index]!, tasks: 1, ...end }));
  return sampleReport({ verdict: 'incomplete', findings: [], agents: [well, ...agents] });
}

/** What a person reads first, in each place. */
function seen(report: Report): string[] {
  const options = { links: sampleLinks };
  return [
    renderComment(report, { ...options, marker: '<!-- x -->' }).split('\n')[1]!,
    renderCheckRun(report, options).title,
    renderTerminal(report, { colour: false }).split('\n\n')[0]!,
  ];
}

describe('an incomplete review names the agent and the reason in comment, check title and terminal', () => {
  test.each<[Partial<ReportAgent>, string]>([
    [{ status: 'failed', reason: 'the parser died' }, 'security (failed: the parser died)'],
    [
      { status: 'failed', reason: 'the parser died', attempts: 3 },
      'security (failed after 3 attempts: the parser died)',
    ],
    [
      { status: 'timed-out', reason: 'its time budget of 3 min is used up', durationMs: 180_000 },
      'security (timed out after 3 min: its time budget of 3 min is used up)',
    ],
    [
      { status: 'over-budget', reason: 'the budget of $1 is used up' },
      'security (ran out of budget: the budget of $1 is used up)',
    ],
    [
      { status: 'skipped', reason: 'not started: the review was cancelled', attempts: 0 },
      'security (not started: the review was cancelled)',
    ],
  ])('%j', (end, said) => {
    for (const text of seen(incomplete(end))) {
      const plain = text.replaceAll('<span>$</span>', '$').replaceAll(/\s+/g, ' ');
      expect(plain).toContain(`Incomplete`);
      expect(plain).toContain(`no answer from ${said}`);
    }
  });

  test('agents with one reason are said together, and a long list is cut', () => {
    const cancelled = { status: 'skipped', reason: 'not started: the review was cancelled' } as const;
    const report = incomplete(
      cancelled,
      cancelled,
      { status: 'failed', reason: 'x'.repeat(1_000) },
      {
        status: 'timed-out',
        reason: 'no time',
      },
    );
    const { title } = renderCheckRun(report, { links: sampleLinks });
    expect(title).toMatch(
      /^Incomplete: no answer from security and quality \(not started: the review was cancelled\), performance \(failed: x+…\), docs$/,
    );
  });

  test('an agent that never got to start failed for later steps too; one without anything to do did not', () => {
    const report = incomplete({ status: 'skipped', reason: 'not started: the review was cancelled' });
    const idle = sampleReport().agents.at(-1)!;
    const outputs = reportOutputs({ ...report, agents: [...report.agents, idle] });
    expect(outputs).toMatchObject({ 'agents-failed': 'security', 'agents-skipped': 'naming' });
    const table = renderTerminal({ ...report, agents: [...report.agents, idle] }, { colour: false });
    expect(table).toMatch(/✖ security +not started: the review was cancelled/);
    expect(table).toMatch(/– naming +skipped: nothing to read here/);
  });
});

describe('what tasks waited for', () => {
  const timing = (slotWaitMs: number, limiterWaitMs: number) =>
    sampleReport({ timing: { ...sampleReport().timing, wallMs: 10_000, slotWaitMs, limiterWaitMs } });
  const places = (report: Report) => [
    renderSummary(report).trimEnd().split('\n').at(-1)!,
    renderTerminal(report, { colour: false }),
  ];

  test('is told in the job summary and the terminal if it is at least a twentieth of the time', () => {
    for (const text of places(timing(4_000, 1_200)))
      expect(text).toContain('tasks waited 4.0 s for slots, 1.2 s for rate limits');
    for (const text of places(timing(400, 501)))
      expect(text).toContain('tasks waited 501 ms for rate limits');
    for (const text of places(timing(499, 0))) expect(text).not.toContain('waited');
  });

  test('is not told in the comment', () => {
    const body = renderComment(timing(4_000, 0), { links: sampleLinks, marker: '<!-- x -->' });
    expect(body).not.toContain('waited');
  });
});
