export const id = 694;
export const ids = [694];
export const modules = {

/***/ 7694:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  initCommand: () => (/* binding */ initCommand)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/rules/index.js + 251 modules
var rules = __webpack_require__(7578);
// EXTERNAL MODULE: ./build/cli/arguments.js
var cli_arguments = __webpack_require__(8213);
// EXTERNAL MODULE: ./build/cli/revisions.js + 6 modules
var revisions = __webpack_require__(7367);
// EXTERNAL MODULE: ./build/agents/index.js + 4 modules
var agents = __webpack_require__(5288);
// EXTERNAL MODULE: ./build/config/gate-schema.js
var gate_schema = __webpack_require__(6050);
// EXTERNAL MODULE: ./build/rules/describe.js
var describe = __webpack_require__(7255);
// EXTERNAL MODULE: ./build/rules/policy.js
var policy = __webpack_require__(9588);
;// CONCATENATED MODULE: ./build/cli/starter.js
/** What `init` writes. */




/** The same as in the README, with its reasons beside it. */
const workflow = `name: Parallel Review
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
/** A config file in which every setting stands as a comment, with its default. */
function starterConfig(rules) {
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
#   allow: ${gate_schema/* defaultApprovals */.yL.allow}
#   by: ${gate_schema/* defaultApprovals */.yL.by}
#   count: ${gate_schema/* defaultApprovals */.yL.count}
#   author: ${gate_schema/* defaultApprovals */.yL.author}
#   code-owner: ${gate_schema/* defaultApprovals */.yL.codeOwner}
#   not: [${gate_schema/* defaultApprovals */.yL.not.join(', ')}]

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
#   public: ${JSON.stringify(policy/* defaultPolicy */.G.public)}
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
${agents/* builtInAgents */.c.map(agentLines).join('')}`;
}
function ruleLines(rule) {
    const { id, severity, summary, default: byDefault } = rule;
    const own = (0,describe/* optionTexts */.Q)(rule);
    const said = byDefault ?? severity;
    if (own.length === 0)
        return `#   ${id}: ${said} # ${summary}\n`;
    const lines = own.map(({ name, default: value, description }) => `#     ${name}: ${value} # ${description}\n`);
    return `#   ${id}: # ${summary}\n#     severity: ${said}\n${lines.join('')}`;
}
function agentLines({ name, summary, lane, reads, writes = [], after, onFailure, retries = 0, stream = false, maxFindings = 10_000, timeoutMs, }) {
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

// EXTERNAL MODULE: ./build/cli/terminal.js
var cli_terminal = __webpack_require__(8565);
;// CONCATENATED MODULE: ./build/cli/init.js
/** `init`: the first two files of a repository that wants to be reviewed. */







/** Writes what is not there yet. Throws `UsageError` outside a work tree, and where it may not write. */
async function initCommand({ options }, terminal) {
    const repository = await (0,revisions/* openFolder */.N)({ options, positionals: [] }, terminal);
    await repository.close();
    if (repository.bare)
        throw new cli_terminal/* UsageError */.eb(`${repository.folder} is a bare repository; init writes into a work tree`);
    const files = {
        '.github/workflows/parallel-review.yml': workflow,
        '.github/parallel-review.yml': starterConfig(rules/* rules */.a),
    };
    const written = [];
    for (const [path, content] of Object.entries(files)) {
        const isNew = await writeNew((0,external_node_path_.join)(repository.folder, path), path, content);
        if (isNew)
            written.push(path);
        terminal.stdout.write(isNew ? `wrote  ${path}\n` : `kept   ${path}, which was there already\n`);
    }
    const again = (0,cli_arguments/* text */.Qq)(options['repo']) === undefined ? '' : ` --repo ${repository.folder}`;
    terminal.stdout.write(next(written, `${terminal.self} review${again}`));
    return 0;
}
/** False if something was there already, whatever it is. */
async function writeNew(file, path, content) {
    try {
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(file), { recursive: true });
        await (0,promises_.writeFile)(file, content, { flag: 'wx' });
        return true;
    }
    catch (error) {
        const { code } = error;
        // Of the folder it means that a file is in its way.
        if (code === 'EEXIST' && error.syscall === 'open')
            return false;
        throw new cli_terminal/* UsageError */.eb(`'${path}' cannot be written: ${code ?? String(error)}`, { cause: error });
    }
}
function next(written, review) {
    if (written.length === 0)
        return '\nNothing to do.\n';
    const steps = [
        ...(written.includes('.github/workflows/parallel-review.yml')
            ? ['Put the place and the commit of the action where the workflow says OWNER and REF.']
            : []),
        'Commit what was written, on a branch of its own, and open a pull request.',
        'Make the job or the check run "Parallel Review" a required status of the default branch.',
        `Until then, review what you have here: ${review}`,
    ];
    return `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`;
}


/***/ }),

/***/ 7255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ optionTexts)
/* harmony export */ });
/* unused harmony export severityText */
/** In the order of the rule's file. */
function optionTexts({ options }) {
    return Object.entries(options?.shape ?? {}).map(([name, schema]) => ({
        name,
        default: JSON.stringify(schema.def.defaultValue),
        description: schema.description ?? '',
    }));
}
/** `medium`, or `medium, off by default`. */
function severityText({ severity, default: byDefault }) {
    return byDefault === 'off' ? `${severity}, off by default` : severity;
}


/***/ })

};
