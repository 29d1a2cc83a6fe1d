/** `review`: the same review as on GitHub, of a local repository. */
import type { Ending } from '../observe/observer.ts';
import { redactor } from '../observe/redact.ts';
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
import { configurationOf, modelsOf } from './configuration.ts';
import { interruptible } from './interruption.ts';
import { observersOf } from './observers.ts';
import { deliver } from './output.ts';
import { applyFixes, fixLines } from './fix.ts';
import { openRevisions } from './revisions.ts';
import type { Revisions } from './revisions.ts';
import { UsageError, wantsColour } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const formats = ['terminal', 'markdown', 'json', 'sarif'] as const;

export async function reviewCommand(invocation: Invocation, terminal: Terminal): Promise<ExitCode> {
  const format = oneOf('format', invocation.options['format'], formats);
  const output = text(invocation.options['output']);
  if (invocation.options['fix'] === true && invocation.options['head'] !== undefined)
    throw new UsageError('--fix writes into the work tree, so that it cannot be used with --head');
  return interruptible(terminal.interruption, async (signal) => {
    const report = await reviewed(invocation, terminal, signal);
    await deliver(render(report, format, terminal, output === undefined), output, terminal);
    return exitCode(report);
  });
}

/** With `--fix`, of what is left when everything that has a fix is mended. */
async function reviewed(invocation: Invocation, terminal: Terminal, signal?: AbortSignal): Promise<Report> {
  if (invocation.options['fix'] !== true) return reviewLocally(invocation, terminal, signal);
  let fixed = 0;
  const report = await reviewLocally(invocation, terminal, signal, async (found, { head, folder }) => {
    const fixes = await applyFixes(found, head, folder);
    fixed = fixes.fixed.length;
    terminal.stderr.write(fixLines(fixes));
  });
  return fixed === 0 ? report : reviewLocally(invocation, terminal, signal);
}

/** The report of a local change; of what is known by then if `signal` stops it while agents are at work. */
export async function reviewLocally(
  invocation: Invocation,
  terminal: Terminal,
  signal?: AbortSignal,
  then?: (report: Report, revisions: Revisions) => Promise<void>,
): Promise<Report> {
  const revisions = await openRevisions(invocation, terminal, signal);
  const { base, head, close } = revisions;
  try {
    const config = await configurationOf(invocation, base, terminal);
    const models = modelsOf(invocation, config, terminal);
    const request = {
      config,
      base,
      head,
      clock: systemClock,
      ...(signal && { signal }),
      ...(models && { models }),
    };
    const report = await observed(request, invocation, terminal);
    await then?.(report, revisions);
    return report;
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
    report = await review({ ...request, onEvent: observer.onEvent, redact: redactor(terminal.env) });
    return report;
  } finally {
    await observer.close(report && endingOf(report));
  }
}

function endingOf({ verdict, conclusion, findings }: Report): Ending {
  return { verdict, conclusion, findings: findings.length };
}
