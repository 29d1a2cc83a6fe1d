import type { ChangedFile } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import type { Job, Placed } from '../../project/workflow/workflow.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { listed } from '../shared/text.ts';
import { changedWorkflows } from '../shared/workflows.ts';
import type { WorkflowPair } from '../shared/workflows.ts';

function job(runner: string, matrix = ''): string {
  return `on: push\njobs:\n  build:\n    runs-on: ${runner}\n${matrix}    steps:\n      - run: make\n`;
}

function matrix(...versions: number[]): string {
  return `    strategy:\n      matrix:\n        node: [${versions.join(', ')}]\n`;
}

export const rule = defineRule({
  id: 'cost/runner-upsized',
  summary: 'A CI job moves to a larger or dearer runner, or its matrix at least doubles',
  severity: 'low',
  why: 'Every run costs more: runners are paid by the minute and by their size, and each leg of a matrix is a job.',
  advice:
    'Keep the smaller runner unless the job needs the larger one; run the full matrix on the main branch only.',
  silent: [
    'own runners and labels whose size cannot be told, and values that expressions decide',
    'a few more legs, and legs that the same change takes from other jobs',
    'new jobs',
  ],
  examples: {
    fires: [
      {
        name: 'takes a runner with sixteen cores',
        base: { '.github/workflows/ci.yml': job('ubuntu-latest') },
        head: { '.github/workflows/ci.yml': job('ubuntu-latest-16-cores') },
        findings: [{ path: '.github/workflows/ci.yml', line: 4 }],
      },
      {
        name: 'moves to macOS',
        base: { '.github/workflows/ci.yml': job('ubuntu-latest') },
        head: { '.github/workflows/ci.yml': job('macos-latest') },
        findings: [{ path: '.github/workflows/ci.yml', line: 4 }],
      },
      {
        name: 'doubles the matrix',
        base: { '.github/workflows/ci.yml': job('ubuntu-latest', matrix(20, 22)) },
        head: { '.github/workflows/ci.yml': job('ubuntu-latest', matrix(18, 20, 22, 24)) },
        findings: [{ path: '.github/workflows/ci.yml', line: 7 }],
      },
    ],
    silent: [
      {
        name: 'tests one more version',
        base: { '.github/workflows/ci.yml': job('ubuntu-latest', matrix(20, 22)) },
        head: { '.github/workflows/ci.yml': job('ubuntu-latest', matrix(20, 22, 24)) },
      },
      {
        name: 'takes a newer image, an own runner, a smaller runner',
        base: {
          '.github/workflows/a.yml': job('ubuntu-22.04'),
          '.github/workflows/b.yml': job('ubuntu-latest'),
          '.github/workflows/c.yml': job('ubuntu-latest-8-cores'),
        },
        head: {
          '.github/workflows/a.yml': job('ubuntu-24.04'),
          '.github/workflows/b.yml': job('[self-hosted, large]'),
          '.github/workflows/c.yml': job('ubuntu-latest-4-cores'),
        },
      },
    ],
  },
  *check(context) {
    const pairs = changedWorkflows(context);
    for (const pair of pairs) yield* largerRunners(pair);
    if (legsOf(pairs, 'head') > legsOf(pairs, 'base')) for (const pair of pairs) yield* moreLegs(pair);
  },
});

/** Jobs that both revisions have. */
function* sameJobs({ base, head }: WorkflowPair): Iterable<{ before: Job; after: Job }> {
  for (const after of head.jobs.values()) {
    const before = base?.jobs.get(after.id);
    if (before) yield { before, after };
  }
}

function* largerRunners(pair: WorkflowPair): Iterable<RuleFinding> {
  for (const { before, after } of sameJobs(pair)) {
    const [was, is] = [priceOf(before.runsOn), priceOf(after.runsOn)];
    if (was === undefined || is === undefined || is < 1.5 * was) continue;
    yield finding(pair.file, after, {
      what: 'runner',
      line: after.runsOn[0]!.line,
      title: `moves to the larger runner ${listed(after.runsOn.map(({ text }) => text))}`,
      message: `It ran on ${listed(before.runsOn.map(({ text }) => text))}; a minute of the new one costs about ${Number((is / was).toFixed(1))} times as much.`,
    });
  }
}

/**
 * A minute on a runner relative to GitHub's standard Linux one; undefined if the labels do not tell.
 * Larger Linux and Windows runners cost in proportion to their cores, of which the standard ones have two.
 */
function priceOf(labels: readonly Placed[]): number | undefined {
  const [label, second] = labels;
  if (!label || second || /\$\{\{/.test(label.text)) return undefined;
  const [, system, rest = ''] = /^(ubuntu|windows|macos)-(.*)$/.exec(label.text.toLowerCase()) ?? [];
  if (system === undefined) return undefined;
  if (system === 'macos') return 10 * (/xlarge$/.test(rest) ? 2 : /large$/.test(rest) ? 1.5 : 1);
  const cores = Number(/(?:^|-)(\d{1,3})-?cores?(?:-|$)/.exec(rest)?.[1] ?? 2);
  return (system === 'windows' ? 2 : 1) * (cores / 2);
}

function* moreLegs(pair: WorkflowPair): Iterable<RuleFinding> {
  for (const { before, after } of sameJobs(pair)) {
    const [was, is] = [before.legs, after.legs];
    if (was === undefined || is === undefined || was === 0 || is < 2 * was || is < was + 2) continue;
    yield finding(pair.file, after, {
      what: 'matrix',
      line: after.matrixLine ?? after.line,
      title: `runs ${is} times instead of ${was === 1 ? 'once' : `${was} times`}`,
      message: `Its matrix has ${is} legs now; each is a job of its own on every run of the workflow.`,
    });
  }
}

function legsOf(pairs: readonly WorkflowPair[], side: 'base' | 'head'): number {
  const jobs = pairs.flatMap((pair) => [...(pair[side]?.jobs.values() ?? [])]);
  return jobs.reduce((sum, { legs = 0 }) => sum + legs, 0);
}

function finding(
  { path }: ChangedFile,
  { id }: Job,
  { what, line, title, message }: { what: string; line: number; title: string; message: string },
): RuleFinding {
  return {
    confidence: 'likely',
    title: `${code(id)} in ${code(path)} ${title}`,
    message,
    resource: path,
    subject: `${id} ${what}`,
    location: { path, side: 'head', startLine: line, endLine: line },
  };
}
