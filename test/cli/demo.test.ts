import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSample } from '../../src/demo/sample.ts';
import type { Report } from '../../src/report/schema.ts';
import { cli } from '../support/cli.ts';
import { git } from '../support/git-repository.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallel-review-demo-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reviews the sample, and says how to go on', async () => {
  const { code, stdout, stderr } = await cli(['demo'], { env: { TMPDIR: folder } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✖ Blocked: 2 critical findings/);
  expect(stdout.split('\n').length, 'two screens').toBeLessThan(100);

  const sample = join(folder, readdirSync(folder)[0]!);
  expect(stderr).toContain(`The sample is a git repository: ${sample}\n`);
  const command = /^ {2}node .* (review --repo .*)$/m.exec(stderr)![1]!.split(' ');

  const { findings, agents } = JSON.parse((await cli([...command, '--format', 'json'])).stdout) as Report;
  expect(
    findings.map(({ rule, resource, subject, blocking }) => [blocking, rule, resource, subject]),
  ).toEqual([
    [true, 'governance/pii-exposed', 'model.lamplight.customer_value', 'email'],
    [true, 'quality/column-removed-in-use', 'model.lamplight.stg_orders', 'amount'],
    [false, 'cost/view-fanout', 'model.lamplight.dim_customers', undefined],
    [false, 'cost/incremental-filter-removed', 'model.lamplight.fct_page_views', undefined],
    [false, 'quality/key-test-removed', 'model.lamplight.fct_orders', 'unique order_id'],
    [false, 'docs/new-model-undocumented', 'model.lamplight.sessions_daily', undefined],
    [false, 'docs/column-doc-stale', 'model.lamplight.stg_orders', 'amount'],
  ]);
  expect(agents.filter(({ status, findings: own }) => status === 'ok' && own > 0)).toHaveLength(4);

  // What the reader is invited to do: mend the two that block, and look again.
  const edit = (path: string, from: string, to: string) => {
    const file = join(sample, path);
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };
  edit('models/marts/revenue_daily.sql', 'sum(amount)', 'sum(amount_eur)');
  edit('models/marts/customer_value.sql', 'contacts.email', 'sha2(contacts.email) as email_hash');
  const mended = await cli(command);
  expect(mended.stdout).toMatch(/^✔ /);
  expect(mended.code).toBe(0);
});

it('makes the same commits everywhere and always', async () => {
  await makeSample(folder);
  const said = (...args: string[]) =>
    git(folder, ...args)
      .toString()
      .trim();
  expect(said('rev-parse', 'main', 'HEAD')).toBe(
    'b952d1045e1aefbb4d092f4e9139177d26f4c69d\n9b40507a06b0b877122ba8b35b3cd2f41d3756a9',
  );
  expect(said('symbolic-ref', '--short', 'HEAD')).toBe('name-the-currency');
  expect(said('status', '--porcelain')).toBe('');
  expect(said('rev-parse', 'HEAD^')).toBe(said('rev-parse', 'main'));
});
