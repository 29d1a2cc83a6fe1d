import { code } from '../../finding.ts';
import { get, items, textOf, texts } from '../../project/yaml/node.ts';
import type { YamlNode } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import { Lines } from '../../project/dbt/lines.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';

export const rule = defineRule({
  id: 'governance/package-unpinned',
  summary:
    'A dbt package is installed in a version that can change without a pull request: a branch, an open range',
  severity: 'medium',
  why: 'The next `dbt deps` may install other code than was reviewed here, and it runs with the rights of the deployment.',
  advice: 'Name a version or a range with an upper end, a tag or a commit; or commit `package-lock.yml`.',
  silent: [
    'if the project keeps a `package-lock.yml`',
    'ranges with an upper end, tags, commits and local packages',
    'packages that base already left open',
  ],
  examples: {
    fires: [
      {
        name: 'installs a package from a branch and another in any version from 1.0 on',
        base: { 'packages.yml': 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n' },
        head: {
          'packages.yml':
            'packages:\n  - package: dbt-labs/dbt_utils\n    version: ">=1.0.0"\n  - git: https://github.com/shop/dbt-tools.git\n    revision: main\n',
        },
        findings: [
          { path: 'packages.yml', line: 3, subject: 'dbt-labs/dbt_utils' },
          { path: 'packages.yml', line: 5, subject: 'https://github.com/shop/dbt-tools.git' },
        ],
      },
      {
        name: 'installs whatever the repository holds',
        base: {},
        head: { 'transform/packages.yml': 'packages:\n  - git: https://github.com/shop/dbt-tools.git\n' },
        findings: [{ path: 'transform/packages.yml', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'pins packages in all the ways there are',
        base: {},
        head: {
          'packages.yml':
            'packages:\n  - package: a/a\n    version: 1.3.0\n  - package: b/b\n    version: [">=1.0.0", "<2.0.0"]\n  - package: c/c\n    version: ">=1.0,<2.0"\n  - git: https://x.y/z.git\n    revision: v1.2.3\n  - git: https://x.y/w.git\n    revision: 0123456789abcdef0123456789abcdef01234567\n  - local: ../d\n',
        },
      },
      {
        name: 'keeps a lock file',
        base: { 'package-lock.yml': 'packages: []\n' },
        head: { 'packages.yml': 'packages:\n  - package: a/a\n    version: ">=1.0.0"\n' },
      },
      {
        name: 'adds a package beside one that was open',
        base: { 'packages.yml': 'packages:\n  - package: a/a\n    version: ">=1.0.0"\n' },
        head: {
          'packages.yml':
            'packages:\n  - package: a/a\n    version: ">=1.0.0"\n  - package: b/b\n    version: 1.0.0\n',
        },
      },
    ],
  },
  *check({ change, files }) {
    for (const file of files) {
      if (!/(^|\/)(packages|dependencies)\.ya?ml$/.test(file.path) || file.kind !== 'text' || !file.head)
        continue;
      const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
      if (change.head.entries.has(`${folder}package-lock.yml`)) continue;
      const text = change.head.text(file.path) ?? '';
      const lines = new Lines(text);
      const known = new Set(openPackages((file.base && change.base.text(file.base.path)) ?? '').map(keyOf));
      for (const open of openPackages(text)) {
        if (!known.has(keyOf(open))) yield finding(file.path, lines, open);
      }
    }
  },
});

interface OpenPackage {
  name: string;
  /** As written; empty if none is given. */
  version: string;
  words: string;
  offset: number;
}

function keyOf({ name, version }: OpenPackage): string {
  return `${name} ${version}`;
}

/** Packages whose version is not fixed at either end. */
function openPackages(text: string): OpenPackage[] {
  return items(get(parseYaml(text).root, 'packages')).flatMap((entry): OpenPackage[] => {
    const hub = textOf(get(entry, 'package'));
    const git = textOf(get(entry, 'git'));
    const name = hub ?? git;
    const node = get(entry, hub === undefined ? 'revision' : 'version');
    if (name === undefined || /\{\{/.test(texts(node).join())) return [];
    const words = hub === undefined ? openRevision(node) : openRange(node);
    if (words === undefined) return [];
    return [{ name, version: texts(node).join(','), words, offset: (node ?? entry).start }];
  });
}

function openRange(node: YamlNode | undefined): string | undefined {
  const version = texts(node).join(',');
  if (version === '') return 'in whatever version is the newest';
  if (/^[=\s]*v?\d/.test(version) || /[<~^]/.test(version)) return undefined;
  return `in any version ${code(version)}`;
}

/** A tag has a number in it; what is a word alone is a branch. */
function openRevision(node: YamlNode | undefined): string | undefined {
  const revision = textOf(node);
  if (revision === undefined) return 'as its main branch happens to be';
  if (/\d/.test(revision) && !/^(release|develop|feature|dev)[/-]/i.test(revision)) return undefined;
  return `as the branch ${code(revision)} happens to be`;
}

function finding(path: string, lines: Lines, { name, words, offset }: OpenPackage): RuleFinding {
  const line = lines.lineAt(offset);
  return {
    confidence: 'proven',
    title: `${code(name)} is installed ${words}`,
    message: 'No lock file keeps the version that was reviewed.',
    resource: path,
    subject: name,
    location: { path, side: 'head', startLine: line, endLine: line },
  };
}
