import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import type { YamlFile } from '../../project/yaml/parse.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { gatePath, weakenings } from '../shared/gate.ts';
import type { Weakening } from '../shared/gate.ts';

export const rule = defineRule({
  id: 'governance/gate-weakened',
  summary: 'The configuration of this review is changed so that it lets more through',
  severity: 'high',
  why: 'After the merge every pull request is held to less, and nobody is asked again.',
  advice:
    'Let the owners of the gate agree to it, or accept single findings instead of changing what holds for all.',
  silent: [
    'changes that make the gate stricter, or that nobody can order',
    'a lower severity for a rule that the file did not name before: its own one may be lower still',
    'a config file at another path than `.github/parallel-review.yml`',
  ],
  examples: {
    fires: [
      {
        name: 'lets critical findings merge, turns a rule off and an agent, and goes on without another one',
        base: { [gatePath]: 'version: 1\nfail-on-severity: high\n' },
        head: {
          [gatePath]:
            'version: 1\nfail-on-severity: none\nrules:\n  quality/column-removed-in-use: off\nagents:\n  quality: { on-failure: continue }\n  cost: { enabled: false }\n',
        },
        findings: [
          { path: gatePath, line: 2, subject: 'fail-on-severity' },
          { path: gatePath, line: 4, subject: 'rules.quality/column-removed-in-use' },
          { path: gatePath, line: 6, subject: 'agents.quality.on-failure' },
          { path: gatePath, line: 7, subject: 'agents.cost.enabled' },
        ],
      },
      {
        name: 'excludes a folder from every review',
        base: { [gatePath]: "version: 1\npath-filters: ['!docs/**']\n" },
        head: { [gatePath]: "version: 1\npath-filters:\n  - '!docs/**'\n  - '!models/finance/**'\n" },
        findings: [{ path: gatePath, line: 3, subject: 'path-filters' }],
      },
      {
        name: 'deletes the file that made the gate stricter than it is without one',
        base: { [gatePath]: 'version: 1\nfail-on-severity: low\n' },
        head: { [gatePath]: null },
        findings: [{ path: gatePath, line: 2, side: 'base', subject: 'fail-on-severity' }],
      },
      {
        name: 'lets authors accept their own findings, and skips whoever sets a label',
        base: { [gatePath]: 'version: 1\napprovals: { by: maintain, count: 2, code-owner: true }\n' },
        head: {
          [gatePath]: 'version: 1\nskip: { labels: [trust-me] }\napprovals: { author: true, not: [] }\n',
        },
        findings: [
          { path: gatePath, line: 2, side: 'base', subject: 'approvals.by' },
          { path: gatePath, line: 2, side: 'base', subject: 'approvals.code-owner' },
          { path: gatePath, line: 2, side: 'base', subject: 'approvals.count' },
          { path: gatePath, line: 2, subject: 'skip.labels' },
          { path: gatePath, line: 3, subject: 'approvals.author' },
          { path: gatePath, line: 3, subject: 'approvals.not' },
        ],
      },
    ],
    silent: [
      {
        name: 'makes the gate stricter',
        base: { [gatePath]: 'version: 1\nrules:\n  quality/column-removed-in-use: low\n' },
        head: {
          [gatePath]: 'version: 1\nfail-on-severity: high\nrules:\n  quality/column-removed-in-use: high\n',
        },
      },
      {
        name: 'says what holds without a file',
        base: {},
        head: {
          [gatePath]: 'version: 1\nfail-on-severity: critical\nagents:\n  docs: { on-failure: continue }\n',
        },
      },
      {
        name: 'breaks the file, which then is refused as a whole',
        base: { [gatePath]: 'version: 1\nfail-on-severity: high\n' },
        head: { [gatePath]: 'version: 1\nfail-on-severity: [none\n' },
      },
    ],
  },
  async *check({ change, files }) {
    if (!files.some(({ path, previousPath }) => path === gatePath || previousPath === gatePath)) return;
    const [before, after] = await Promise.all([gateAt(change.base), gateAt(change.head)]);
    if (before.file.problem || after.file.problem) return;
    for (const weakening of weakenings(before.file.root, after.file.root)) {
      yield finding(weakening, before.text, after.text);
    }
  },
});

async function gateAt(snapshot: Snapshot): Promise<{ text: string; file: YamlFile }> {
  await snapshot.load([gatePath]);
  const text = snapshot.text(gatePath) ?? '';
  return { text, file: parseYaml(text) };
}

function finding({ key, was, is, means, base, head }: Weakening, before: string, after: string): RuleFinding {
  const said = (value: string | undefined) => (value === undefined ? 'what holds without it' : code(value));
  return {
    confidence: 'proven',
    title: `${code(key)} is weakened: ${means}`,
    message: `It goes from ${said(was)} to ${said(is)}. It takes effect once it is merged, for every pull request after that.`,
    resource: gatePath,
    subject: key,
    location: head ? placeOf('head', after, head.start) : placeOf('base', before, base?.start ?? 0),
  };
}

function placeOf(side: 'base' | 'head', text: string, offset: number): Location {
  const line = text.slice(0, offset).split('\n').length;
  return { path: gatePath, side, startLine: line, endLine: line };
}
