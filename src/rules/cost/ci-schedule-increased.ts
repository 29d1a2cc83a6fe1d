import { z } from 'zod';
import { code } from '../../finding.ts';
import { addedLines } from '../../change/lines.ts';
import { frequency, runsPerWeek } from '../../project/schedule.ts';
import type { Workflow } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import { amount } from '../options.ts';
import { changedWorkflows } from '../shared/workflows.ts';

function scheduled(...crons: string[]): string {
  const schedule = crons.map((cron) => `    - cron: '${cron}'\n`).join('');
  return `on:\n  push:\n  schedule:\n${schedule}jobs:\n  build:\n    steps:\n      - run: make\n`;
}

export const rule = defineRule({
  id: 'cost/ci-schedule-increased',
  summary: 'A GitHub workflow is scheduled at least twice as often',
  severity: 'medium',
  why: 'Every run takes runner minutes, and whatever the workflow starts runs as often as it does.',
  advice: 'Run it as often as somebody needs the result.',
  silent: [
    'the number of runs counts, not the text: another hour of the day is no change',
    'workflows that had no schedule before, and expressions that cannot be counted',
  ],
  examples: {
    fires: [
      {
        name: 'runs every quarter of an hour instead of every day',
        base: { '.github/workflows/load.yml': scheduled('0 6 * * *') },
        head: { '.github/workflows/load.yml': scheduled('*/15 * * * *') },
        findings: [{ path: '.github/workflows/load.yml', line: 4 }],
      },
      {
        name: 'adds a second time of the day',
        base: { '.github/workflows/load.yml': scheduled('0 6 * * *') },
        head: { '.github/workflows/load.yml': scheduled('0 6 * * *', '0 18 * * *') },
        findings: [{ path: '.github/workflows/load.yml', line: 5 }],
      },
    ],
    silent: [
      {
        name: 'runs at another hour, written otherwise',
        base: { '.github/workflows/load.yml': scheduled('0 6 * * 1-5') },
        head: { '.github/workflows/load.yml': scheduled('30 7 * * MON,TUE,WED,THU,FRI') },
      },
      {
        name: 'runs less often',
        base: { '.github/workflows/load.yml': scheduled('0 * * * *') },
        head: { '.github/workflows/load.yml': scheduled('0 6 * * *') },
      },
      {
        name: 'adds a workflow with a schedule',
        base: {},
        head: { '.github/workflows/load.yml': scheduled('*/15 * * * *') },
      },
    ],
  },
  options: z.strictObject({
    factor: amount(2, 1.01, 1000, 'So many times as many runs as before are reported.'),
  }),
  *check(context) {
    for (const { file, base, head } of changedWorkflows(context)) {
      const before = base && weekly(base);
      const after = weekly(head);
      if (!before || !after || after < context.options.factor * before) continue;
      const added = addedLines(file);
      const line = (head.schedules.find((cron) => added.has(cron.line)) ?? head.schedules[0])!.line;
      yield {
        confidence: 'proven',
        title: `${code(file.path)} is scheduled ${frequency(after)} instead of ${frequency(before)}`,
        message: `The schedule asks for ${Number((after / before).toFixed(1))} times as many runs.`,
        resource: file.path,
        location: { path: file.path, side: 'head', startLine: line, endLine: line },
      };
    }
  },
});

/** Nobody writes more; each takes a walk through the calendar. */
const maxSchedules = 100;

/** Runs per week of all its schedules; undefined if one cannot be counted, or there is none. */
function weekly({ schedules }: Workflow): number | undefined {
  if (schedules.length > maxSchedules) return undefined;
  const counts = schedules.map(({ text }) => runsPerWeek(text));
  if (counts.includes(undefined)) return undefined;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) || undefined;
}
