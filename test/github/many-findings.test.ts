/** Ten thousand findings: what is shown is cut, the verdict and the counts are not. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { concludeCheckRun, startCheckRun } from '../../src/github/check-run.ts';
import { createClient } from '../../src/github/client.ts';
import { reportOutputs } from '../../src/github/results.ts';
import { renderCheckRun } from '../../src/report/check-run.ts';
import { renderComment } from '../../src/report/comment.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { finding, sampleLinks, sampleReport } from '../report/sample.ts';
import { GitHubDouble } from './double.ts';

const count = 10_000;
const findings = Array.from({ length: count }, (_, n) =>
  finding({
    severity: 'critical',
    blocking: true,
    title: `Column \`c${n}\` is gone`,
    location: { path: `models/m${n}.sql`, side: 'head', startLine: 1 + n, endLine: 1 + n },
  }),
);
const report = sampleReport({ verdict: 'blocked', conclusion: 'failure', findings });

let double: GitHubDouble;
beforeEach(async () => void (double = await GitHubDouble.start()));
afterEach(() => double.stop());

test('the gate counts all of them', () => {
  expect(reportOutputs(report)).toMatchObject({
    verdict: 'blocked',
    'findings-count': '10000',
    'blocking-count': '10000',
  });
});

test(
  'comment, summary and SARIF keep within their limits and say how many there are',
  { timeout: 180_000 },
  () => {
    const comment = renderComment(report, { links: sampleLinks, marker: '<!-- ours -->' });
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_536);
    expect(comment).toMatch(/10,?000/);
    const summary = renderSummary(report, { links: sampleLinks });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1000 * 1024);
    const sarif = JSON.parse(renderSarif(report, { rules: [] })) as { runs: { results: unknown[] }[] };
    expect(sarif.runs[0]!.results.length).toBeGreaterThanOrEqual(5000);
  },
);

test('annotations come in batches that GitHub takes, no more than it can be asked for', async () => {
  const { state, url: apiUrl, graphqlUrl } = double;
  const headSha = state.repository.commit('main', { 'a.sql': 'select 1\n' });
  const client = createClient({
    token: state.token,
    apiUrl,
    graphqlUrl,
    owner: 'acme',
    repo: 'shop',
    env: {},
  });
  const identity = { name: 'Review', headSha, externalId: 'x', detailsUrl: 'https://example.invalid/' };
  const output = renderCheckRun(report, { links: sampleLinks });
  const checkRun = await startCheckRun(client, identity);
  expect(await concludeCheckRun(client, checkRun, 'failure', output)).toBeUndefined();
  expect(state.violations).toEqual([]);
  expect(state.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  expect(state.checkRuns[0]!.annotations).toHaveLength(500);
  expect(state.requests.length).toBeLessThanOrEqual(12);
});
