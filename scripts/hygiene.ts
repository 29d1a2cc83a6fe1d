/**
 * Keeps machines out of the repository: no tracked file names the folder it was written in, a home folder or
 * a package registry, and the lock file holds no download addresses. Part of `npm run lint`.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, trackedFiles } from './support/files.ts';

const { values } = parseArgs({
  options: { root: { type: 'string', default: root }, home: { type: 'string', default: homedir() } },
});

/** The home folder of GitHub's runners is the same for everybody, and tests play such a runner. */
const publicHome = '/home/runner';

/** A path that ends here and is not the tail of a longer one. */
function pathPattern(path: string): RegExp {
  return new RegExp(`(?<![\\w./-])${path.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?=[/\\\\])`);
}

const registry = { what: 'a package registry', pattern: /registry[.]npmjs|[/.]artifactory[/.]|_auth[T]oken/ };
const traces: readonly { what: string; pattern: RegExp }[] = [
  { what: "this machine's folder", pattern: pathPattern(resolve(values.root)) },
  ...(values.home === publicHome ? [] : [{ what: 'a home folder', pattern: pathPattern(values.home) }]),
  registry,
];

let found = 0;
function complain(path: string, line: number, what: string): void {
  found++;
  console.error(`${path}:${line}: names ${what}`);
}

for (const path of trackedFiles(values.root)) {
  const text = readFileSync(join(values.root, path), 'latin1');
  // The bundle holds other people's code, which may name a registry.
  const wanted = path.startsWith('dist/') ? traces.filter((trace) => trace !== registry) : traces;
  for (const { what, pattern } of wanted) {
    const at = text.search(pattern);
    if (at !== -1) complain(path, text.slice(0, at).split('\n').length, what);
  }
  if (path === 'package-lock.json' && /"resolved": "http/.test(text)) complain(path, 1, 'download addresses');
}
if (found > 0) process.exitCode = 1;
