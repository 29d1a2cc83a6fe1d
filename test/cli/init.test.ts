import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterConfig, workflow } from '../../src/cli/starter.ts';
import { defaultModelPolicy } from '../../src/config/model-schema.ts';
import { builtInAgents } from '../../src/agents/index.ts';
import { configJsonSchema } from '../../src/config/file-schema.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { rules } from '../../src/rules/index.ts';
import { cli } from '../support/cli.ts';
import { Repository } from '../support/git-repository.ts';

const config = '.github/parallel-review.yml';
const flow = '.github/workflows/parallel-review.yml';

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

const read = (path: string) => readFileSync(join(made.path, path), 'utf8');

describe('init', () => {
  it('writes both files to the top of the work tree, and says what is next', async () => {
    mkdirSync(join(made.path, 'models'));
    const { code, stdout, stderr } = await cli(['init'], { cwd: join(made.path, 'models') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^wrote  ${flow}\nwrote  ${config}\n\nNext:\n  1\\. .*OWNER`));
    expect(read(flow)).toBe(workflow);
    expect(read(config)).toBe(starterConfig(rules));
  });

  it('never overwrites', async () => {
    mkdirSync(join(made.path, '.github'));
    writeFileSync(join(made.path, config), 'version: 1 # ours\n');
    const first = await cli(['init', '--repo', made.path]);
    expect(first.stdout).toContain(`wrote  ${flow}\nkept   ${config}, which was there already\n`);
    expect(read(config)).toBe('version: 1 # ours\n');
    const second = await cli(['init', '--repo', made.path]);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do.') });
  });

  it('says in one line what is in its way', async () => {
    writeFileSync(join(made.path, '.github'), 'a file\n');
    const { code, stdout, stderr } = await cli(['init', '--repo', made.path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^parallel-review: '${flow}' cannot be written: E\\w+\n$`));
    expect(existsSync(join(made.path, flow))).toBe(false);
  });
});

describe('the configuration that it writes', () => {
  const text = starterConfig(rules);
  const uncommented = text.replaceAll(/^# (?= *[a-z][\w/-]*:( |$))/gm, '');

  it('changes nothing as it is', () => {
    expect(resolveConfig({ file: { path: config, text }, rules })).toEqual(resolveConfig({ rules }));
  });

  it('says the defaults in its comments', () => {
    const resolved = resolveConfig({ file: { path: config, text: uncommented }, rules });
    const severities = Object.fromEntries(rules.map((it) => [it.id, it.default ?? it.severity]));
    const configurable = rules.filter(({ options }) => options);
    const ruleOptions = Object.fromEntries(configurable.map(({ id, options }) => [id, options?.parse({})]));
    const { model, ...rest } = resolved;
    expect(rest).toEqual({ ...resolveConfig({ rules }), rules: severities, ruleOptions });
    expect(model).toEqual(defaultModelPolicy);
  });

  it('shows every key there is', () => {
    // What has no default is named in the text.
    const quotas = builtInAgents.flatMap(({ name }) =>
      ['max-tokens', 'max-cost-usd', 'max-requests'].map((it) => `agents.${name}.quota.${it}`),
    );
    const named = ['tokens-per-minute', ...quotas];
    expect(missing(configJsonSchema(rules), parse(uncommented), '').toSorted()).toEqual(named.toSorted());
    for (const path of named) expect(text).toContain(path.split('.').at(-1));
  });
});

interface Schema {
  properties?: Record<string, Schema>;
}

function missing(schema: Schema, value: unknown, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const given = (value as Record<string, unknown> | null)?.[key];
    return given === undefined ? [`${path}${key}`] : missing(inner, given, `${path}${key}.`);
  });
}

describe('the workflow that it writes', () => {
  it('asks for no more than it needs, and waits for every push', () => {
    const { on, permissions, jobs } = parse(workflow) as Record<string, any>;
    expect(on).toEqual({
      pull_request: { types: ['opened', 'synchronize', 'reopened', 'ready_for_review'] },
      merge_group: null,
      issue_comment: { types: ['created', 'edited', 'deleted'] },
    });
    expect(permissions).toEqual({ contents: 'read', checks: 'write', 'pull-requests': 'write' });
    expect(jobs.review.steps).toEqual([{ uses: 'OWNER/parallel-review@REF' }]);
  });

  it('uses the name that the README uses', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme).toContain('uses: OWNER/parallel-review@REF');
  });
});
