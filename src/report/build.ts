/** Puts the report together from what the rooms before it decided. Decides nothing itself. */
import type { ChangeSet } from '../change/change-set.ts';
import { narrator } from '../config/agents.ts';
import type { Config } from '../config/config.ts';
import type { RelatedLocation } from '../finding.ts';
import { findingId } from '../merge/acceptance.ts';
import type { IgnoredFinding } from '../merge/ignores.ts';
import type { MergedFinding } from '../merge/merge.ts';
import type { Decision } from '../merge/verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { Outcome, Task, Usage } from '../run/task.ts';
import { timing } from '../run/timing.ts';
import { fingerprints } from './fingerprint.ts';
import type { Impact, Report, ReportAgent, ReportFinding } from './schema.ts';

export interface ReportParts {
  tool: Report['tool'];
  config: Pick<Config, 'failOnSeverity' | 'agents' | 'maxConcurrency'>;
  change: ChangeSet;
  plan: Plan;
  outcomes: readonly Outcome[];
  /** Milliseconds spent once for all tasks, before the first one started. */
  preparedMs: number;
  findings: readonly MergedFinding[];
  /** What comments silenced. @default nothing */
  ignored?: readonly IgnoredFinding[];
  /** Of a task that ended well: files that it did not get to see whole, and why. @default none */
  unseen?: (task: Task) => ReadonlyMap<string, string> | undefined;
  /** Changed files that nobody could read, by path. @default none */
  unread?: ReadonlyMap<string, { reason: string }>;
  decision: Decision;
  /** Why nobody need review the change. */
  skip?: string | undefined;
  /** What a model says that the change does. */
  narrative?: { model: string; lines: readonly string[] } | undefined;
  /** What a reader must know to judge the report. */
  notes: readonly string[];
  impact?: Impact;
}

/** The order of `outcomes` does not matter. */
export function buildReport(given: ReportParts): Report {
  const parts = {
    ...given,
    outcomes: given.outcomes.toSorted((a, b) => (a.task.id < b.task.id ? -1 : 1)),
  };
  const { tool, config, change, findings, decision, outcomes, notes, impact } = parts;
  const { ignored = [] } = given;
  // What is silenced comes last, so that it changes no other's fingerprint.
  const ids = fingerprints([...findings, ...ignored.map(({ finding }) => finding)]);
  return {
    schemaVersion: 1,
    tool,
    conclusion: decision.conclusion,
    verdict: decision.verdict,
    ...(parts.skip !== undefined && { skipped: parts.skip }),
    base: change.base.revision,
    head: change.head.revision,
    policy: { failOnSeverity: config.failOnSeverity },
    findings: findings.map(({ accepted, ...finding }, index) => ({
      fingerprint: ids[index]!,
      id: findingId(finding),
      ...finding,
      related: finding.related.map(withoutReader),
      ...(accepted && { accepted: [...accepted] }),
    })),
    ...(ignored.length > 0 && {
      ignored: ignored.map((it, index) => silenced(it, ids[findings.length + index]!)),
    }),
    ...(given.narrative && { narrative: { ...given.narrative, lines: [...given.narrative.lines] } }),
    notes: [...notes],
    agents: agentsOf(parts),
    coverage: coverageOf(parts),
    ...(impact && impact.nodes.length > 0 && { impact }),
    timing: timing(outcomes, {
      maxConcurrency: config.maxConcurrency,
      preparedMs: parts.preparedMs,
      // Rules work in this process's one thread.
      sharesThread: ({ reviewer }) => reviewer === 'rules',
    }),
    usage: { ...totalOf(outcomes), githubRequests: 0 },
  };
}

/** The picture has drawn it. */
function withoutReader(place: RelatedLocation): ReportFinding['related'][number] {
  const { reader: _, ...rest } = place;
  return rest;
}

function silenced(
  { finding, by }: IgnoredFinding,
  fingerprint: string,
): NonNullable<Report['ignored']>[number] {
  return {
    fingerprint,
    location: finding.location,
    rule: finding.rule,
    resource: finding.resource,
    severity: finding.severity,
    title: finding.title,
    path: by.path,
    line: by.line,
    reason: by.reason,
    added: by.added,
  };
}

function agentsOf({ config, plan, outcomes, findings }: ReportParts): ReportAgent[] {
  return config.agents.flatMap(({ name, lane }): ReportAgent[] => {
    const own = outcomes.filter(({ task }) => task.agent === name);
    if (own.length === 0) {
      const reason = plan.skipped.find(({ agent }) => agent === name)?.reason ?? 'nothing to do';
      return [
        {
          name,
          lane,
          status: 'skipped',
          attempts: 0,
          tasks: 0,
          durationMs: 0,
          findings: 0,
          reason,
          usage: totalOf([]),
        },
      ];
    }
    // One task that did not end well is how its agent ended.
    const worst = own.find(({ status }) => status !== 'ok') ?? own[0]!;
    return [
      {
        name,
        lane,
        status: worst.status,
        attempts: Math.max(...own.map(({ attempts }) => attempts)),
        tasks: own.length,
        durationMs: own.reduce((sum, { durationMs, waitedMs }) => sum + durationMs - waitedMs, 0),
        findings: findings.filter(({ agents }) => agents.includes(name)).length,
        ...(worst.reason !== undefined && { reason: worst.reason }),
        usage: totalOf(own),
      },
    ];
  });
}

function coverageOf({
  change,
  plan,
  outcomes,
  unseen,
  unread: unreadable = new Map(),
}: ReportParts): Report['coverage'] {
  // Some agents get files in which nobody reads lines, for their paths and sizes.
  const unread = new Set([...plan.unread.map(({ path }) => path), ...unreadable.keys()]);
  const reviewed = new Set(
    outcomes
      .filter(({ status, task }) => status === 'ok' && task.agent !== narrator)
      .flatMap(({ task }) => {
        const hidden = unseen?.(task);
        return hidden ? task.files.filter((path) => !hidden.has(path)) : task.files;
      })
      .filter((path) => !unread.has(path)),
  );
  const failed = outcomes
    .filter(({ status }) => status !== 'ok')
    .flatMap(({ task, status }) =>
      task.files
        .filter((path) => !reviewed.has(path))
        .map((path) => ({ path, reason: `${task.agent} ended as ${status}` })),
    );
  const tooMuch = outcomes
    .filter(({ status }) => status === 'ok')
    .flatMap(({ task }) => [...(unseen?.(task) ?? [])])
    .filter(([path]) => !reviewed.has(path))
    .map(([path, reason]) => ({ path, reason }));
  const broken = change.files
    .map(({ path }) => ({ path, reason: unreadable.get(path)?.reason }))
    .filter((entry): entry is { path: string; reason: string } => entry.reason !== undefined);
  const notReviewed = new Map(
    [...tooMuch, ...failed, ...broken, ...plan.unread].map((entry) => [entry.path, entry]),
  );
  return {
    changedFiles: change.files.length,
    reviewedFiles: reviewed.size,
    notReviewed: [...notReviewed.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function totalOf(outcomes: readonly { usage: Usage }[]): Usage {
  const total: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  for (const { usage } of outcomes) {
    total.inputTokens += usage.inputTokens;
    total.outputTokens += usage.outputTokens;
    total.costUsd += usage.costUsd;
  }
  return total;
}
