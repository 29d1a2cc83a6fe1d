/** What a config file may say. Editors get the same schema as JSON. */
import { z } from 'zod';
import { agentsSchema, ownAgentJsonSchema } from './agent-schema.ts';
import { conflictPolicies } from './config.ts';
import type { Rule } from '../rules/rule.ts';
import { approvalsSchema, skipSchema } from './gate-schema.ts';
import * as leaf from './leaves.ts';
import { budgetSchema, modelSchema } from './model-schema.ts';
import { policySchema } from './policy-schema.ts';

const mapping = { error: 'a mapping' };

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

/** `rules`: the rules there are; others are refused. `ownNames`: the agents that the file itself defines. */
export function fileSchema(rules: readonly ConfigurableRule[], ownNames: readonly string[] = []) {
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
        model: modelSchema.optional(),
        budget: budgetSchema.optional(),
        'requests-per-minute': leaf.requestsPerMinute
          .describe('Most requests to one provider of models. Default 50.')
          .optional(),
        'tokens-per-minute': leaf.tokens
          .describe('Most tokens to and from one provider of models. Without it, no limit.')
          .optional(),
        rules: z
          .strictObject(Object.fromEntries(rules.map((rule) => [rule.id, ruleSetting(rule)])), mapping)
          .describe('Single rules: a severity, off, or a mapping with severity and the options on its page.')
          .optional(),
        policy: policySchema.optional(),
        skip: skipSchema.optional(),
        approvals: approvalsSchema(rules).optional(),
        overlaps: leaf.yesNo
          .describe(
            'true: the report names other open pull requests that change the same files, or models that this change depends on.',
          )
          .optional(),
        agents: agentsSchema(ownNames).optional(),
      },
      mapping,
    )
    .describe('Configuration of Parallel Review.');
}

export type FileSettings = z.infer<ReturnType<typeof fileSchema>>;

/** The JSON schema (draft 2020-12) of the config file, as committed in `schemas/config.schema.json`. */
export function configJsonSchema(rules: readonly ConfigurableRule[]): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema(rules), { io: 'input' });
  const agents = schema.properties?.['agents'] as Record<string, unknown>;
  agents['additionalProperties'] = ownAgentJsonSchema();
  return { title: 'Parallel Review configuration', ...schema };
}
