import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/support/files.ts';
import { repositoryWith } from './sandbox.ts';

test('counts what is understood of the newest commit', () => {
  const repo = repositoryWith({
    'dbt_project.yml': 'name: shop\n',
    'models/orders.sql': 'select 1 as order_id, 2 as amount\n',
    'models/totals.sql': "select o.amount, o.gone from {{ ref('orders') }} as o\n",
    'models/open.sql': 'select {{ not_here() }}, 1 as n\n',
    'models/schema.yml':
      'version: 2\nmodels:\n  - name: orders\n    columns: [{name: order_id}, {name: colour}]\n',
  });
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  execFileSync('git', ['add', '--all'], { cwd: repo });
  execFileSync('git', [...author, 'commit', '--quiet', '--message', 'Start'], { cwd: repo });
  const script = join(root, 'scripts/bench-lineage.ts');
  const { stdout } = spawnSync(process.execPath, [script, '--repo', repo, '--json'], { encoding: 'utf8' });
  const [project] = JSON.parse(stdout).projects;
  expect(project.measures).toMatchObject({
    'SQL parsed': { part: 3, of: 3 },
    'output closed': { part: 2, of: 3 },
    'refs and sources resolved': { part: 1, of: 1 },
    'column references sure': { part: 1, of: 2 },
    'documented columns found in closed outputs': { part: 1, of: 2 },
  });
  const { 'places that hold the identifier': places } = project.measures;
  expect(places.part).toBe(places.of);
  expect(project.suspicious).toEqual([
    'orders.colour is documented, but not in its output',
    'totals.gone is said to be missing',
  ]);
});
