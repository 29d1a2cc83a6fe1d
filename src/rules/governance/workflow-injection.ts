import type { ChangedFile } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import type { Job, Placed, Workflow } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { changedWorkflows, guarded } from '../shared/workflows.ts';

const workflow = (event: string, run: string) =>
  `on:\n  ${event}:\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          echo start\n          ${run}\n`;
const path = '.github/workflows/greet.yml';

export const rule = defineRule({
  id: 'governance/workflow-injection',
  summary: 'A workflow with the repository’s secrets puts what anybody can write into a script',
  severity: 'high',
  why: 'GitHub replaces the expression before the shell starts: a title such as `$(curl …)` is a command then, and whoever opens an issue or a pull request runs it beside the credentials of the warehouse.',
  advice: 'Hand the value over as an environment variable of the step, and use that in the script in quotes.',
  silent: [
    'events from forks that get neither secrets nor a token that may write, such as `pull_request`',
    'values that nobody outside writes, such as numbers and commits, and comparisons, whose result is no text',
    'jobs and steps with a condition on who it is: whether it suffices cannot be told from here',
  ],
  examples: {
    fires: [
      {
        name: 'prints the title of any pull request',
        base: {},
        head: {
          [path]: workflow('pull_request_target', 'echo "${{ github.event.pull_request.title }}"'),
        },
        findings: [{ path, line: 9 }],
      },
      {
        name: 'puts a comment into a script of JavaScript',
        base: { [path]: workflow('issue_comment', 'echo') },
        head: {
          [path]:
            'on: issue_comment\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: console.log(`${{ github.event.comment.body }}`)\n',
        },
        findings: [{ path, line: 8 }],
      },
      {
        name: 'lets the event of a workflow name the branch',
        base: { [path]: workflow('pull_request', 'git push origin "${{ github.head_ref }}"') },
        head: { [path]: workflow('pull_request_target', 'git push origin "${{ github.head_ref }}"') },
        findings: [{ path, line: 9 }],
      },
    ],
    silent: [
      {
        name: 'hands it over in the environment',
        base: {},
        head: {
          [path]:
            'on: pull_request_target\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "$TITLE"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}\n',
        },
      },
      {
        name: 'runs without secrets for forks, or uses what nobody outside writes',
        base: {},
        head: {
          [path]: workflow('pull_request', 'echo "${{ github.event.pull_request.title }}"'),
          '.github/workflows/number.yml': workflow(
            'issue_comment',
            "echo ${{ github.event.issue.number }} ${{ contains(github.event.comment.body, '/run') }}",
          ),
        },
      },
      {
        name: 'asks who it is first, or did so at base',
        base: { [path]: workflow('issues', 'echo ${{ github.event.issue.title }}') },
        head: {
          [path]: workflow('issues', 'echo "${{ github.event.issue.title }}" again'),
          '.github/workflows/run.yml':
            "on: issue_comment\njobs:\n  run:\n    if: github.event.comment.author_association == 'MEMBER'\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.comment.body }}\n",
        },
      },
    ],
  },
  *check(context) {
    for (const { file, base, head } of changedWorkflows(context)) {
      for (const job of head.jobs.values()) {
        const before = base?.jobs.get(job.id);
        const known = new Set(base && before ? injected(before, base).map(({ value }) => value) : []);
        const first = injected(job, head).find(({ value }) => !known.has(value));
        if (first) yield finding(context, file, job, first);
      }
    }
  },
});

interface Injected {
  event: string;
  script: Placed;
  /** The whole expression, and the value it takes. */
  expression: string;
  value: string;
}

/** Events that anybody can cause and that run with the secrets of the repository. */
const privileged = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
];
const written =
  /github\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion|comment|review|workflow_run)\.(?:title|body|display_title|head_branch)|pull_request\.head\.(?:ref|label)|(?:workflow_run\.)?head_commit\.(?:message|author\.(?:name|email))))\b/;
const compares = /[=!<>]=|&&|\b(?:contains|startsWith|endsWith|hashFiles)\s*\(/;

function injected(job: Job, { events }: Workflow): Injected[] {
  const event = privileged.find((name) => events.has(name));
  if (event === undefined || guarded.test(job.condition ?? '')) return [];
  return job.steps.flatMap(({ condition, run, uses, inputs }) => {
    const script =
      run ?? (/^actions\/github-script@/.test(uses?.text ?? '') ? inputs.get('script') : undefined);
    if (!script || guarded.test(condition ?? '')) return [];
    return [...script.text.matchAll(/\$\{\{[^}\n]{1,300}\}\}/g)].flatMap(({ 0: expression }) => {
      const value = compares.test(expression) ? undefined : written.exec(expression)?.[0];
      return value === undefined ? [] : [{ event, script, expression, value }];
    });
  });
}

function finding({ change }: RuleContext, { path }: ChangedFile, job: Job, found: Injected): RuleFinding {
  const { event, script, expression, value } = found;
  const lines = (change.head.text(path) ?? '').split('\n');
  const at = lines.findIndex((line, index) => index >= script.line - 1 && line.includes(expression));
  const line = at < 0 ? script.line : at + 1;
  return {
    confidence: 'likely',
    title: `${code(job.id)} in ${code(path)} runs what anybody writes as a command`,
    message: `On ${code(event)} the text of ${code(value)} becomes a part of the script before it starts.`,
    resource: path,
    subject: `${job.id} ${value}`,
    location: { path, side: 'head', startLine: line, endLine: line },
  };
}
