import { expect, test } from 'vitest';
import { dependencyReader } from '../../../src/project/manifest/dependencies.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const sources = (path: string, text: string) => dependencyReader(path)!(text);
const brief = (path: string, text: string) =>
  sources(path, text).map(({ name, kind, origin, isFixed, line }) => [name, kind, origin, isFixed, line]);

test('package.json: what npm would take from elsewhere', () => {
  const dependencies = {
    a: '^1.0.0',
    b: 'team/b',
    c: `github:team/c#${sha}`,
    d: 'git+ssh://git@example.com:22/team/d.git',
    e: 'https://example.com/team/e-1.0.0.tgz',
    f: 'file:../f',
    g: 'npm:@scope/h@1',
    i: 'workspace:*',
    j: '../j',
    '@scope/k': 'https://example.com/team/k.git#v1',
  };
  const text = JSON.stringify(
    { scripts: { build: 'tools/build.sh' }, devDependencies: dependencies },
    null,
    2,
  );
  expect(brief('web/package.json', text)).toEqual([
    ['b', 'git', 'github.com/team', false, 7],
    ['c', 'git', 'github.com/team', true, 8],
    ['d', 'git', 'example.com/team', false, 9],
    ['e', 'archive', 'example.com/team', false, 10],
    ['@scope/k', 'git', 'example.com/team', false, 15],
  ]);
});

test('requirements: repositories, archives and other indexes', () => {
  const text = `# git+https://github.com/team/no
a==1
-e ./b
git+https://github.com/team/c.git@${sha}#egg=c
d[x] @ https://example.com/wheels/d-1.0-py3-none-any.whl
--index-url https://pypi.org/simple
--extra-index-url=https://user:pass@example.com/simple/
`;
  expect(brief('requirements-dev.txt', text)).toEqual([
    ['c', 'git', 'github.com/team', true, 4],
    ['d', 'archive', 'example.com/wheels', false, 5],
    ['extra-index-url', 'registry', 'example.com/simple', false, 7],
  ]);
});

test('TOML: inline tables and requirements', () => {
  const text = `[project]
dependencies = [
  "a>=1",
  "b @ git+https://github.com/team/b@d5f3437",
]
[tool.poetry.dependencies]
c = { git = "https://github.com/team/c.git", rev = "${sha}" }
d = { path = "../d" }
url = "https://example.com"
`;
  expect(brief('pyproject.toml', text)).toEqual([
    ['b', 'git', 'github.com/team', true, 4],
    ['c', 'git', 'github.com/team', true, 7],
  ]);
});

test('npm settings', () => {
  const usual = ['registry', 'npmjs', 'org'].join('.');
  const npmrc = `save-exact=true\n@team:registry=https://npm.example.com/\nregistry=https://${usual}/\n`;
  expect(brief('.npmrc', npmrc)).toEqual([['@team:registry', 'registry', 'npm.example.com', false, 2]]);
});

test('other files are no manifests', () => {
  for (const path of ['package-lock.json', 'packages.yml', 'a.txt', 'notes.toml', 'docs/requirements.md'])
    expect(dependencyReader(path)).toBeUndefined();
});
