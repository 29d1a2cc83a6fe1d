/** The gate: one answer, as a pure function of findings, outcomes and policy. */
import type { Config } from '../config/config.ts';
import type { Plan } from '../plan/plan.ts';
import type { Outcome, Task } from '../run/task.ts';
import type { MergedFinding } from './merge.ts';

export interface Decision {
  verdict: 'passed' | 'blocked' | 'incomplete' | 'overridden' | 'nothing-to-review';
  /** What the check run says. */
  conclusion: 'success' | 'failure';
  /** Why, one line each; also what kept a passed review from being whole. */
  reasons: string[];
}

/**
 * Blocked wins over incomplete: what is proven stays proven when another agent fails, and both are said.
 * Incomplete is no pass: a required agent (`on-failure: fail`) gave no verdict, or nobody could read what the
 * change makes of a file. Overridden takes that people accepted all that blocks and nothing is missing.
 */
export function verdictOf(
  findings: readonly MergedFinding[],
  outcomes: readonly Outcome[],
  plan: Pick<Plan, 'tasks'>,
  policy: Pick<Config, 'failOnSeverity'> & {
    /** True if somebody stopped the review: then an agent that is missing is missing, required or not. */
    stopped?: boolean;
    /** Why nobody need review the change. */
    skipped?: string | undefined;
    /** Changed files that nobody could read, by path. @default none */
    unread?: ReadonlyMap<string, Unread>;
  },
): Decision {
  if (policy.skipped !== undefined)
    return { verdict: 'nothing-to-review', conclusion: 'success', reasons: [policy.skipped] };
  const { open, accepted } = openAndAccepted(findings);
  const blocking = open.length;
  const missing = [
    ...plan.tasks.flatMap((task) => missingVerdict(task, outcomes)),
    ...unreadFiles(plan, policy.unread),
  ];
  const reasons = missing.map(({ reason }) => reason);
  if (blocking > 0) {
    const what = `${blocking} ${blocking === 1 ? 'finding is' : 'findings are'}`;
    const blocked = `${what} at least ${policy.failOnSeverity}`;
    return { verdict: 'blocked', conclusion: 'failure', reasons: [blocked, ...reasons] };
  }
  if (missing.some(({ required }) => required || policy.stopped))
    return { verdict: 'incomplete', conclusion: 'failure', reasons };
  if (accepted.length > 0) {
    const what = `${accepted.length} ${accepted.length === 1 ? 'finding that blocks is' : 'findings that block are'} accepted`;
    return { verdict: 'overridden', conclusion: 'success', reasons: [what, ...reasons] };
  }
  if (plan.tasks.length === 0) {
    const nothing = 'no agent reads any of the changed files';
    return { verdict: 'nothing-to-review', conclusion: 'success', reasons: [nothing] };
  }
  return { verdict: 'passed', conclusion: 'success', reasons };
}

/** What blocks, apart by whether people accepted it. */
function openAndAccepted(findings: readonly MergedFinding[]) {
  const blocking = findings.filter((finding) => finding.blocking);
  return {
    open: blocking.filter((finding) => !finding.accepted),
    accepted: blocking.filter((finding) => finding.accepted),
  };
}

function missingVerdict(task: Task, outcomes: readonly Outcome[]): { required: boolean; reason: string }[] {
  const outcome = outcomes.find((it) => it.task.id === task.id);
  if (outcome?.status === 'ok') return [];
  const required = task.onFailure === 'fail';
  const kind = task.reviewer === 'model' ? 'model of' : 'agent';
  const who = `the ${required ? 'required ' : ''}${kind} ${task.agent}`;
  const why = outcome ? `${outcome.status}${outcome.reason ? `: ${outcome.reason}` : ''}` : 'it never ran';
  return [{ required, reason: `${who} gave no verdict (${why})` }];
}

interface Unread {
  /** As `it …` goes on. */
  reason: string;
  /** True if base could be read. */
  isNew: boolean;
  /** True if it is too large, deep or repetitive to be read; else it is broken. */
  isHuge: boolean;
}

/** A file that the change makes unreadable is no pass if it is beyond reading, or if there was nothing else to review. */
function unreadFiles(
  { tasks }: Pick<Plan, 'tasks'>,
  unread: ReadonlyMap<string, Unread> = new Map(),
): { required: boolean; reason: string }[] {
  const read = new Set(tasks.flatMap(({ files }) => files));
  const isAll = read.size > 0 && [...read].every((path) => unread.has(path));
  return [...unread]
    .filter(([path]) => read.has(path))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { reason, isNew, isHuge }]) => ({
      required: isNew && (isHuge || isAll),
      reason: `${path} was not reviewed: it ${reason}`,
    }));
}
