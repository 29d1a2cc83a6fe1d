/**
 * The whole story of a review, in one direction: what changed, who looks at it, what they find, and
 * what that means for the merge. Both ends hand in what they know (snapshots, config, clock) and
 * publish the report that comes out.
 */
import { changeSet } from './change/diff.ts';
import type { ChangeSet } from './change/change-set.ts';
import type { Snapshot } from './change/snapshot.ts';
import type { Config } from './config/config.ts';
import { defaultSpending } from './config/model-schema.ts';
import { findingId } from './merge/acceptance.ts';
import type { Acceptances } from './merge/acceptance.ts';
import { applyIgnores } from './merge/ignores.ts';
import type { Judged } from './merge/ignores.ts';
import { mergeFindings } from './merge/merge.ts';
import type { MergedFinding } from './merge/merge.ts';
import { verdictOf } from './merge/verdict.ts';
import type { Plan } from './plan/plan.ts';
import { emptyPlan, planReview } from './plan/plan-review.ts';
import { ignoresOf, placeAtHead } from './project/comments/change-ignores.ts';
import type { Workspace } from './project/project.ts';
import { summarise } from './project/summarise.ts';
import { unreadFiles } from './project/unread.ts';
import type { Unread } from './project/unread.ts';
import { openWorkspace } from './project/workspace.ts';
import type { Reading } from './project/workspace.ts';
import { buildReport } from './report/build.ts';
import { redacted } from './report/redact.ts';
import type { Report } from './report/schema.ts';
import type { ModelAccess } from './reviewers/model/access.ts';
import { openReviewers } from './reviewers/open.ts';
import { rules } from './rules/index.ts';
import { changeSecrets } from './rules/shared/change-secrets.ts';
import { tool } from './version.ts';
import type { ResourceOptions } from './run/resources.ts';
import { runTasks } from './run/run.ts';
import type { Clock, RunEvent } from './run/task.ts';

export interface ReviewRequest {
  config: Config;
  /** Two revisions of one repository, most cheaply over one store of contents. */
  base: Snapshot;
  head: Snapshot;
  clock: Clock;
  /** Stops the review; what is known by then is reported as incomplete. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Why nobody need review the change: then nothing is run, and the report says so. */
  skip?: string | undefined;
  /** What a reader must know besides what the review itself finds out. */
  notes?: readonly string[];
  /** Which blocking findings people accepted. Must not reject. @default none */
  acceptances?: (blocking: readonly MergedFinding[]) => Promise<Acceptances>;
  /** What it takes to ask models; without it an agent that would ask one fails. */
  models?: ModelAccess;
  /** Where files that other tools wrote lie. @default the current folder */
  workspaceFolder?: string;
  /** The revision that the team's own prompts are read from. @default base */
  trusted?: Snapshot;
  /** Takes secrets of the surroundings, and what looks like one, out of a text. @default leaves all as it is */
  redact?: (text: string) => string;
  /** Of earlier reviews of the same repository. @default one of its own */
  reading?: Reading;
}

/** What will be reviewed by whom. Reads the changed files, runs nothing. */
export async function planChange(
  request: Pick<ReviewRequest, 'config' | 'base' | 'head' | 'skip'>,
): Promise<{ change: ChangeSet; plan: Plan }> {
  const change = await changeSet(request.base, request.head);
  const { config, skip } = request;
  return { change, plan: skip === undefined ? planReview(config, change.files) : emptyPlan(config, skip) };
}

/** Reviews the change from base to head. Rejects only if a revision cannot be read or the plan is impossible. */
export async function review(request: ReviewRequest): Promise<Report> {
  const { config, clock } = request;
  const { change, plan } = await planChange(request);

  // All agents share one reading of the project, made before they start so that none is charged for it.
  const startMs = clock.now();
  let opening: Promise<Workspace> | undefined;
  const workspace = () => (opening ??= openWorkspace(change, request.reading));
  // A failure is each agent's to report, when it asks again.
  const opened = plan.tasks.length > 0 ? await workspace().catch(() => undefined) : undefined;
  const preparedMs = clock.now() - startMs;

  const { reviewers, ledger } = await openReviewers({ ...request, change, workspace });
  const outcomes = await runTasks(plan.tasks, reviewers, {
    ...request,
    ...config,
    ...resourcesOf(config),
    preparedMs,
  });
  try {
    const stopped = request.signal?.aborted === true;
    const silenced = await withoutIgnored(mergeFindings(outcomes, config), change, config);
    const { findings, notes } = await judged(silenced.findings, stopped ? {} : request);
    const unread = opened ? await unreadFiles(change, opened) : new Map<string, Unread>();
    const judging = { ...config, stopped, skipped: request.skip, unread };
    const decision = verdictOf(findings, outcomes, plan, judging);
    const understood = opened ? summarise(opened, findings) : { notes: [] };
    const report = buildReport({
      tool,
      config,
      change,
      plan,
      outcomes,
      preparedMs,
      findings,
      decision,
      skip: request.skip,
      unread,
      ...understood,
      narrative: ledger?.narrative,
      unseen: ({ agent, reviewer }) => (reviewer === 'model' ? ledger?.unseenBy(agent) : undefined),
      ignored: silenced.ignored,
      notes: [
        ...(request.notes ?? []),
        ...notes,
        ...silenced.notes,
        ...understood.notes,
        ...(ledger?.notes() ?? []),
      ],
    });
    return await discreet(report, change, request.redact);
  } finally {
    opened?.close();
  }
}

/** Without the secrets of the surroundings, and without those in the files that it speaks of. */
async function discreet(
  report: Report,
  change: ChangeSet,
  redact: (text: string) => string = (text) => text,
): Promise<Report> {
  const places = report.findings.flatMap(({ location, related }) => [location, ...related]);
  const values = await changeSecrets(change, places);
  return redacted(report, (text) => values.reduce((it, value) => it.replaceAll(value, '***'), redact(text)));
}

/** What calls may use up, in the words of the run. */
function resourcesOf({ agents, spending = defaultSpending, rates }: Config): ResourceOptions {
  const { maxTokens: tokens, maxCostUsd: usd, safetyShare } = spending;
  return {
    budget: {
      cap: { tokens, usd },
      safetyShare,
      quotas: new Map(agents.flatMap(({ name, quota }) => (quota ? [[name, quota]] : []))),
    },
    ...(rates && {
      limits: {
        requestsPerMinute: rates.requestsPerMinute,
        ...(rates.tokensPerMinute !== undefined && { unitsPerMinute: rates.tokensPerMinute }),
      },
    }),
  };
}

/** The findings but those that comments at head silence. */
async function withoutIgnored(
  findings: readonly MergedFinding[],
  change: ChangeSet,
  config: Config,
): Promise<Judged> {
  const ignores = await ignoresOf(
    change,
    findings.map(({ location }) => location),
  );
  return applyIgnores(findings, ignores, {
    config,
    ruleIds: rules.map(({ id }) => id),
    lineAtHead: ({ location }) => placeAtHead(change, location),
  });
}

/** The findings with who accepted them. Nobody is asked where nothing blocks. */
async function judged(
  findings: MergedFinding[],
  { acceptances }: Pick<ReviewRequest, 'acceptances'>,
): Promise<{ findings: MergedFinding[]; notes: string[] }> {
  const blocking = findings.filter((finding) => finding.blocking);
  if (!acceptances || blocking.length === 0) return { findings, notes: [] };
  const { accepted, notes } = await acceptances(blocking);
  const marked = findings.map((finding) => {
    const by = finding.blocking ? accepted.get(findingId(finding)) : undefined;
    return by ? { ...finding, accepted: by } : finding;
  });
  return { findings: marked, notes };
}
