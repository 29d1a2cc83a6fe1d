import { afterAll, describe, expect, test } from 'vitest';
import type { Example, FiringExample, Rule, RuleContext, RuleFinding } from '../../src/rules/rule.ts';
import { atLeast } from '../../src/finding.ts';
import { rules } from '../../src/rules/index.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import { createReading, openWorkspace } from '../../src/project/workspace.ts';
import { memoryChange } from '../support/memory-snapshot.ts';
import type { MemoryFiles } from '../support/memory-snapshot.ts';
import { loadRules, ruleIds } from '../../scripts/generate/registry.ts';
import { root } from '../../scripts/support/files.ts';

const projectFile = 'dbt_project.yml';

/** Starting the parser's thread takes longer than most examples. */
const { engine, close } = createReading();
afterAll(close);

/** Most examples are about models alone; a model needs a project around it. */
function baseOf({ base, head }: Example): MemoryFiles {
  const paths = [...Object.keys(base), ...Object.keys(head)];
  const lacksProject =
    paths.some((path) => path.startsWith('models/')) && !paths.some((path) => path.endsWith(projectFile));
  return lacksProject ? { [projectFile]: 'name: shop\nprofile: shop\n', ...base } : base;
}

function headOf(base: MemoryFiles, changes: Example['head']): MemoryFiles {
  const files = Object.entries({ ...base, ...changes });
  return Object.fromEntries(files.filter((file): file is [string, MemoryFiles[string]] => file[1] !== null));
}

/** What the config file would say. */
function settingsOf({ options }: Rule, example: Example): Pick<RuleContext, 'policy' | 'options'> {
  return {
    policy: { ...defaultPolicy, ...example.policy },
    options: options?.parse(example.options ?? {}),
  };
}

/** What the rule finds in an example, through the whole project model, in the order of the report. */
async function findings(rule: Rule, example: Example): Promise<RuleFinding[]> {
  const base = baseOf(example);
  const change = await memoryChange(base, headOf(base, example.head));
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const found: RuleFinding[] = [];
  const settings = settingsOf(rule, example);
  for await (const finding of rule.check({ change, files: change.files, workspace, ...settings }))
    found.push(finding);
  return found;
}

interface Place {
  path: string;
  line: number;
  side: string;
  severity: string;
  subject: string | undefined;
}

/** What an example may state of a finding; what it does not state has these defaults. */
function expectedPlaces(rule: Rule, example: FiringExample): Place[] {
  return example.findings.map(({ path, line, side = 'head', severity = rule.severity, subject }) => {
    return { path, line, side, severity, subject };
  });
}

/** The same of real findings. A subject counts only in an example that names subjects. */
function actualPlaces(rule: Rule, found: readonly RuleFinding[], withSubject: boolean): Place[] {
  return found.map(({ location: { path, startLine, side }, severity = rule.severity, subject }) => {
    return { path, line: startLine, side, severity, subject: withSubject ? subject : undefined };
  });
}

function inOrder(places: readonly Place[]): Place[] {
  return places.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test('the registry lists exactly the rules that have a file', async () => {
  const ids = ruleIds(root);
  expect(rules.map((rule) => rule.id)).toEqual(ids);
  expect(rules).toEqual(await loadRules(root, ids));
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('is documented like every rule', () => {
    expect(rule.examples.fires.length).toBeGreaterThanOrEqual(1);
    expect(rule.examples.silent.length).toBeGreaterThanOrEqual(2);
    expect(rule.silent.length).toBeGreaterThanOrEqual(1);
    for (const text of [rule.summary, rule.why, rule.advice, ...rule.silent])
      expect(text.trim()).not.toBe('');
    expect(rule.summary).not.toMatch(/\.$/);
    for (const { severity } of rule.examples.fires.flatMap((example) => example.findings)) {
      expect(severity === undefined || atLeast(rule.severity, severity)).toBe(true);
    }
  });

  test.each(rule.examples.fires.map((it) => [it.name, it] as const))('fires: %s', async (_name, example) => {
    const withSubject = example.findings.some(({ subject }) => subject !== undefined);
    const actual = actualPlaces(rule, await findings(rule, example), withSubject);
    expect(inOrder(actual)).toEqual(inOrder(expectedPlaces(rule, example)));
    expect(actual.length).toBeGreaterThan(0);
  });

  test.each(rule.examples.silent.map((it) => [it.name, it] as const))(
    'silent: %s',
    async (_name, example) => {
      expect(await findings(rule, example)).toEqual([]);
    },
  );
});
