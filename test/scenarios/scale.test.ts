/** Large pull requests: what they cost in requests and memory, and that nothing is left out unsaid. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { preloaded, Scenario } from '../support/action.ts';
import type { Result, RunOptions } from '../support/action.ts';
import type { Files } from '../support/git-repository.ts';
import { conclude, create, createComment, listComments, readPull } from './routes.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

/** In bytes; what a runner has is far more, but so have others on it. */
const mostMemory = 600 * 2 ** 20;

/** One run, and the most memory that it held at once, in bytes. */
async function measured(options: RunOptions = {}): Promise<{ result: Result; report: Report; peak: number }> {
  const file = join(scenario.folder, 'peak');
  const watch = preloaded(`
    import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`);
  const result = await scenario.run({ ...options, env: { ...watch, ...options.env } });
  expect(result.stderr).toBe('');
  const report = JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8')) as Report;
  return { result, report, peak: Number(readFileSync(file, 'utf8')) * 1024 };
}

function models(count: number, sql: (n: number) => string): Files {
  const name = (n: number) => `models/m${n % 40}/model_${n}.sql`;
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), sql(n)]));
}

test(
  '3,100 files take 45 requests at most without a checkout, and 600 MB; each is reviewed',
  { timeout: 300_000 },
  async () => {
    const count = 3100;
    const base = models(count, (n) => `select order_id, amount, ${n} as n from {{ ref('orders') }}\n`);
    const head = models(
      count,
      (n) => `select order_id, amount, ${n} as n, 1 as one from {{ ref('orders') }}\n`,
    );
    scenario = await Scenario.open({ ...shop, ...base }, { ...head, ...breaking });
    const { report, peak, result } = await measured();
    expect(result.outputs).toMatchObject({ verdict: 'blocked' });
    expect(report.coverage).toMatchObject({
      changedFiles: count + 1,
      reviewedFiles: count + 1,
      notReviewed: [],
    });
    expect(scenario.double.state.requests.length).toBeLessThanOrEqual(45);
    expect(report.usage.githubRequests).toBe(scenario.double.state.requests.length);
    expect(peak).toBeLessThanOrEqual(mostMemory);
    const { body } = scenario.double.state.comments[0]!;
    expect(body.length).toBeLessThanOrEqual(65_536);
  },
);

/**
 * Its texts alone are 100 MB, and rules split them into lines: what that leaves behind V8 collects late. Takes a
 * minute, so that it is played with `FAULTS=all`.
 */
test.skipIf(process.env['FAULTS'] !== 'all')(
  'a diff of 100 MB takes 900 MB at most',
  { timeout: 300_000 },
  async () => {
    const row = (n: number) => `${n},a customer of the shop,2026-01-01,${n * 7}\n`;
    const megabyte = (seed: number) => {
      const rows = Array.from({ length: 20_000 }, (_, n) => row(seed * 1e6 + n));
      return `id,name,day,amount\n${rows.join('')}`;
    };
    const seeds = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`seeds/part_${n}.csv`, megabyte(n)]),
    );
    const bytes = Object.values(seeds).reduce((sum, text) => sum + text.length, 0);
    expect(bytes).toBeGreaterThan(95 * 2 ** 20);
    scenario = await Scenario.open(shop, { ...seeds, ...breaking });
    const { report, peak, result } = await measured();
    expect(result.outputs).toMatchObject({ verdict: 'blocked' });
    expect(report.coverage.changedFiles).toBe(101);
    expect(peak).toBeLessThanOrEqual(1.5 * mostMemory);
  },
);

test('publishing takes five round trips: of six requests two are under way at once', async () => {
  scenario = await Scenario.open(shop, breaking);
  const { state } = scenario.double;
  const publishing = [create, conclude, readPull, listComments, createComment];
  const asked: string[] = [];
  let listed = () => {};
  const until = new Promise<void>((resolve) => (listed = resolve));
  // The pull request is not told before its comments are asked for: one after the other, this would never end.
  state.faults.add(readPull, { kind: 'held', until });
  state.onRequest = ({ route }) => {
    if (publishing.includes(route)) asked.push(route);
    if (route === listComments && asked.includes(conclude)) listed();
  };
  await scenario.run();
  expect(state.comments).toHaveLength(1);
  // The first list is what people accepted; nobody asks for it where nothing blocks.
  const sideBySide = [readPull, listComments].sort();
  expect([...asked.slice(0, 3), ...asked.slice(3, 5).sort(), ...asked.slice(5)]).toEqual([
    create,
    listComments,
    conclude,
    ...sideBySide,
    createComment,
  ]);
});
