import type { ChangedFile } from '../../change/change-set.ts';
import { addedLines } from '../../change/lines.ts';
import { code } from '../../finding.ts';
import type { Job, Placed, Workflow } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { changedWorkflows, guarded } from '../shared/workflows.ts';

function workflow(trigger: string, steps: string, more = ''): string {
  return `on: ${trigger}\njobs:\n  build:\n${more}    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

const checkout =
  '      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n';

export const rule = defineRule({
  id: 'governance/untrusted-checkout',
  summary: 'A workflow with the repository’s secrets checks out a pull request and runs its code',
  severity: 'high',
  why: 'Anybody can open a pull request from a fork; its code then runs with a token that may write and with the secrets.',
  advice:
    'Use `pull_request`, or check out the base; hand results of untrusted code over as artifacts to a workflow that runs none of it.',
  silent: [
    'a checkout of the head that nothing is run from: no build, no script, no local action afterwards',
    'jobs behind an environment, or with a condition on the repository, the author, a label or the event',
    'what base already did',
  ],
  examples: {
    fires: [
      {
        name: 'builds the head of pull requests with the rights of the base',
        base: {},
        head: {
          '.github/workflows/pr.yml': workflow('pull_request_target', `${checkout}      - run: npm ci\n`),
        },
        findings: [{ path: '.github/workflows/pr.yml', line: 8 }],
      },
      {
        name: 'changes the trigger of a workflow that builds the head',
        base: { '.github/workflows/pr.yml': workflow('pull_request', `${checkout}      - run: make test\n`) },
        head: {
          '.github/workflows/pr.yml': workflow('pull_request_target', `${checkout}      - run: make test\n`),
        },
        findings: [{ path: '.github/workflows/pr.yml', line: 1 }],
      },
      {
        name: 'runs an action of the head',
        base: {},
        head: {
          '.github/workflows/pr.yml': workflow(
            'workflow_run',
            '      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.workflow_run.head_sha }}\n      - uses: ./.github/actions/build\n',
          ),
        },
        findings: [{ path: '.github/workflows/pr.yml', line: 8 }],
      },
    ],
    silent: [
      {
        name: 'builds the base',
        base: {},
        head: {
          '.github/workflows/pr.yml': workflow(
            'pull_request_target',
            '      - uses: actions/checkout@v4\n      - run: npm ci\n',
          ),
        },
      },
      {
        name: 'only looks at the head',
        base: {},
        head: {
          '.github/workflows/pr.yml': workflow(
            'pull_request_target',
            `${checkout}      - run: wc -l README.md\n`,
          ),
        },
      },
      {
        name: 'builds the head without secrets',
        base: {},
        head: { '.github/workflows/pr.yml': workflow('pull_request', `${checkout}      - run: npm ci\n`) },
      },
      {
        name: 'builds the head of its own branches only',
        base: {},
        head: {
          '.github/workflows/pr.yml': workflow(
            'pull_request_target',
            `${checkout}      - run: npm ci\n`,
            '    if: github.event.pull_request.head.repo.full_name == github.repository\n',
          ),
        },
      },
    ],
  },
  *check(context) {
    for (const { file, base, head } of changedWorkflows(context)) {
      for (const job of head.jobs.values()) {
        const danger = dangerOf(job, head);
        const before = base?.jobs.get(job.id);
        if (!danger || (base && before && dangerOf(before, base))) continue;
        yield finding(file, job, danger);
      }
    }
  },
});

interface Danger {
  event: string;
  /** The lines of the trigger, of the checkout and of what is run. */
  trigger: number;
  checkout: Placed;
  run: Placed;
}

const privileged = ['pull_request_target', 'workflow_run'] as const;
const headRevision =
  /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|github\.event\.workflow_run\.(?:head_sha|head_branch|head_commit\.id)|refs\/pull\/|github\.event\.(?:pull_request\.)?number\s*\}\}\s*\/(?:head|merge)/;
const fetchesHead = /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull)\b[^\n]{0,200}\bpull\//;
/** Programs that run what lies in the folder: package scripts, build files, tests, own programs. */
const runsCode =
  /(?:^|[\s;&|(])(?:npm|yarn|pnpm|bun|npx|pip3?|poetry|uv|tox|nox|pytest|python3?|make|cmake|gradle|mvn|cargo|go\s+(?:run|test|build|generate)|bundle|rake|composer|dbt|node|deno|bash|sh|source|terraform|pre-commit|docker(?:\s+compose|-compose|\s+build)|\.{1,2}\/[\w.-])/m;

function dangerOf(job: Job, { events }: Workflow): Danger | undefined {
  const event = privileged.find((name) => events.has(name));
  if (event === undefined || job.hasEnvironment || guarded.test(job.condition ?? '')) return undefined;
  let checkedOut: Placed | undefined;
  for (const step of job.steps) {
    if (guarded.test(step.condition ?? '')) continue;
    if (/^actions\/checkout@/.test(step.uses?.text ?? '')) checkedOut ??= headOf(step.inputs);
    else if (step.run && fetchesHead.test(step.run.text)) checkedOut ??= step.run;
    else if (checkedOut) {
      const run = step.uses?.text.startsWith('./') ? step.uses : step.run;
      if (run && (run === step.uses || runsCode.test(run.text)))
        return { event, trigger: events.get(event)!, checkout: checkedOut, run };
    }
  }
  return undefined;
}

/** The input that makes a checkout take the head of the pull request. */
function headOf(inputs: ReadonlyMap<string, Placed>): Placed | undefined {
  const ref = inputs.get('ref');
  return ref && headRevision.test(ref.text) ? ref : undefined;
}

/** Stands where the pull request makes it dangerous. */
function finding(file: ChangedFile, job: Job, { event, trigger, checkout: ref, run }: Danger): RuleFinding {
  const { path } = file;
  const added = addedLines(file);
  const line = [ref.line, trigger, run.line].find((it) => added.has(it)) ?? ref.line;
  const what = run.text.trim().split('\n', 1)[0] ?? '';
  return {
    confidence: 'likely',
    title: `${code(job.id)} in ${code(path)} runs code of any pull request with the repository’s secrets`,
    message: `On ${code(event)} the job checks out the head and then runs ${code(what.slice(0, 60))} in it.`,
    resource: path,
    subject: job.id,
    location: { path, side: 'head', startLine: line, endLine: line },
    related: [
      { path, side: 'head', startLine: trigger, endLine: trigger, message: `The trigger ${code(event)}.` },
      { path, side: 'head', startLine: ref.line, endLine: ref.line, message: 'The head is checked out.' },
      { path, side: 'head', startLine: run.line, endLine: run.line, message: 'Its code is run.' },
    ],
  };
}
