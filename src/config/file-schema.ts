/** What a config file may say. Editors get the same schema as JSON. */
import { z } from 'zod';
import { lanes } from '../agents/agent.ts';
import { builtInAgents } from '../agents/index.ts';
import { conflictPolicies } from './config.ts';
import type { Rule } from '../rules/rule.ts';
import { approvalsSchema, skipSchema } from './gate-schema.ts';
import * as leaf from './leaves.ts';
import { policySchema } from './policy-schema.ts';

const agentNames = builtInAgents.map(({ name }) => name) as [string, ...string[]];
const mapping = { error: 'a mapping' };

const agent = z
  .strictObject(
    {
      lane: z
        .enum(lanes, { error: lanes.join(', ') })
        .describe('Its precedence: safety starts before standard, standard before optional.'),
      reads: leaf.globs
        .min(1, { error: 'a list of at least one glob' })
        .describe('Globs of the changed files it reviews; ! excludes.'),
      writes: leaf.globs.describe('Globs of the changed files that it suggests to change. Without it, none.'),
      after: z
        .array(z.enum(agentNames, { error: agentNames.join(', ') }), { error: 'a list of agents' })
        .max(20, { error: 'at most 20 agents' })
        .describe('Agents that must have ended before it starts.'),
      stream: leaf.yesNo.describe(
        'true: it starts when those in after have started, and reads what they find as they find it.',
      ),
      'on-failure': leaf.onFailure.describe(
        'fail: without its verdict nothing is merged. continue: the report says that it is missing. retry: it is tried twice more, or as often as retries says, and then its default holds.',
      ),
      retries: leaf.retries.describe(
        'Further attempts after a failure, within its time budget. Without it, none.',
      ),
      quota: z
        .strictObject({ 'max-findings': leaf.maxFindings.optional() }, mapping)
        .describe('What it may use up. With more findings than max-findings it fails and keeps the first.'),
      timeout: leaf.duration.describe("Its time budget, such as '90s' or '3m'."),
      enabled: leaf.yesNo.describe('false turns it off.'),
    },
    mapping,
  )
  .partial();

/** What can be said of a rule. */
export type ConfigurableRule = Pick<Rule, 'id'> & Partial<Pick<Rule, 'severity' | 'summary' | 'options'>>;

/** `off`, a severity, or a mapping with a severity and the rule's own options. */
function ruleSetting({ options }: ConfigurableRule) {
  const keys = ['severity', ...Object.keys(options?.shape ?? {})];
  const detailed = z.strictObject(
    {
      severity: leaf.ruleSeverity.describe('Of all its findings, or off.').optional(),
      ...(options?.shape as Record<string, z.ZodType> | undefined),
    },
    mapping,
  );
  return z
    .union([leaf.ruleSeverity, detailed], {
      error: `${leaf.ruleSeverity.options.join(', ')}, a mapping with ${keys.join(', ')}`,
    })
    .optional();
}

/** `rules`: the rules there are; others are refused. */
export function fileSchema(rules: readonly ConfigurableRule[]) {
  return z
    .strictObject(
      {
        version: z.literal(1, { error: '1' }).describe('Of this format.'),
        'fail-on-severity': leaf.failOnSeverity
          .describe('Findings at least this severe block the merge.')
          .optional(),
        'path-filters': leaf.globs
          .describe('Globs of the changed files to review; ! excludes. Without one that includes, all.')
          .optional(),
        'max-concurrency': leaf.maxConcurrency.describe('Tasks that run at the same time.').optional(),
        'timeout-minutes': leaf.minutes.describe('Time budget of the whole review.').optional(),
        'on-conflict': z
          .enum(conflictPolicies, { error: conflictPolicies.join(', ') })
          .describe(
            'For agents that write what another one reads or writes. serialize (default): one after the other, by precedence. refuse: the review does not start.',
          )
          .optional(),
        notify: z
          .strictObject({ webhook: leaf.webhook.optional() }, mapping)
          .describe('Whom to tell that an agent is about to run out of time, or has.')
          .optional(),
        budget: z
          .strictObject({ 'max-minutes': leaf.minutes.optional() }, mapping)
          .describe('What the whole review may spend. Of max-minutes and timeout-minutes the smaller holds.')
          .optional(),
        rules: z
          .strictObject(Object.fromEntries(rules.map((rule) => [rule.id, ruleSetting(rule)])), mapping)
          .describe('Single rules: a severity, off, or a mapping with severity and the options on its page.')
          .optional(),
        policy: policySchema.optional(),
        skip: skipSchema.optional(),
        approvals: approvalsSchema(rules).optional(),
        overlaps: leaf.yesNo
          .describe('true: the report names other open pull requests that change the same files.')
          .optional(),
        agents: z
          .strictObject(Object.fromEntries(agentNames.map((name) => [name, agent.optional()])), mapping)
          .describe('What is different for single agents.')
          .optional(),
      },
      mapping,
    )
    .describe('Configuration of Parallel Review.');
}

export type FileSettings = z.infer<ReturnType<typeof fileSchema>>;

/** The JSON schema (draft 2020-12) of the config file, as committed in `schemas/config.schema.json`. */
export function configJsonSchema(rules: readonly ConfigurableRule[]): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema(rules), { io: 'input' });
  return { title: 'Parallel Review configuration', ...schema };
}
