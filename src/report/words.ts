/** The sentences that every rendering shares. Plain text; names stand between backticks. */
import { severities } from '../finding.ts';
import type { Location, Severity } from '../finding.ts';
import { clip, unmarked } from './plain.ts';
import type { Usage } from '../run/task.ts';
import type { Report, ReportAgent, ReportFinding, Verdict } from './schema.ts';

export const severityMarks: Record<Severity, string> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '⚪',
};

const verdictWords: Record<Verdict, { mark: string; word: string }> = {
  passed: { mark: '✅', word: 'Passed' },
  blocked: { mark: '🛑', word: 'Blocked' },
  incomplete: { mark: '⚠️', word: 'Incomplete' },
  overridden: { mark: '⚠️', word: 'Overridden' },
  'nothing-to-review': { mark: '✅', word: 'Nothing to review' },
};

/** The verdict: a mark, one or two words, and the rest of the sentence without a full stop (may be empty). */
export interface Headline {
  mark: string;
  word: string;
  rest: string;
}

export function headline(report: Report): Headline {
  if (report.skipped !== undefined) return { mark: '⏭️', word: 'Skipped', rest: report.skipped };
  return { ...verdictWords[report.verdict], rest: reason(report) };
}

/** Whether it keeps the pull request from merging as things are. */
export function blocks({ blocking, accepted }: ReportFinding): boolean {
  return blocking && accepted === undefined;
}

function reason(report: Report): string {
  const blocking = report.findings.filter(blocks);
  switch (report.verdict) {
    case 'blocked':
      return [counts(blocking), harm(report)].filter(Boolean).join(' — ');
    case 'overridden':
      return `${counts(report.findings.filter((finding) => finding.blocking))} would block, and merging was allowed all the same`;
    case 'incomplete': {
      const missing = troubled(report);
      const found = report.findings.length === 0 ? '' : ` — ${counts(report.findings)} so far`;
      return missing.length === 0
        ? `a part of the change was not reviewed${found}`
        : `no answer from ${unanswering(missing)}${found}`;
    }
    case 'passed':
      if (report.findings.length === 0) return 'no findings';
      return blocking.length === 0
        ? `${counts(report.findings)}, none of which blocks`
        : counts(report.findings);
    case 'nothing-to-review':
      return report.coverage.changedFiles === 0
        ? 'no file is changed'
        : `none of the ${plural(report.coverage.changedFiles, 'changed file')} is for an agent here`;
  }
}

/** `docs and cost (not started: the review was cancelled), quality (failed: the file is broken)`. */
function unanswering(agents: readonly ReportAgent[]): string {
  const groups = [...grouped(agents, (agent) => explained(agent, 100))];
  const said = groups.slice(0, 2).map(([why, group]) => `${few(group.map(({ name }) => name))} (${why})`);
  const rest = groups.slice(2).flatMap(([, group]) => group.map(({ name }) => name));
  return [...said, ...(rest.length > 0 ? [few(rest)] : [])].join(', ');
}

/** `a, b, c and 2 more`. */
function few(names: readonly string[]): string {
  return enumerated([...names.slice(0, 3), ...(names.length > 3 ? [`${names.length - 3} more`] : [])]);
}

/** What breaks, as far as the lineage picture shows it: `breaks 3 models and 1 exposure`. */
function harm({ impact }: Report): string {
  if (!impact) return '';
  const types = new Map<string, number>();
  for (const node of impact.nodes) {
    if (node.state === 'broken') types.set(node.type, (types.get(node.type) ?? 0) + 1);
  }
  const parts = [...types].map(([type, count]) => plural(count, type.replaceAll('_', ' ')));
  // What breaks is drawn before what is merely reached.
  const isAll = impact.omitted === 0 || impact.nodes.some(({ state }) => /affected|exposed/.test(state));
  return parts.length === 0 ? '' : `breaks ${isAll ? '' : 'at least '}${enumerated(parts)}`;
}

/** `2 critical findings`, `1 critical and 3 low findings`. */
export function counts(findings: readonly Pick<ReportFinding, 'severity'>[]): string {
  const parts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${enumerated(parts) || 'no'} finding${findings.length === 1 ? '' : 's'}`;
}

/** `a, b and c`. */
export function enumerated(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `1 file`, `2 files`, `2 queries`. */
export function plural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|sh|ch)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}

/** Milliseconds for people: `850 ms`, `3.2 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** `4 agents in 3.2 s, 2.5× as fast as one after the other (8.1 s)`; the comparison only where it says something. */
export function speed({ agents, timing }: Report): string {
  const ran = agents.filter((agent) => agent.status !== 'skipped').length;
  const time = `${plural(ran, 'agent')} in ${duration(timing.wallMs)}`;
  if (ran < 2 || timing.speedup < 1.05) return time;
  return `${time}, ${timing.speedup.toFixed(1)}× as fast as one after the other (${duration(timing.sequentialMs)}; at best ${timing.speedupBound.toFixed(1)}×)`;
}

/** `12 of 12 changed files reviewed`. */
export function coverage({ coverage: { reviewedFiles, changedFiles } }: Report): string {
  return `${reviewedFiles} of ${plural(changedFiles, 'changed file')} reviewed`;
}

/** `tasks waited 4.0 s for slots, 1.2 s for rate limits`; undefined if that is next to nothing. */
export function waits({ timing: { wallMs, slotWaitMs, limiterWaitMs } }: Report): string | undefined {
  const notable = (ms: number, what: string) =>
    ms > 0 && ms >= wallMs / 20 ? [`${duration(ms)} for ${what}`] : [];
  const parts = [...notable(slotWaitMs, 'slots'), ...notable(limiterWaitMs, 'rate limits')];
  return parts.length === 0 ? undefined : `tasks waited ${parts.join(', ')}`;
}

/** `12,345 tokens, $0.12`; undefined if no model was called. */
export function spent({ usage }: { usage: Usage }): string | undefined {
  const tokens = usage.inputTokens + usage.outputTokens;
  if (tokens === 0) return undefined;
  const grouped = String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
  // Nobody may know the price; nothing costs nothing.
  if (usage.costUsd === 0) return `${grouped} tokens`;
  return `${grouped} tokens, $${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 3 : 2)}`;
}

/** Whether it had something to do and gave no verdict, also because it never got to start. */
export function owesAnswer({ tasks, status }: ReportAgent): boolean {
  return tasks > 0 && status !== 'ok';
}

/** The agents that owe an answer. */
export function troubled(report: Report): ReportAgent[] {
  return report.agents.filter(owesAnswer);
}

const statusWords: Record<ReportAgent['status'], string> = {
  ok: 'ok',
  failed: 'failed',
  'timed-out': 'timed out',
  'over-budget': 'ran out of budget',
  skipped: 'skipped',
};

/** `timed out after 3 min`; `failed after 3 attempts`. */
export function ending(agent: ReportAgent): string {
  const word = statusWords[agent.status];
  if (agent.status === 'timed-out') return `${word} after ${duration(agent.durationMs)}`;
  return agent.status === 'failed' && agent.attempts > 1 ? `${word} after ${agent.attempts} attempts` : word;
}

/** `timed out after 3 min: its time budget of 3 min is used up`; plain words, the reason cut to `most` characters. */
export function explained(agent: ReportAgent, most = 300): string {
  const reason = agent.reason === undefined ? '' : unmarked(clip(agent.reason, most));
  // Its reason says itself that it did not start.
  if (agent.status === 'skipped' && owesAnswer(agent)) return reason || 'not started';
  return reason === '' ? ending(agent) : `${ending(agent)}: ${reason}`;
}

/** `models/orders.sql:12` or `models/orders.sql:12-14`. */
export function place({ path, startLine, endLine }: Location): string {
  return endLine > startLine ? `${path}:${startLine}-${endLine}` : `${path}:${startLine}`;
}

/** Keeps order; groups by what `key` says, in order of first appearance. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** What mends a finding; empty if nothing does for certain. */
export function fixable({ edits = [] }: ReportFinding): string {
  return edits.length === 0 ? '' : '`parallel-review review --fix` mends it.';
}
