import { code } from '../../finding.ts';
import type { Placed, Workflow } from '../../project/workflow/workflow.ts';
import { isActionPath, isWorkflowPath } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import { allWorkflows, changedWorkflows } from '../shared/workflows.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

function using(...actions: string[]): string {
  const steps = actions.map((action) => `      - uses: ${action}\n`).join('');
  return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

export const rule = defineRule({
  id: 'governance/action-unpinned',
  summary: 'A third-party action is added by branch or tag instead of by commit',
  severity: 'medium',
  why: 'Whoever can move the branch or tag can run other code in your workflow tomorrow, with its token and secrets.',
  advice: 'Pin the action to the full commit id and keep the version in a comment; Dependabot updates both.',
  silent: [
    'actions of GitHub itself, of this repository, and images',
    'actions that a workflow of the repository already used in the same way, also in another version',
    'a version tag where the repository already uses tags of third-party actions and pins none of them',
    'a version tag in a repository that pins no action, and used none of others yet, is low, not medium',
  ],
  examples: {
    fires: [
      {
        name: 'adds an action by its branch',
        base: { '.github/workflows/ci.yml': using('actions/checkout@v4') },
        head: { '.github/workflows/ci.yml': using('actions/checkout@v4', 'some-team/deploy@main') },
        findings: [{ path: '.github/workflows/ci.yml', line: 7, severity: 'medium' }],
      },
      {
        name: 'adds an action by tag where others are pinned',
        base: { '.github/workflows/ci.yml': using(`other-team/lint@${sha}`) },
        head: { '.github/workflows/ci.yml': using(`other-team/lint@${sha}`, 'some-team/deploy@v1') },
        findings: [{ path: '.github/workflows/ci.yml', line: 7, severity: 'medium' }],
      },
      {
        name: 'unpins an action',
        base: { '.github/workflows/ci.yml': using(`some-team/deploy@${sha}`) },
        head: { '.github/workflows/ci.yml': using('some-team/deploy@v1') },
        findings: [{ path: '.github/workflows/ci.yml', line: 6, severity: 'medium' }],
      },
      {
        name: 'adds an action by tag where nothing is pinned',
        base: {},
        head: { '.github/workflows/ci.yml': using('some-team/deploy@v1', 'some-team/deploy@v1') },
        findings: [{ path: '.github/workflows/ci.yml', line: 6, severity: 'low' }],
      },
    ],
    silent: [
      {
        name: 'pins a new action',
        base: {},
        head: { '.github/workflows/ci.yml': using(`some-team/deploy@${sha} # v1.2.0`) },
      },
      {
        name: 'uses actions of GitHub and of its own',
        base: {},
        head: {
          '.github/workflows/ci.yml': using('actions/setup-node@v4', './.github/actions/x', 'docker://a:1'),
        },
      },
      {
        name: 'adds an action by tag where tags are the habit',
        base: { '.github/workflows/ci.yml': using('other-team/lint@v1') },
        head: { '.github/workflows/ci.yml': using('other-team/lint@v1', 'some-team/deploy@v1') },
      },
      {
        name: 'updates an action and uses it in another workflow',
        base: { '.github/workflows/ci.yml': using('some-team/deploy@v1') },
        head: {
          '.github/workflows/ci.yml': using('some-team/deploy@v2'),
          '.github/workflows/other.yml': using('some-team/deploy@v2'),
        },
      },
    ],
  },
  async *check(context) {
    const changed = changedWorkflows(context, (path) => isWorkflowPath(path) || isActionPath(path));
    if (changed.length === 0) return;
    const before = [...(await allWorkflows(context.change.base)).values()].flatMap(thirdParty);
    const known = new Set(
      before.filter(({ kind }) => kind !== 'commit').map(({ name, kind }) => `${name} ${kind}`),
    );
    const pinsOthers = before.some(({ kind }) => kind === 'commit');
    const tagsOthers = before.some(({ kind }) => kind === 'tag');
    for (const { file, head } of changed) {
      for (const { name, ref, kind, line } of thirdParty(head)) {
        if (kind === 'commit' || known.has(`${name} ${kind}`)) continue;
        known.add(`${name} ${kind}`);
        const isUsual = kind === 'tag' && !pinsOthers;
        if (isUsual && tagsOthers) continue;
        yield {
          ...(isUsual && { severity: 'low' as const }),
          confidence: 'proven',
          title: `${code(name)} is used by its ${kind} ${code(ref)} instead of a commit`,
          message: `A ${kind} can be moved: the code that runs with the workflow’s token is not what was reviewed.`,
          resource: file.path,
          subject: name,
          location: { path: file.path, side: 'head', startLine: line, endLine: line },
        };
      }
    }
  },
});

interface Use {
  /** `owner/repository`. */
  name: string;
  ref: string;
  kind: 'commit' | 'tag' | 'branch';
  line: number;
}

function thirdParty({ jobs }: Workflow): Use[] {
  return [...jobs.values()]
    .flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
    .flatMap((uses) => (uses && useOf(uses)) ?? []);
}

function useOf({ text, line }: Placed): Use | undefined {
  const [, owner, repository, ref] = /^([\w-]+)\/([\w.-]+)(?:\/[^@\s]*)?@([^\s${}]+)$/.exec(text) ?? [];
  if (owner === undefined || repository === undefined || ref === undefined) return undefined;
  if (owner === 'actions' || owner === 'github') return undefined;
  return { name: `${owner}/${repository}`, ref, kind: kindOf(ref), line };
}

/** As far as the name tells: versions are tags. */
function kindOf(ref: string): Use['kind'] {
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'commit';
  return /\d/.test(ref) && !/^(release|releases|heads)\//.test(ref) ? 'tag' : 'branch';
}
