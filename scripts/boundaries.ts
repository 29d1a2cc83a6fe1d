/**
 * Holds the rooms of `src/` to their import arrows: `npm run lint` fails on an import that goes another way.
 *
 * The table is the picture in docs/architecture.md. A room may import itself and what its line names; what
 * no line allows is forbidden. `--root DIR` looks at another copy of the repository.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { root, trackedFiles } from './support/files.ts';

interface Room {
  /** Folders and files of `src/` that it may import, besides itself. */
  own: readonly string[];
  /** Packages that it may import; `*` stands for any rest of a name. Absent: all. */
  packages?: readonly string[];
}

/** The words that all rooms share. */
const words = ['finding.ts', 'version.ts'];

/** A folder of `src/`, or a file of its own there. The first line that matches a file is its room. */
const rooms: Readonly<Record<string, Room>> = {
  'main.ts': { own: ['*'] },
  'cli.ts': { own: ['*'] },
  'cli/': { own: ['*'] },
  'demo/': { own: ['git/', ...words] },
  'git/': { own: ['change/'], packages: ['node:*'] },
  // The Action's wiring: an entry's second half.
  'github/action.ts': { own: ['*'] },
  'github/reviewing.ts': { own: ['*'] },
  'github/models.ts': { own: ['*'] },
  'github/watching.ts': { own: ['*'] },
  'github/': {
    own: [
      'agents/agent.ts',
      'change/',
      'config/',
      'git/',
      'merge/acceptance.ts',
      'project/codeowners/',
      'report/',
      'rules/index.ts',
      'rules/rule.ts',
      ...words,
    ],
  },
  'review.ts': {
    own: [
      'change/',
      'config/',
      'merge/',
      'plan/',
      'project/',
      'report/',
      'reviewers/',
      'rules/',
      'run/',
      ...words,
    ],
    packages: [],
  },
  'report/': {
    own: [
      'agents/agent.ts',
      'change/',
      'config/',
      'plan/',
      'run/task.ts',
      'run/timing.ts',
      'merge/',
      'project/impact.ts',
      ...words,
    ],
    packages: ['zod', 'node:crypto'],
  },
  'plan/': { own: ['agents/', 'change/', 'config/', 'run/task.ts', ...words], packages: ['minimatch'] },
  'run/': { own: ['agents/agent.ts', ...words], packages: ['p-queue', 'zod', 'node:child_process'] },
  'observe/': {
    own: ['agents/agent.ts', 'report/', 'run/task.ts', ...words],
    packages: ['@opentelemetry/*', 'node:*'],
  },
  'merge/': {
    own: ['agents/agent.ts', 'config/', 'plan/', 'run/task.ts', ...words],
    packages: ['node:crypto'],
  },
  'config/': { own: ['agents/', 'rules/', 'change/', ...words], packages: ['minimatch', 'yaml', 'zod'] },
  'agents/': { own: words, packages: [] },
  'reviewers/': {
    own: [
      'agents/agent.ts',
      'change/',
      'config/',
      'project/',
      'rules/',
      'plan/globs.ts',
      'run/process-group.ts',
      'run/provider.ts',
      'run/task.ts',
      ...words,
    ],
    packages: ['@ai-sdk/*', '@modelcontextprotocol/sdk/*', 'minimatch', 'zod', 'node:*'],
  },
  'rules/': {
    own: ['change/', 'project/', ...words],
    packages: ['@secretlint/*', 'minimatch', 'yaml', 'zod'],
  },
  'project/': {
    own: ['change/', ...words],
    packages: [
      '@guanmingchiu/sqlparser-ts*',
      '@lezer/*',
      'cron-parser',
      'minimatch',
      'yaml',
      'zod',
      'node:*',
    ],
  },
  'change/': { own: words, packages: ['diff', 'node:buffer', 'node:crypto'] },
  'finding.ts': { own: [], packages: [] },
  'version.ts': { own: [], packages: [] },
};

/** Imports and re-exports, static and dynamic, of types too. */
const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:(?:^|\n)\s*import\s*|\bimport\s*\(\s*)['"]([^'"]+)['"]/g;

function matches(pattern: string, name: string): boolean {
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  return pattern.endsWith('/') ? name.startsWith(pattern) : name === pattern;
}

/** Why `file` may not import `target`; undefined if it may. Paths are relative to `src/`. */
function objection(file: string, target: string): string | undefined {
  const name = Object.keys(rooms).find((pattern) => matches(pattern, file));
  if (name === undefined) return 'is in no room: add it to scripts/boundaries.ts';
  const { own, packages } = rooms[name]!;
  const inPackage = target.replace(/^(\.\.\/)+node_modules\//, '');
  if (!inPackage.startsWith('.')) {
    const allowed = packages === undefined || packages.some((pattern) => matches(pattern, inPackage));
    return allowed ? undefined : `${name} may import these packages only: ${packages.join(', ') || 'none'}`;
  }
  const path = posix.join(posix.dirname(file), target);
  const allowed = matches(name, path) || own.some((pattern) => matches(pattern, path));
  return allowed ? undefined : `${name} may import only ${own.join(', ') || 'nothing'}`;
}

const { values } = parseArgs({ options: { root: { type: 'string', default: root } } });
let violations = 0;
for (const path of trackedFiles(values.root)) {
  if (!path.startsWith('src/') || !path.endsWith('.ts')) continue;
  for (const match of readFileSync(join(values.root, path), 'utf8').matchAll(importPattern)) {
    const target = match[1] ?? match[2]!;
    const reason = objection(path.slice('src/'.length), target);
    if (reason === undefined) continue;
    violations++;
    console.error(`${path}: import of '${target}': ${reason}`);
  }
}
if (violations > 0) process.exitCode = 1;
