/**
 * Replays the history of a repository in one process and counts what every rule says of it.
 *
 *     npm run bench:findings -- --repo DIR [--last 100] [--skip 0] [--list critical|high|medium|low]
 *
 * Each commit of the main branch is reviewed as the pull request it was, with the defaults. A partial clone lacks
 * some contents: commits that cannot be read are counted apart. `--list` prints each finding of at least this
 * severity with its commit, to be judged by hand.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { resolveConfig } from '../src/config/resolve.ts';
import { atLeast, severities } from '../src/finding.ts';
import { openRepository } from '../src/git/repository.ts';
import { createReading } from '../src/project/workspace.ts';
import type { Report, ReportFinding } from '../src/report/schema.ts';
import { review } from '../src/review.ts';
import { rules } from '../src/rules/index.ts';
import { systemClock } from '../src/run/clock.ts';
import { median, percentile } from './support/measure.ts';

interface Replay {
  commit: string;
  /** Absent if the commit cannot be read, or the review crashed: then `problem` says which. */
  report?: Report;
  problem?: string;
}

/** Newest first; commits without a parent are no pull request. */
function pullRequests(repo: string, skip: number, last: number): { base: string; head: string }[] {
  const window = [`--skip=${skip}`, `--max-count=${last}`];
  const args = ['-C', repo, 'log', '--first-parent', '--format=%H %P', ...window, 'HEAD'];
  const log = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  return log.split('\n').flatMap((line) => {
    const [head, base] = line.split(' ');
    return head && base ? [{ base, head }] : [];
  });
}

async function replayed(repo: string, window: { skip: number; last: number }): Promise<Replay[]> {
  const config = resolveConfig({ rules });
  const repository = await openRepository(repo);
  const reading = createReading();
  const replays: Replay[] = [];
  try {
    for (const { base, head } of pullRequests(repo, window.skip, window.last)) {
      try {
        const [before, after] = [await repository.snapshot(base), await repository.snapshot(head)];
        const request = { config, base: before, head: after, clock: systemClock, reading };
        replays.push({ commit: head, report: await review(request) });
      } catch (error) {
        const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        replays.push({ commit: head, problem });
      }
    }
  } finally {
    reading.close();
    await repository.close();
  }
  return replays;
}

function share(count: number, of: number): string {
  return `${count} (${((100 * count) / Math.max(1, of)).toFixed(1)} %)`;
}

function summary(replays: readonly Replay[]): [string, string][] {
  const reports = replays.flatMap(({ report }) => report ?? []);
  const unread = replays.filter(({ problem }) => problem?.startsWith('UnreadableError'));
  const counts = reports.map(({ findings }) => findings.length);
  const failed = reports.filter(({ agents }) =>
    agents.some(({ status }) => status !== 'ok' && status !== 'skipped'),
  );
  return [
    ['rules', String(rules.length)],
    ['pull requests', String(replays.length)],
    ['not readable in this clone', String(unread.length)],
    ['crashed', String(replays.length - reports.length - unread.length)],
    ['with an agent that failed', String(failed.length)],
    ['reviewed', String(reports.length)],
    ['with findings', share(counts.filter((count) => count > 0).length, reports.length)],
    ['blocked', share(reports.filter(({ verdict }) => verdict === 'blocked').length, reports.length)],
    ['findings, all', String(counts.reduce((sum, count) => sum + count, 0))],
    ['findings per pull request, median', String(median(counts))],
    ['findings per pull request, 95th percentile', String(percentile(counts, 0.95))],
    ['findings per pull request, most', String(Math.max(0, ...counts))],
  ];
}

/** How often each rule spoke, and how loudly; the most frequent first. */
function byRule(findings: readonly ReportFinding[]): [string, string][] {
  const ids = [...new Set(findings.map(({ rule }) => rule))];
  const said = ids.map((id) => ({ id, own: findings.filter(({ rule }) => rule === id) }));
  return said
    .toSorted((a, b) => b.own.length - a.own.length || (a.id < b.id ? -1 : 1))
    .map(({ id, own }) => {
      const levels = severities.flatMap((severity) => {
        const count = own.filter((finding) => finding.severity === severity).length;
        return count > 0 ? [`${severity} ${count}`] : [];
      });
      return [id, `${String(own.length).padStart(3)}  ${levels.join(', ')}`];
    });
}

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    last: { type: 'string', default: '100' },
    skip: { type: 'string', default: '0' },
    list: { type: 'string' },
  },
});
const [last, skip] = [Number(values.last), Number(values.skip)];
const listed = severities.find((severity) => severity === values.list);
const isListed = values.list === undefined || listed !== undefined;
if (
  values.repo === undefined ||
  !Number.isInteger(last) ||
  last < 1 ||
  !Number.isInteger(skip) ||
  !isListed
) {
  console.error(
    `usage: npm run bench:findings -- --repo DIR [--last COUNT] [--skip COUNT] [--list ${severities.join('|')}]`,
  );
  process.exit(2);
}

const replays = await replayed(values.repo, { skip, last });
for (const rows of [summary(replays), byRule(replays.flatMap(({ report }) => report?.findings ?? []))]) {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
  console.log('');
}
for (const { commit, problem } of replays) if (problem) console.log(`${commit} ${problem}`);
for (const { commit, report } of replays) {
  for (const { rule, severity, title, message, location } of report?.findings ?? []) {
    if (listed === undefined || !atLeast(severity, listed)) continue;
    const { path, startLine, side } = location;
    console.log(`\n${commit} ${severity} ${rule}\n  ${path}:${startLine} (${side}) ${title}\n  ${message}`);
  }
}
