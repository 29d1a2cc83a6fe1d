/** `review`: the same review as on GitHub, of a local repository. */
import type { Ending } from '../observe/observer.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderSarif } from '../report/sarif.ts';
import type { Report } from '../report/schema.ts';
import { renderTerminal } from '../report/terminal.ts';
import { review } from '../review.ts';
import type { ReviewRequest } from '../review.ts';
import { rules } from '../rules/index.ts';
import { systemClock } from '../run/clock.ts';
import { oneOf, text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { configurationOf } from './configuration.ts';
import { interruptible } from './interruption.ts';
import { observersOf } from './observers.ts';
import { deliver } from './output.ts';
import { openRevisions } from './revisions.ts';
import { wantsColour } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const formats = ['terminal', 'markdown', 'json', 'sarif'] as const;

export async function reviewCommand(invocation: Invocation, terminal: Terminal): Promise<ExitCode> {
  const format = oneOf('format', invocation.options['format'], formats);
  const output = text(invocation.options['output']);
  return interruptible(terminal.interruption, async (signal) => {
    const report = await reviewLocally(invocation, terminal, signal);
    await deliver(render(report, format, terminal, output === undefined), output, terminal);
    return exitCode(report);
  });
}

/** The report of a local change; of what is known by then if `signal` stops it while agents are at work. */
export async function reviewLocally(
  invocation: Invocation,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<Report> {
  const { base, head, close } = await openRevisions(invocation, terminal, signal);
  try {
    const config = await configurationOf(invocation, base, terminal);
    const request = { config, base, head, clock: systemClock, ...(signal && { signal }) };
    return await observed(request, invocation, terminal);
  } finally {
    await close();
  }
}

/** What is to be written; `onScreen` if a person may be looking at it. */
export function render(
  report: Report,
  format: (typeof formats)[number],
  terminal: Terminal,
  onScreen: boolean,
): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  if (format === 'sarif') return renderSarif(report, { rules });
  if (format === 'markdown') return renderMarkdown(report);
  return renderTerminal(report, {
    colour: onScreen && wantsColour(terminal),
    ...(onScreen && terminal.stdout.columns && { width: terminal.stdout.columns }),
  });
}

export function exitCode({ verdict, conclusion }: Report): ExitCode {
  if (verdict === 'incomplete') return 2;
  return conclusion === 'success' ? 0 : 1;
}

async function observed(request: ReviewRequest, invocation: Invocation, terminal: Terminal): Promise<Report> {
  const observer = await observersOf(invocation, request.config, terminal);
  let report: Report | undefined;
  try {
    report = await review({ ...request, onEvent: observer.onEvent });
    return report;
  } finally {
    await observer.close(report && endingOf(report));
  }
}

function endingOf({ verdict, conclusion, findings }: Report): Ending {
  return { verdict, conclusion, findings: findings.length };
}
