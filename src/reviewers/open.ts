/** The engines of a review, each loaded only if some agent uses it. */
import type { ReviewerKind } from '../agents/agent.ts';
import type { ChangeSet } from '../change/change-set.ts';
import type { Snapshot } from '../change/snapshot.ts';
import type { Config } from '../config/config.ts';
import { defaultModelPolicy } from '../config/model-schema.ts';
import type { Finding } from '../finding.ts';
import type { Workspace } from '../project/project.ts';
import { rules } from '../rules/index.ts';
import type { Clock, Reviewer } from '../run/task.ts';
import type { ModelAccess } from './model/access.ts';
import type { Ledger } from './model/ledger.ts';
import { rulesReviewer } from './rules/reviewer.ts';

export interface EnginesContext {
  config: Config;
  change: ChangeSet;
  base: Snapshot;
  /** @default base */
  trusted?: Snapshot;
  /** Shared by all tasks; called by each. */
  workspace: () => Promise<Workspace>;
  models?: ModelAccess;
  clock: Clock;
  /** Where files that other tools wrote lie. @default the current folder */
  workspaceFolder?: string;
  /** Tools get nothing of it but where commands are. @default the process's */
  env?: Readonly<Record<string, string | undefined>>;
}

export interface Engines {
  reviewers: { rules: Reviewer; tool?: Reviewer; model?: Reviewer };
  /** What has to be said about models. */
  ledger?: Ledger;
}

export async function openReviewers(context: EnginesContext): Promise<Engines> {
  const { config, change, base, workspace, models: access } = context;
  const memory = openMemory();
  const { agents } = config;
  const uses = (kind: ReviewerKind) => agents.some(({ reviewers }) => reviewers.includes(kind));
  const reviewers: Engines['reviewers'] = { rules: memory.listening(rulesReviewer(rules, context)) };
  if (uses('tool')) {
    const { toolReviewer } = await import('./tool/reviewer.ts');
    const { clock, env = process.env, workspaceFolder = process.cwd() } = context;
    reviewers.tool = memory.listening(
      toolReviewer({ agents, change, clock, env, workspace: workspaceFolder }),
    );
  }
  if (!access || !uses('model')) return { reviewers };
  const { openModelReview } = await import('./model/review.ts');
  const { reviewer: model, ledger } = openModelReview({
    agents,
    policy: config.model ?? defaultModelPolicy,
    change,
    trusted: context.trusted ?? base,
    workspace,
    access,
    foundBy: memory.foundBy,
  });
  reviewers.model = model;
  return { reviewers, ledger };
}

/** What engines report, kept for those of the same agent that come after them. */
function openMemory() {
  const byTask = new Map<string, { agent: string; findings: Finding[] }>();
  return {
    listening:
      (reviewer: Reviewer): Reviewer =>
      (task, context) => {
        const findings: Finding[] = [];
        // Another attempt starts anew.
        byTask.set(task.id, { agent: task.agent, findings });
        const report = (finding: Finding) => {
          findings.push(finding);
          return context.report(finding);
        };
        return reviewer(task, Object.assign(Object.create(context) as typeof context, { report }));
      },
    /** In code-unit order of what they say, so that the same findings make the same question. */
    foundBy: (agent?: string): Finding[] =>
      [...byTask.values()]
        .filter((it) => agent === undefined || it.agent === agent)
        .flatMap(({ findings }) => findings)
        .map((finding) => [JSON.stringify(finding), finding] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([, finding]) => finding),
  };
}
