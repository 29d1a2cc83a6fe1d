import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyFixes, fixLines } from '../../src/cli/fix.ts';
import type { Edit } from '../../src/finding.ts';
import type { Report } from '../../src/report/schema.ts';
import { cli } from '../support/cli.ts';
import { Repository } from '../support/git-repository.ts';
import { memorySnapshot } from '../support/memory-snapshot.ts';

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

const read = (path: string) => readFileSync(join(made.path, path), 'utf8');
const write = (path: string, text: string) => {
  mkdirSync(join(made.path, path, '..'), { recursive: true });
  writeFileSync(join(made.path, path), text);
};

const base = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'models/orders.sql':
    "{{ config(\n    materialized='table',\n    partition_by='day',\n    cluster_by='id'\n) }}\nselect 1 as id, 2 as amount, 3 as tax, 4 as day\n",
  'models/wide.sql': "{{ config(materialized='table', partition_by='day') }}\nselect 1 as id, 2 as day\n",
  'models/report.sql': "select id from {{ ref('orders') }}\n",
  'models/schema.yml':
    'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n    columns:\n      - name: id\n      - name: amount\n        description: |\n          In euros\n\n          With tax\n      # the next one\n      - name: tax\n      - name: day\n',
  'test/a.test.ts': "it('a', () => {});\ndescribe('b', () => {});\n",
};

describe('review --fix', () => {
  test('mends what has a certain fix; the next review finds neither it nor anything new', async () => {
    made.commit('main', base);
    write(
      'models/orders.sql',
      base['models/orders.sql']
        .replace("    partition_by='day',\n", '')
        .replace(', 2 as amount, 3 as tax', ''),
    );
    write('models/wide.sql', base['models/wide.sql'].replace(", partition_by='day'", ''));
    write('models/report.sql', `${base['models/report.sql'].trim()}\r\nwhere id != NULL\r\n`);
    write(
      'test/a.test.ts',
      "it.only('a', () => {});\nfdescribe('b', () => {});\n".replace('fdescribe', 'describe'),
    );
    const before = JSON.parse(
      (await cli(['review', '--repo', made.path, '--format', 'json'])).stdout,
    ) as Report;
    const fixable = before.findings.filter(({ edits }) => edits).map(({ rule }) => rule);
    expect(fixable.toSorted()).toEqual([
      'cost/partition-removed',
      'docs/column-doc-stale',
      'quality/focused-test',
      'quality/null-comparison',
    ]);

    const { stdout, stderr } = await cli(['review', '--repo', made.path, '--format', 'json', '--fix']);
    expect(stderr).toContain('fixed   quality/null-comparison in models/report.sql:2\n');
    expect(stderr).not.toContain('skipped');
    const after = JSON.parse(stdout) as Report;
    const rest = before.findings.filter(({ edits }) => !edits).map(({ fingerprint }) => fingerprint);
    expect(after.findings.map(({ fingerprint }) => fingerprint)).toEqual(rest);
    expect(read('models/orders.sql')).toBe(base['models/orders.sql'].replace(', 2 as amount, 3 as tax', ''));
    expect(read('models/wide.sql')).toBe(base['models/wide.sql']);
    expect(read('models/report.sql')).toMatch(/\r\nwhere id is not null\r\n$/);
    expect(read('test/a.test.ts')).toBe(base['test/a.test.ts']);
    expect(read('models/schema.yml')).toMatch(/- name: id\n {6}# the next one\n {6}- name: day\n$/);

    const again = await cli(['review', '--repo', made.path, '--fix', '--format', 'json']);
    expect(again.stderr).toContain('nothing to fix');
    expect(made.git('status', '--porcelain')).not.toContain('.tmp');
  }, 60_000);

  const tested = {
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'models/orders.sql': "select 1 as id, 'x' as status\n",
    'models/schema.yml':
      'models:\n  - name: orders\n    columns:\n      - name: id\n        description: Of the shop\n        tests:\n          - unique\n          - not_null\n      - name: status\n        tests:\n          - not_null\n          - accepted_values:\n              values: [x]\n',
  };
  const fixed = async () => (await cli(['review', '--repo', made.path, '--format', 'json', '--fix'])).stderr;

  test('brings back tests that are gone, with the key above them', async () => {
    made.commit('main', tested);
    const without = tested['models/schema.yml']
      .replace('        tests:\n          - unique\n          - not_null\n', '')
      .replace('          - accepted_values:\n              values: [x]\n', '');
    write('models/schema.yml', without);
    const said = await fixed();
    expect(said).toContain('fixed   quality/key-test-removed in models/schema.yml:5\n');
    expect(said).toContain('fixed   quality/test-weakened in models/schema.yml:');
    expect(read('models/schema.yml')).toBe(tested['models/schema.yml']);
  }, 60_000);

  test('leaves a file alone in which more than the tests has changed', async () => {
    made.commit('main', tested);
    const other = tested['models/schema.yml'].replace(
      'description: Of the shop\n        tests:\n          - unique\n          - not_null\n',
      'description: Of the order\n',
    );
    write('models/schema.yml', other);
    expect(await fixed()).toContain('nothing to fix');
    expect(read('models/schema.yml')).toBe(other);
  }, 60_000);

  test('is refused for a revision', async () => {
    made.commit('main', base);
    const { code, stdout, stderr } = await cli(['review', '--repo', made.path, '--head', 'main', '--fix']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^parallel-review: --fix writes into the work tree[^\n]*--head\n$/);
  });
});

/** One finding for each list of edits. */
function reportOf(...all: Edit[][]): Report {
  return { findings: all.map((edits, index) => ({ rule: `x/${index}`, edits })) } as unknown as Report;
}

const edit = (path: string, startLine: number, replacement: string, endLine = startLine): Edit => ({
  path,
  startLine,
  endLine,
  replacement,
});

async function apply(shown: Record<string, string>, ...all: Edit[][]) {
  const { fixed, skipped } = await applyFixes(reportOf(...all), memorySnapshot(shown), made.path);
  return { fixed: fixed.map(({ rule }) => rule), skipped: skipped.map(({ reason }) => reason) };
}

describe('what is written', () => {
  test('lines are replaced from the last to the first; mode and line ends stay', async () => {
    write('a.sql', 'one\r\ntwo\r\nthree\r\nfour');
    chmodSync(join(made.path, 'a.sql'), 0o755);
    const shown = { 'a.sql': 'one\r\ntwo\r\nthree\r\nfour' };
    await apply(
      shown,
      [edit('a.sql', 1, 'I\nand a half'), edit('a.sql', 4, 'IV')],
      [edit('a.sql', 2, '', 3)],
    );
    expect(read('a.sql')).toBe('I\r\nand a half\r\nIV');
    expect(statSync(join(made.path, 'a.sql')).mode & 0o777).toBe(0o755);
  });

  test('all edits of a finding or none', async () => {
    write('a.sql', 'a\n');
    write('b.sql', 'changed\n');
    const shown = { 'a.sql': 'a\n', 'b.sql': 'b\n' };
    expect(await apply(shown, [edit('a.sql', 1, 'x'), edit('b.sql', 1, 'x')])).toEqual({
      fixed: [],
      skipped: ['b.sql was changed since it was reviewed'],
    });
    expect(read('a.sql')).toBe('a\n');
  });

  test('a change elsewhere in the file does not matter', async () => {
    write('a.sql', 'a\nb\nnew\n');
    expect(await apply({ 'a.sql': 'a\nb\n' }, [edit('a.sql', 1, 'x')])).toEqual({
      fixed: ['x/0'],
      skipped: [],
    });
    expect(read('a.sql')).toBe('x\nb\nnew\n');
  });

  test('edits that touch each other are not both written', async () => {
    write('a.sql', 'a\nb\n');
    const result = await apply({ 'a.sql': 'a\nb\n' }, [edit('a.sql', 1, 'x')], [edit('a.sql', 1, 'y', 2)]);
    expect(result).toEqual({ fixed: ['x/0'], skipped: ['a.sql: another edit changes the same lines'] });
    expect(read('a.sql')).toBe('x\nb\n');
  });
});

describe('what is never written', () => {
  test.each(['../out.sql', '/tmp/out.sql', '.git/config', 'a/../../out.sql', '.GIT/hooks/pre-commit', ''])(
    '%j',
    async (path) => {
      const { fixed, skipped } = await apply({ [path]: 'a\n' }, [edit(path, 1, 'x')]);
      expect(fixed).toEqual([]);
      expect(skipped).toHaveLength(1);
    },
  );

  test('behind a symbolic link, of a file or a folder', async () => {
    const outside = new Repository();
    writeFileSync(join(outside.path, 'a.sql'), 'a\n');
    symlinkSync(outside.path, join(made.path, 'models'));
    symlinkSync(join(outside.path, 'a.sql'), join(made.path, 'b.sql'));
    const shown = { 'models/a.sql': 'a\n', 'b.sql': 'a\n' };
    const result = await apply(shown, [edit('models/a.sql', 1, 'x')], [edit('b.sql', 1, 'x')]);
    expect(result).toEqual({
      fixed: [],
      skipped: [
        'models/a.sql is reached through a symbolic link',
        'b.sql is reached through a symbolic link',
      ],
    });
    expect(readFileSync(join(outside.path, 'a.sql'), 'utf8')).toBe('a\n');
    outside.remove();
  });

  test('lines that are not there, files that are gone, bytes that are no text', async () => {
    write('a.sql', 'a\n');
    writeFileSync(join(made.path, 'b.sql'), Buffer.from([0xff, 0x0a]));
    write('c.sql', 'c\n');
    rmSync(join(made.path, 'c.sql'));
    const shown = { 'a.sql': 'a\n', 'b.sql': '\ufffd\n', 'c.sql': 'c\n' };
    const all = ['a.sql', 'b.sql', 'c.sql', 'd.sql'].map((path) => [
      edit(path, path === 'a.sql' ? 2 : 1, 'x'),
    ]);
    expect((await apply(shown, ...all)).skipped).toEqual([
      'a.sql: there are no such lines',
      'b.sql is not UTF-8',
      'c.sql is not there any more',
      'd.sql is not a file of the repository',
    ]);
  });

  test('control characters of a path do not reach the terminal', () => {
    const { findings } = reportOf([edit('a\u001b[2J\n.sql', 1, 'x')]);
    expect(fixLines({ fixed: findings, skipped: [] })).toBe('fixed   x/0 in a [2J .sql:1\n');
  });
});
