import { expect, test } from 'vitest';
import { repositoryWith, runScript } from './sandbox.ts';

test.each([
  ['plan/slices.ts', "import { openWorkspace } from '../project/workspace.ts';"],
  ['run/run.ts', "import type { Rule } from '../rules/rule.ts';"],
  ['run/retry.ts', "import { readFileSync } from 'node:fs';"],
  ['merge/votes.ts', "export * from '../reviewers/rules/reviewer.ts';"],
  ['merge/verdict.ts', "const sdk = await import('@octokit/rest');"],
  ['report/comment.ts', "import {\n  publish,\n} from '../github/publisher.ts';"],
  ['project/graph.ts', "import { rules } from '../rules/index.ts';"],
  ['project/deep/graph.ts', "import { defineRule } from '../../rules/rule.ts';"],
  ['rules/quality/some.ts', "import { readBlobs } from '../../git/objects.ts';"],
  ['rules/quality/other.ts', "import '../../main.ts';"],
  ['change/diff.ts', "type Project = import('../project/project.ts').Project;"],
  ['review.ts', "import { gitSnapshot } from './git/snapshot.ts';"],
  ['attic/old.ts', "import { code } from '../finding.ts';"],
])('%s may not say %s', (path, source) => {
  const folder = repositoryWith({ [`src/${path}`]: `${source}\n` });
  const { status, stderr } = runScript('boundaries', folder);
  expect(stderr).toContain(`src/${path}: import of`);
  expect(status).toBe(1);
});

test.each([
  ['plan/slices.ts', "import type { Agent } from '../agents/agent.ts';"],
  ['run/limiter.ts', "import PQueue from 'p-queue';"],
  ['rules/quality/some.ts', "import type { Project } from '../../project/project.ts';"],
  ['rules/shared/pii.ts', "import { code } from '../../finding.ts';"],
  ['main.ts', "import { publish } from './github/publisher.ts';"],
  ['github/client.ts', "import { retry } from '@octokit/plugin-retry';"],
  ['run/run.ts', "// import { rules } from '../rules/index.ts' would be a mistake"],
])('%s may say %s', (path, source) => {
  const folder = repositoryWith({ [`src/${path}`]: `${source}\n` });
  expect(runScript('boundaries', folder)).toMatchObject({ status: 0, stderr: '' });
});
