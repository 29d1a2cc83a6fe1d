/** What `init` writes. */
import { builtInAgents } from '../agents/index.ts';
import { defaultApprovals } from '../config/gate-schema.ts';
import type { Agent } from '../agents/agent.ts';
import { optionTexts } from '../rules/describe.ts';
import { defaultPolicy } from '../rules/policy.ts';
import type { Rule } from '../rules/rule.ts';

/** The same as in the README, with its reasons beside it. */
export const workflow = `name: Parallel Review
on:
  pull_request:
    types: [opened, synchronize, reopened, ready_for_review]
  merge_group: # a required check must also run in the merge queue
  issue_comment: # /parallel-review accept, explain and rerun
    types: [created, edited, deleted]

# A newer push makes the review of an older one pointless; a comment stops no review.
concurrency:
  group: parallel-review-\${{ github.event_name == 'issue_comment' && github.run_id || github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

permissions:
  contents: read # both revisions of the repository
  checks: write # the check run with its annotations
  pull-requests: write # the one comment, which is updated in place

# Do not filter by paths: a required check whose workflow does not run stays pending for ever.
jobs:
  review:
    if: >-
      github.event_name != 'issue_comment' ||
      (github.event.issue.pull_request &&
      contains(format('{0} {1}', github.event.comment.body, github.event.changes.body.from), '/parallel-review'))
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      # No checkout: both revisions come through the API, and code of the pull request is never run.
      - uses: OWNER/parallel-review@REF # where the action lives, pinned to a full commit id
`;

type StarterRule = Pick<Rule, 'id' | 'severity' | 'summary' | 'default' | 'options'>;

/** A config file in which every setting stands as a comment, with its default. */
export function starterConfig(rules: readonly StarterRule[]): string {
  return `# Configuration of Parallel Review. It is read from the target branch, so that a pull request cannot
# relax its own gate. What stands behind a # is the default; uncomment what you want to change.

version: 1

# Findings at least this severe block the merge: critical, high, medium, low or none.
# fail-on-severity: critical

# Globs of the changed files to review; one that starts with ! excludes. An empty list means all.
# path-filters: []

# Tasks that run at the same time.
# max-concurrency: 4

# Minutes for the whole review; what is known by then is reported as incomplete.
# timeout-minutes: 10

# The model that each agent reviews with, too: anthropic/NAME, openai/NAME, google/NAME, github/NAME, or compatible/NAME
# with base-url. Without a name no model is asked. fallback: asked when the first one fails, is too slow, or most of the
# budget is gone. max-severity: no finding of a model is more severe. verify: findings are asked about once more; and
# with narrative a summary stands at the head of the comment. max-input-tokens, max-output-tokens: of one request; with
# prices in US dollars for a million tokens, by provider/name. mcp: servers whose tools models may use.
# model:
#   # name: anthropic/NAME
#   # fallback: anthropic/NAME
#   # base-url: https://models.example.com/v1
#   max-severity: high
#   verify: false
#   narrative: false
#   max-input-tokens: 12k
#   max-output-tokens: 8k
#   prices: {}
#   mcp: {}

# What the whole review may spend. Of max-minutes and timeout-minutes the smaller holds; tokens and dollars are those of
# models, and safety-reserve is the share of them that is kept for agents of the safety lane.
# budget: { max-minutes: 10, max-tokens: 400k, max-cost-usd: 1, safety-reserve: 30% }

# Most requests to one provider of models. tokens-per-minute says the same of tokens; without it there is no limit.
# requests-per-minute: 50

# For agents that write what another one reads or writes: serialize (one after the other, by precedence)
# or refuse (the review does not start).
# on-conflict: serialize

# Whom to tell that an agent is running out of time: an https:// address that takes JSON, or off.
# notify: { webhook: off }

# Pull requests that are not reviewed; the check run then ends as a success that says so.
# skip: { drafts: false, labels: [], authors: [] }

# Who may accept a finding that blocks, by the comment \`/parallel-review accept <id> <reason>\`: by: write, maintain or
# admin access to the repository; count: so many people; author: whether the pull request's own counts; code-owner:
# whether one of them must own the finding's file by CODEOWNERS; not: rules whose findings nobody can accept.
# approvals:
#   allow: ${defaultApprovals.allow}
#   by: ${defaultApprovals.by}
#   count: ${defaultApprovals.count}
#   author: ${defaultApprovals.author}
#   code-owner: ${defaultApprovals.codeOwner}
#   not: [${defaultApprovals.not.join(', ')}]

# Whether other open pull requests that change the same files, or models that this change reads, are named, for a
# request each.
# overlaps: false

# What the team has agreed on about its data. pii: columns that hold personal data besides those called
# like it, those that do not, and keys of meta or tags that mark them. public: models that others read
# (globs of paths below the dbt project, tag:NAME, layer:NAME). owners: who may own a model; nobody named,
# anybody. layers: names for parts of the project. required-meta: what the meta of new models must have,
# once governance/required-meta-missing is on.
# policy:
#   pii: { names: [], not: [], keys: [] }
#   public: ${JSON.stringify(defaultPolicy.public)}
#   owners: []
#   layers: {}
#   required-meta: []

# Single rules: a severity, off, or a mapping with severity and options. A severity given here holds for
# all findings of the rule; without one a rule may judge some of them as less severe than it stands here.
# rules:
${rules.map(ruleLines).join('')}
# The agents. lane: safety starts before standard, standard before optional. reads: globs of the changed
# files. writes: globs of those that it suggests to change. after: agents that must have ended before it
# starts; with stream: true they need only have started, and it reads along. on-failure: fail (without its
# verdict nothing is merged), continue (the report says that it is missing) or retry (twice, then as it
# was before). retries: further attempts after a failure. quota: with more findings than that it fails and
# keeps the first ones; its models' calls take no more than its max-tokens, max-cost-usd and max-requests. And
# with model: false no model is asked. timeout: such as 90s or 3m. enabled: false turns it off.
# agents:
${builtInAgents.map(agentLines).join('')}`;
}

function ruleLines(rule: StarterRule): string {
  const { id, severity, summary, default: byDefault } = rule;
  const own = optionTexts(rule);
  const said = byDefault ?? severity;
  if (own.length === 0) return `#   ${id}: ${said} # ${summary}\n`;
  const lines = own.map(
    ({ name, default: value, description }) => `#     ${name}: ${value} # ${description}\n`,
  );
  return `#   ${id}: # ${summary}\n#     severity: ${said}\n${lines.join('')}`;
}

function agentLines({
  name,
  summary,
  lane,
  reads,
  writes = [],
  after,
  onFailure,
  retries = 0,
  stream = false,
  maxFindings = 10_000,
  timeoutMs,
}: Agent): string {
  return `#   ${name}: # ${summary}
#     lane: ${lane}
#     reads: ${JSON.stringify(reads)}
#     writes: ${JSON.stringify(writes)}
#     after: ${JSON.stringify(after)}
#     stream: ${stream}
#     on-failure: ${onFailure}
#     retries: ${retries}
#     quota: { max-findings: ${maxFindings} }
#     timeout: ${timeoutMs / 60_000}m
#     enabled: true
#     model: { votes: 1, attempts: 1 }
`;
}
