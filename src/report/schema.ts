/**
 * The report: the versioned JSON document that a review ends in. Everything a person sees is a view of it.
 *
 * Same base, head, config and answers give the same bytes, but for what is called timing:
 * `timing`, `agents[].durationMs` and `usage.githubRequests`. A reader of version 1 ignores keys it does not know.
 */
import { z } from 'zod';
import { lanes } from '../agents/agent.ts';
import { confidences, severities } from '../finding.ts';
import { taskStatuses } from '../run/task.ts';

/** How a review can end. `passed` and `nothing-to-review` let a pull request merge, and so does `overridden`. */
export const verdicts = ['passed', 'blocked', 'incomplete', 'overridden', 'nothing-to-review'] as const;
export type Verdict = (typeof verdicts)[number];

/** What the pull request does to a node of the lineage picture. */
export const impactStates = ['changed', 'broken', 'affected', 'exposed'] as const;
export type ImpactState = (typeof impactStates)[number];

const count = z.int().nonnegative();
const line = z.int().positive();
const milliseconds = z.number().nonnegative();

const locationSchema = z.object({
  path: z.string().describe('Relative to the repository, with forward slashes.'),
  side: z.enum(['base', 'head']).describe('The revision that the lines belong to: base for removed ones.'),
  startLine: line.describe('First line, counted from 1.'),
  endLine: line.describe('Last line, included.'),
});

const relatedSchema = locationSchema
  .extend({ message: z.string().describe('What this place has to do with the finding.') })
  .describe('A further place that belongs to a finding, such as one broken consumer.');

const editSchema = z
  .object({
    path: z.string().describe('Relative to the repository, with forward slashes.'),
    startLine: line.describe('First line at head, counted from 1.'),
    endLine: line.describe('Last line, included.'),
    replacement: z.string().describe('What stands there instead, without the last line break.'),
  })
  .describe('A change to whole lines. No two of a report overlap.');

const findingSchema = z
  .object({
    fingerprint: z.string().describe('Identity across pushes: it depends on no line number and no wording.'),
    id: z
      .string()
      .describe('Short name of exactly this finding for commands; it changes when what it says does.'),
    rule: z.string().describe('agent/kebab-name.'),
    agents: z.array(z.string()).min(1).describe('The agents that reported it.'),
    severity: z.enum(severities).describe('How bad it would be.'),
    confidence: z
      .enum(confidences)
      .describe('How sure it is: proven from the two revisions alone, likely by a convention, or possible.'),
    blocking: z
      .boolean()
      .describe('True if it alone keeps the pull request from merging, unless it is accepted.'),
    accepted: z
      .array(
        z.object({
          by: z.string().describe('Login.'),
          reason: z.string(),
          url: z.string().describe('The comment.'),
        }),
      )
      .min(1)
      .optional()
      .describe('People who accepted it; then it blocks no more.'),
    title: z.string().describe('One line: what is wrong. Names stand between backticks.'),
    message: z.string().describe('What happens and how it was shown. Names stand between backticks.'),
    why: z.string().describe('Why it matters, for somebody who does not know the rule.'),
    advice: z.string().describe('What to do about it.'),
    resource: z.string().describe('What it is about: a dbt unique id, else the path of the file.'),
    subject: z.string().optional().describe('What in the resource: a column, a test, a grantee.'),
    location: locationSchema.describe('Where it starts.'),
    related: z.array(relatedSchema).describe('Further places, nearest first.'),
    edits: z.array(editSchema).optional().describe('What mends it; all of them or none.'),
    notes: z.array(z.string()).optional().describe('What merging has to say, such as an edit left out.'),
  })
  .describe('One problem that head adds over base.');

const spentSchema = z.object({
  inputTokens: count.describe('Tokens sent to models.'),
  outputTokens: count.describe('Tokens received from models.'),
  costUsd: z.number().nonnegative().describe('US dollars, by the price list in use.'),
});

const agentSchema = z
  .object({
    name: z.string(),
    lane: z.enum(lanes).describe('Its precedence: safety starts first and fails closed.'),
    status: z.enum(taskStatuses).describe('How it ended.'),
    attempts: count.describe('Tries that were made, retries included; 0 if it never started.'),
    tasks: count.describe(
      'What it had to do; 0 if it was turned off or nothing was for it. With tasks, it owes an answer unless its status is ok.',
    ),
    durationMs: milliseconds.describe('Milliseconds of work, summed over its tasks.'),
    findings: count.describe('Findings in this report that it reported, shared ones included.'),
    reason: z.string().optional().describe('Why, unless its status is ok: one line.'),
    usage: spentSchema.describe('What its models used.'),
  })
  .describe('One agent and how it ended.');

const coverageSchema = z
  .object({
    changedFiles: count.describe('Files that the pull request changes.'),
    reviewedFiles: count.describe('Of these, the files that some agent reviewed to the end.'),
    notReviewed: z
      .array(z.object({ path: z.string(), reason: z.string() }))
      .describe('The others, and why not.'),
  })
  .describe('What was looked at.');

const timingSchema = z
  .object({
    wallMs: milliseconds.describe('From start to end, in milliseconds.'),
    sequentialMs: milliseconds.describe('The sum of all tasks: what one after the other would have taken.'),
    criticalPathMs: milliseconds.describe('The longest chain of tasks that wait for each other.'),
    speedup: z.number().nonnegative().describe('sequentialMs / wallMs.'),
    speedupBound: z
      .number()
      .nonnegative()
      .describe(
        "The highest speed-up that any order of the tasks could have had: Amdahl's law over the parts that cannot run side by side, and the critical path.",
      ),
    slotWaitMs: milliseconds.describe('The sum of what tasks waited for a free slot.'),
    limiterWaitMs: milliseconds.describe("The sum of what calls waited for a provider's rate."),
  })
  .describe('Not deterministic.');

const impactSchema = z
  .object({
    nodes: z.array(
      z.object({
        id: z.string().describe('A dbt unique id, or the path of a BI file.'),
        label: z.string().describe('Its name, for people.'),
        type: z.string().describe('model, source, exposure, …, or bi_file.'),
        state: z
          .enum(impactStates)
          .describe(
            'changed by the pull request, broken by it, affected downstream, or exposed: seen by others. A BI file is exposed if findings say that it reads what goes.',
          ),
      }),
    ),
    edges: z
      .array(z.tuple([z.string(), z.string()]))
      .describe('[from, to], by node id, in the direction of data.'),
    omitted: count.describe('Nodes left out to keep the picture small.'),
  })
  .describe('The part of the lineage that the pull request touches.');

const ignoredSchema = z
  .object({
    rule: z.string(),
    resource: z.string(),
    severity: z.enum(severities).optional(),
    title: z.string().optional().describe('What it would have said.'),
    fingerprint: z.string().optional().describe('Its identity across pushes.'),
    location: locationSchema.optional().describe('Where it starts.'),
    path: z.string().describe('Of the comment that silences it.'),
    line: line.optional().describe('Of that comment, at head.'),
    reason: z.string().describe('What the comment gives as its reason.'),
    added: z.boolean().optional().describe('True if the pull request itself adds the comment.'),
  })
  .describe('A finding that a comment silences. What blocks is never among them.');

export const reportSchema = z
  .object({
    schemaVersion: z.literal(1),
    tool: z.object({ name: z.string(), version: z.string() }).describe('What made this report.'),
    conclusion: z.enum(['success', 'failure']).describe('What the check run says.'),
    verdict: z.enum(verdicts).describe('The answer: merge or do not, and why.'),
    skipped: z
      .string()
      .optional()
      .describe('Why the configuration leaves this change unreviewed; then nothing was looked at.'),
    base: z.string().describe('Commit id of the revision compared with.'),
    head: z.string().describe('Commit id of the revision reviewed, or worktree.'),
    policy: z
      .object({
        failOnSeverity: z.enum([...severities, 'none']).describe('Findings at least this severe block.'),
      })
      .describe('What the verdict was reached by.'),
    findings: z.array(findingSchema).describe('The most important first.'),
    ignored: z.array(ignoredSchema).optional(),
    narrative: z
      .object({
        model: z.string().describe('provider/name.'),
        lines: z.array(z.string()).describe('Plain text.'),
      })
      .optional()
      .describe('What a model says that the change does. Generated, and not checked.'),
    notes: z.array(z.string()).describe('What a reader must know to judge this report.'),
    agents: z.array(agentSchema),
    coverage: coverageSchema,
    impact: impactSchema.optional(),
    timing: timingSchema,
    usage: spentSchema
      .extend({
        githubRequests: count.describe(
          "Requests made to GitHub's API and archives downloaded; in the results file, publishing included.",
        ),
      })
      .describe('What the whole review used.'),
  })
  .describe('The result of one review by Parallel Review.');

export type Report = z.infer<typeof reportSchema>;
export type ReportFinding = Report['findings'][number];
export type ReportAgent = Report['agents'][number];
export type Impact = NonNullable<Report['impact']>;
export type ImpactNode = Impact['nodes'][number];

/** The JSON schema (draft 2020-12) of the report, as committed in `schemas/report.schema.json`. */
export function reportJsonSchema(): Record<string, unknown> {
  // As input: unknown keys stay allowed, so that version 1 can grow.
  return { title: 'Parallel Review report', ...z.toJSONSchema(reportSchema, { io: 'input' }) };
}
