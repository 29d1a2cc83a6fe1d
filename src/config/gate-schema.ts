/** What a config file may say about who need not be reviewed, and who may accept findings. */
import { z } from 'zod';
import type { Rule } from '../rules/rule.ts';
import { approvers } from './config.ts';
import type { ApprovalPolicy, SkipPolicy } from './config.ts';
import * as leaf from './leaves.ts';
import { present } from './options.ts';

const mapping = { error: 'a mapping' };
const oneName = 'a name of 1 to 100 characters in one line';
const names = z
  .array(z.string({ error: oneName }).regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: oneName }), {
    error: 'a list of names',
  })
  .max(100, { error: 'at most 100 names' });
const people = 'a whole number from 1 to 10';

/** A pull request that nobody need review. */
export const skipSchema = z
  .strictObject(
    {
      drafts: leaf.yesNo.describe('true: drafts are not reviewed until they are ready.'),
      labels: names.describe('Pull requests with one of these labels.'),
      authors: names.describe("Pull requests by these logins, such as 'dependabot[bot]'."),
    },
    mapping,
  )
  .partial()
  .describe('Pull requests that are not reviewed; the check run then ends as a success that says so.');

/** `rules`: the rules there are. */
export function approvalsSchema(rules: readonly Pick<Rule, 'id'>[]) {
  const ids = rules.map(({ id }) => id) as [string, ...string[]];
  return z
    .strictObject(
      {
        allow: leaf.yesNo.describe('false: no finding can be accepted.'),
        by: z
          .enum(approvers, { error: approvers.join(', ') })
          .describe('The access to the repository that accepting takes.'),
        count: z
          .int({ error: people })
          .min(1, { error: people })
          .max(10, { error: people })
          .describe('How many people must accept the same finding.'),
        author: leaf.yesNo.describe("true: the pull request's author may accept its findings."),
        'code-owner': leaf.yesNo.describe(
          "true: one of them must be a code owner of the finding's file, by CODEOWNERS of the target branch.",
        ),
        not: z
          .array(z.enum(ids, { error: 'rules that there are' }), { error: 'a list of rules' })
          .max(500, { error: 'at most 500 rules' })
          .describe('Rules whose findings nobody can accept.'),
      },
      mapping,
    )
    .partial()
    .describe('Who may accept a blocking finding with `/parallel-review accept <id> <reason>`.');
}

const defaultSkip: SkipPolicy = { drafts: false, labels: [], authors: [] };
/** Nobody vouches for themselves; and what a secret opens is open once it is pushed, whoever accepts it. */
export const defaultApprovals: ApprovalPolicy = {
  allow: true,
  by: 'write',
  count: 1,
  author: false,
  codeOwner: false,
  not: ['governance/secret-committed'],
};

/** What the file does not say stays as it is without one. */
export function gateOf({
  skip,
  approvals,
}: {
  skip?: z.infer<typeof skipSchema> | undefined;
  approvals?: z.infer<ReturnType<typeof approvalsSchema>> | undefined;
}): { skip: SkipPolicy; approvals: ApprovalPolicy } {
  const { 'code-owner': codeOwner, ...others } = approvals ?? {};
  return {
    skip: { ...defaultSkip, ...present(skip ?? {}) },
    approvals: { ...defaultApprovals, ...present({ ...others, codeOwner }) },
  };
}
