/** Files that nobody could read, through the whole review of a real repository. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { cli } from '../support/cli.ts';
import { Repository } from '../support/git-repository.ts';

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

const project = { 'dbt_project.yml': 'name: shop\nprofile: shop\n', 'models/orders.sql': 'select 1 as id\n' };
const bomb = Array.from({ length: 9 }, (_, n) =>
  n === 0
    ? 'a0: &a0 [x]'
    : `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
).join('\n');

async function review(head: Record<string, string>): Promise<Report & { code: number }> {
  const start = made.commit('main', project);
  made.commit('feature', head, start);
  const args = ['review', '--base', start, '--head', 'feature', '--format', 'json'];
  const { stdout, code } = await cli(args, { cwd: made.path });
  return { ...(JSON.parse(stdout) as Report), code };
}

test('a properties file made too large to read is no pass, beside a model that is fine', async () => {
  const { verdict, coverage, code } = await review({
    'models/orders.sql': 'select 2 as id\n',
    'models/orders.yml': bomb,
  });
  expect([verdict, code === 0]).toEqual(['incomplete', false]);
  expect(coverage).toEqual({
    changedFiles: 2,
    reviewedFiles: 1,
    notReviewed: [{ path: 'models/orders.yml', reason: 'cannot be read: its aliases expand to too much' }],
  });
});

test('a file that can be read passes', async () => {
  const { verdict, coverage } = await review({ 'models/orders.yml': 'models: [{name: orders}]\n' });
  expect([verdict, coverage.notReviewed]).toEqual(['passed', []]);
});
