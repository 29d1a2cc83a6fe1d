/** Files in which nobody reads lines, through the whole review of a real repository. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { cli } from '../support/cli.ts';
import { Repository } from '../support/git-repository.ts';

const video = Buffer.alloc(2 * 1024 * 1024);

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

async function review(
  base: Record<string, string | Buffer>,
  head: Record<string, Buffer | null>,
): Promise<Report> {
  const start = made.commit('main', base);
  made.commit('feature', head, start);
  const args = ['review', '--base', start, '--head', 'feature', '--format', 'json'];
  const { stdout, stderr } = await cli(args, { cwd: made.path });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

const brief = ({ findings }: Report) =>
  findings.map(({ rule, location }) => `${rule} ${location.path}:${location.startLine}`);

test('a large binary file is weighed, and still listed as one that nobody read', async () => {
  const report = await review({ 'README.md': 'Shop\n' }, { 'demo.mp4': video });
  expect(brief(report)).toEqual(['cost/large-file demo.mp4:1']);
  expect(report.findings[0]!.title).toBe('`demo.mp4` adds 2.0 MB to the repository');
  expect(report.coverage).toEqual({
    changedFiles: 1,
    reviewedFiles: 0,
    notReviewed: [{ path: 'demo.mp4', reason: 'binary file' }],
  });
});

test('a file that is too large to be read is weighed, too', async () => {
  const report = await review(
    { 'README.md': 'Shop\n' },
    { 'orders.csv': Buffer.alloc(6 * 1024 * 1024, 'a\n') },
  );
  expect(brief(report)).toEqual(['cost/large-file orders.csv:1']);
  expect(report.coverage.notReviewed).toEqual([{ path: 'orders.csv', reason: 'file is too large' }]);
});

test('a page that shows a picture which the change deletes is found, though nothing else changes', async () => {
  const base = {
    'docs/README.md': 'Shop\n\n![graph](graph.png)\n',
    'docs/graph.png': video.subarray(0, 1000),
  };
  expect(brief(await review(base, { 'docs/graph.png': null }))).toEqual([
    'docs/link-broken docs/README.md:3',
  ]);
});
