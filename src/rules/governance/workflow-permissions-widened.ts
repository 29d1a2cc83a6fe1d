import { code } from '../../finding.ts';
import type { Job, Permissions, Placed, Workflow } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { listed } from '../shared/text.ts';
import { changedWorkflows } from '../shared/workflows.ts';
import type { WorkflowPair } from '../shared/workflows.ts';

const job = 'jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n';

export const rule = defineRule({
  id: 'governance/workflow-permissions-widened',
  summary: 'A GitHub workflow or one of its jobs gains a write scope',
  severity: 'high',
  why: 'Everything the job runs gets the token: each action, each dependency and each script can use the new scope.',
  advice: 'Give the scope to the one job that needs it, or take it back.',
  silent: [
    'new workflows and new jobs that name their scopes; `write-all` is reported there too',
    'a scope that moves from the workflow to its jobs, or back',
    'where base says nothing of permissions: the repository’s default is not known',
    'scopes that can only write comments, labels and results are medium, not high',
  ],
  examples: {
    fires: [
      {
        name: 'lets the jobs of two workflows do the same',
        base: {
          '.github/workflows/a.yml': `on: push\npermissions:\n  contents: read\n${job}`,
          '.github/workflows/b.yml': `on: push\npermissions:\n  contents: read\n${job}`,
        },
        head: {
          '.github/workflows/a.yml': `on: push\npermissions:\n  contents: read\n  packages: write\n${job}`,
          '.github/workflows/b.yml': `on: push\npermissions:\n  packages: write\n${job}`,
        },
        findings: [{ path: '.github/workflows/a.yml', line: 4, severity: 'high', subject: 'packages' }],
      },
      {
        name: 'lets a job write contents',
        base: { '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: read\n${job}` },
        head: { '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: write\n${job}` },
        findings: [{ path: '.github/workflows/ci.yml', line: 3, severity: 'high' }],
      },
      {
        name: 'lets a job write two things',
        base: { '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: read\n${job}` },
        head: {
          '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: write\n  packages: write\n${job}`,
        },
        findings: [
          { path: '.github/workflows/ci.yml', line: 3, severity: 'high', subject: 'contents, packages' },
        ],
      },
      {
        name: 'lets a job comment on pull requests',
        base: { '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: read\n${job}` },
        head: {
          '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: read\n  pull-requests: write\n${job}`,
        },
        findings: [{ path: '.github/workflows/ci.yml', line: 4, severity: 'medium' }],
      },
      {
        name: 'adds a workflow that may write everything',
        base: {},
        head: { '.github/workflows/ci.yml': `on: push\npermissions: write-all\n${job}` },
        findings: [{ path: '.github/workflows/ci.yml', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'adds a workflow with the scope it needs',
        base: {},
        head: { '.github/workflows/tag.yml': `on: push\npermissions:\n  contents: write\n${job}` },
      },
      {
        name: 'moves a scope from the workflow to its job',
        base: {
          '.github/workflows/ci.yml':
            'on: push\npermissions:\n  contents: write\njobs:\n  a:\n    steps:\n      - run: make\n',
        },
        head: {
          '.github/workflows/ci.yml':
            'on: push\npermissions: {}\njobs:\n  a:\n    permissions:\n      contents: write\n    steps:\n      - run: make\n',
        },
      },
      {
        name: 'names scopes where nothing was said before',
        base: { '.github/workflows/ci.yml': `on: push\n${job}` },
        head: { '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: write\n${job}` },
      },
    ],
  },
  *check(context) {
    const found = [...changedWorkflows(context)].flatMap((pair) => [...widened(pair)]);
    yield* onePerSweep(
      found,
      ({ subject }) => subject,
      () => 'place',
    );
  },
});

/** What only speaks of code, and cannot change it. */
const speaking = new Set([
  'checks',
  'discussions',
  'issues',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
]);

interface Gained {
  scope: string;
  line: number;
  jobs: string[];
}

/** By the line that gives it: one finding for a scope that several jobs gain from the workflow. */
function* widened({ file, base, head }: WorkflowPair): Iterable<RuleFinding> {
  const gained = new Map<string, Gained>();
  for (const job of head.jobs.values()) {
    for (const { text: scope, line } of newScopes(job, head, base)) {
      const key = `${line} ${scope}`;
      const entry = gained.get(key);
      if (entry) entry.jobs.push(job.id);
      else gained.set(key, { scope, line, jobs: [job.id] });
    }
  }
  // What the same jobs gain, and weighs the same, was decided at once.
  const together = new Map<string, [Gained, ...Gained[]]>();
  for (const each of gained.values()) {
    const key = JSON.stringify([speaking.has(each.scope), each.jobs]);
    const group = together.get(key);
    if (group) group.push(each);
    else together.set(key, [each]);
  }
  for (const group of together.values()) {
    const [{ scope, line, jobs }] = group;
    const isAll = scope === everything;
    const scopes = group.map((each) => each.scope);
    yield {
      ...(speaking.has(scope) && { severity: 'medium' as const }),
      confidence: 'proven',
      title: `${listed(jobs)} in ${code(file.path)} may now write ${isAll ? 'everything' : listed(scopes, 8)}`,
      message: `The token of ${jobs.length === 1 ? 'the job' : 'these jobs'} gets ${
        isAll
          ? code('write-all')
          : listed(
              scopes.map((each) => `${each}: write`),
              8,
            )
      }, which ${base ? 'it did not have at base' : 'covers every scope'}.`,
      resource: file.path,
      subject: scopes.join(', '),
      location: { path: file.path, side: 'head', startLine: line, endLine: line },
    };
  }
}

const everything = '*';

/** Scopes that a job may write at head and could not at base, with the lines that say so. */
function newScopes(job: Job, head: Workflow, base: Workflow | undefined): Placed[] {
  const permissions = job.permissions ?? head.permissions;
  if (!permissions) return [];
  const scopes = written(permissions);
  const before = base?.jobs.get(job.id);
  // What is new says itself what it needs.
  if (!base || !before) return scopes.filter(({ text }) => text === everything && !permitsAll(base));
  const had = before.permissions ?? base.permissions;
  if (!had || had.every === 'write') return [];
  const known = new Set(written(had).map(({ text }) => text));
  return scopes.filter(({ text }) => !known.has(text));
}

function permitsAll(workflow: Workflow | undefined): boolean {
  return workflow?.permissions?.every === 'write';
}

function written({ every, line, scopes }: Permissions): Placed[] {
  if (every === 'write') return [{ text: everything, line }];
  return [...scopes].flatMap(([scope, { text, line: at }]) =>
    text === 'write' ? [{ text: scope, line: at }] : [],
  );
}
