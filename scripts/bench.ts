/**
 * Replays the history of a repository: each commit of the main branch is reviewed as the pull request it was.
 *
 *     npm run bench -- --repo DIR [--last 100] [--list]
 *
 * The bundled CLI runs as a whole process, one review after another, so the times hold everything a user
 * waits for. `--list` prints each blocking finding with its commit, to be judged by hand.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Report } from '../src/report/schema.ts';
import { machine, median, percentile, runCli } from './support/measure.ts';

interface Replay {
  commit: string;
  /** Whole process, in milliseconds. */
  wallMs: number;
  /** Peak resident memory in MiB. */
  peakMb: number;
  /** Absent if the review crashed or was refused; then `problem` says why. */
  report?: Report;
  problem?: string;
  /** True if it said in its one line why it cannot review this; everything else without a report is a crash. */
  refused?: boolean;
}

/** The last commits of the first-parent history that have a parent, oldest first. */
function pullRequests(repo: string, last: number): { base: string; head: string }[] {
  const args = ['-C', repo, 'log', '--first-parent', '--format=%H %P', `--max-count=${last}`, 'HEAD'];
  const log = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return log
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([head, base]) => (head && base ? [{ base, head }] : []))
    .toReversed();
}

function replay(repo: string, base: string, head: string): Replay {
  const args = ['review', '--repo', repo, '--base', base, '--head', head, '--format', 'json'];
  const { stdout, stderr, status, wallMs, peakMb } = runCli(args);
  const measured = { commit: head, wallMs, peakMb };
  try {
    return { ...measured, report: JSON.parse(stdout) as Report };
  } catch {
    const line = stderr.trim().split('\n').at(-1) ?? '';
    const refused = status === 2 && line.startsWith('parallel-review: ') && !line.includes('(unexpected;');
    return { ...measured, refused, problem: `exit ${status}: ${line}` };
  }
}

function summary(replays: readonly Replay[]): [string, string][] {
  const reports = replays.flatMap(({ report }) => report ?? []);
  const findings = reports.flatMap((report) => report.findings);
  const walls = replays.map(({ wallMs }) => wallMs);
  const ms = (value: number) => `${Math.round(value)} ms`;
  const ended = (verdict: Report['verdict']) => reports.filter((report) => report.verdict === verdict).length;
  const share = (count: number) => `${count} (${((100 * count) / replays.length).toFixed(1)} %)`;
  return [
    ['machine', machine()],
    ['pull requests', String(replays.length)],
    ['with something to review', share(reports.length - ended('nothing-to-review'))],
    ['wall, median', ms(median(walls))],
    ['wall, 95th percentile', ms(percentile(walls, 0.95))],
    ['wall, max', ms(Math.max(...walls))],
    ['peak memory, median', `${Math.round(median(replays.map(({ peakMb }) => peakMb)))} MB`],
    ['peak memory, max', `${Math.round(Math.max(...replays.map(({ peakMb }) => peakMb)))} MB`],
    ['findings per pull request', (findings.length / Math.max(1, reports.length)).toFixed(2)],
    ['blocked', share(ended('blocked'))],
    ['incomplete', share(ended('incomplete'))],
    ['refused', share(replays.filter(({ refused }) => refused).length)],
    ['crashed', share(replays.filter(({ report, refused }) => !report && !refused).length)],
  ];
}

/** How often each rule fired, and how often it blocked; the most frequent first. */
function byRule(replays: readonly Replay[]): [string, string][] {
  const findings = replays.flatMap(({ report }) => report?.findings ?? []);
  return [...new Set(findings.map(({ rule }) => rule))]
    .map((rule) => ({ rule, found: findings.filter((finding) => finding.rule === rule) }))
    .toSorted((a, b) => b.found.length - a.found.length || (a.rule < b.rule ? -1 : 1))
    .map(({ rule, found }) => [
      rule,
      `${found.length}, blocking ${found.filter((it) => it.blocking).length}`,
    ]);
}

function print(rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    last: { type: 'string', default: '100' },
    list: { type: 'boolean', default: false },
  },
});
const last = Number(values.last);
if (values.repo === undefined || !Number.isInteger(last) || last < 1) {
  console.error('usage: npm run bench -- --repo DIR [--last COUNT] [--list]');
  process.exit(2);
}
const repo = values.repo;
const replays = pullRequests(repo, last).map(({ base, head }) => replay(repo, base, head));
if (replays.length === 0) {
  console.error(`bench: ${repo} has no commit with a parent`);
  process.exit(2);
}

print(summary(replays));
console.log('');
print(byRule(replays));
for (const { commit, problem, refused } of replays) {
  if (problem) console.log(`\n${commit} ${refused ? 'refused' : 'crashed'}: ${problem}`);
}
if (values.list) {
  for (const { commit, report } of replays) {
    for (const { rule, title, message, location, blocking } of report?.findings ?? []) {
      if (blocking)
        console.log(`\n${commit} ${rule}\n  ${location.path}:${location.startLine} ${title}\n  ${message}`);
    }
  }
}
