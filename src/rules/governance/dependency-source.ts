import { code } from '../../finding.ts';
import { dependencyReader } from '../../project/manifest/dependencies.ts';
import type { ForeignSource } from '../../project/manifest/dependencies.ts';
import { defineRule } from '../rule.ts';
import { isForeignPath, isSamplePath } from '../shared/path-kinds.ts';

export const rule = defineRule({
  id: 'governance/dependency-source',
  summary: 'A dependency is added from a git repository, an archive or another registry',
  severity: 'medium',
  why: 'What is installed is whatever lies there that day: no registry keeps the version, and no advisory covers it.',
  advice: 'Take the package from the usual registry, or name the full commit id or a checksum.',
  silent: [
    'files and workspaces of the repository itself, and packages of dbt, which `governance/package-unpinned` looks at',
    'owners from whom the same file already took a dependency at base',
    'one that names a full commit id or a checksum is low, not medium',
  ],
  examples: {
    fires: [
      {
        name: 'installs a package from a branch',
        base: { 'requirements.txt': 'dbt-core==1.9.0\n' },
        head: { 'requirements.txt': 'dbt-core==1.9.0\ngit+https://github.com/some-team/loader.git@main\n' },
        findings: [{ path: 'requirements.txt', line: 2, severity: 'medium', subject: 'loader' }],
      },
      {
        name: 'adds an archive and a repository to package.json',
        base: { 'package.json': '{\n  "dependencies": {\n    "a": "^1.0.0"\n  }\n}\n' },
        head: {
          'package.json':
            '{\n  "dependencies": {\n    "a": "https://files.example.com/a-1.0.0.tgz",\n    "b": "some-team/b#v2"\n  }\n}\n',
        },
        findings: [
          { path: 'package.json', line: 3, severity: 'medium' },
          { path: 'package.json', line: 4, severity: 'medium' },
        ],
      },
      {
        name: 'looks for packages in another index',
        base: { 'requirements.txt': 'a==1\n' },
        head: { 'requirements.txt': '--extra-index-url https://packages.example.com/simple\na==1\n' },
        findings: [{ path: 'requirements.txt', line: 1 }],
      },
      {
        name: 'adds a repository by its commit',
        base: {},
        head: {
          'requirements.txt':
            'a @ git+https://github.com/some-team/a.git@d5f3437ed24257895ae1edd9e503cfb352e635a8\n',
        },
        findings: [{ path: 'requirements.txt', line: 1, severity: 'low' }],
      },
    ],
    silent: [
      {
        name: 'adds packages of registries, files and workspaces',
        base: { 'package.json': '{\n  "dependencies": {}\n}\n' },
        head: {
          'package.json':
            '{\n  "repository": "some-team/shop",\n  "scripts": {\n    "build": "scripts/build.sh"\n  },\n  "homepage": "https://example.com/shop.git",\n  "files": [\n    "dist/main"\n  ],\n  "dependencies": {\n    "a": "^1.0.0",\n    "b": "file:../b",\n    "c": "workspace:*",\n    "d": "npm:e@1"\n  }\n}\n',
          'requirements.txt': 'a==1\n-e ./b\n--index-url https://pypi.org/simple\n',
        },
      },
      {
        name: 'moves a dependency from a git repository to another version',
        base: { 'requirements.txt': 'loader @ git+https://github.com/some-team/loader.git@v1\n' },
        head: { 'requirements.txt': 'loader @ git+https://github.com/some-team/loader.git@v2\n' },
      },
    ],
  },
  *check({ change, files }) {
    for (const file of files) {
      const read = dependencyReader(file.path);
      if (!read || file.kind !== 'text' || !file.head || isForeignPath(file.path) || isSamplePath(file.path))
        continue;
      const known = new Set(
        read((file.base && change.base.text(file.base.path)) ?? '').map(({ origin }) => origin),
      );
      const seen = new Set<string>();
      for (const source of read(change.head.text(file.path) ?? '')) {
        if (known.has(source.origin) || seen.has(source.name)) continue;
        seen.add(source.name);
        yield {
          ...(source.isFixed && { severity: 'low' as const }),
          confidence: 'proven',
          ...wording(source),
          resource: file.path,
          subject: source.name,
          location: { path: file.path, side: 'head', startLine: source.line, endLine: source.line },
        };
      }
    }
  },
});

function wording({ name, kind, origin, isFixed }: ForeignSource): { title: string; message: string } {
  if (kind === 'registry')
    return {
      title: `${code(name)} lets packages come from ${code(origin)}`,
      message: 'A package of the same name there can take the place of the one that is meant.',
    };
  const what = kind === 'git' ? 'a git repository' : 'an archive';
  return {
    title: `${code(name)} comes from ${what} of ${code(origin)}`,
    message: isFixed
      ? 'It is not in the registry, so no advisory or update will mention it; its content at least is fixed.'
      : 'Nothing fixes its content: the next installation may get other code than the one that was reviewed.',
  };
}
