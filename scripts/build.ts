/**
 * Builds what runs on GitHub: `npm run build` writes `dist/`, `--check` only says whether it is up to date.
 *
 * TypeScript goes to `build/`, and ncc makes one self-contained file of each entry. The result depends on
 * nothing but the sources and the lock file: the same bytes on every machine and from every folder.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, filesUnder, root } from './support/files.ts';

/** Entries, and the folder of `dist/` that each one fills. */
const entries = [
  { source: 'main.js', folder: '.' },
  { source: 'cli.js', folder: 'cli' },
  { source: 'project/sql/worker.js', folder: 'sql-worker' },
];

/** The SQL parser, as ncc names it, and as `src/project/sql/engine.ts` looks for it beside the worker. */
const [emitted, expected] = ['sqlparser_rs_wasm_bg.wasm', 'sqlparser.wasm'];

function run(tool: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${tool} ended with ${status}\n${stdout}${stderr}`, { cause: error });
}

/** Makes the bundle in the folder `out`, which is replaced. */
function build(out: string): void {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  rmSync(out, { recursive: true, force: true });
  run('tsc', ['-p', 'tsconfig.build.json']);
  for (const { source, folder } of entries) {
    const target = join(out, folder);
    run('ncc', [
      'build',
      join('build', source),
      '-o',
      target,
      '--minify',
      '--no-cache',
      '--license',
      'licenses.txt',
    ]);
  }
  renameSync(join(out, 'sql-worker', emitted), join(out, 'sql-worker', expected));
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
  chmodSync(join(out, 'cli', 'index.js'), 0o755);
}

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'dist') },
  },
});

if (values.check) {
  const fresh = mkdtempSync(join(tmpdir(), 'parallel-review-dist-'));
  try {
    build(fresh);
    const stale = differences(filesUnder(join(root, 'dist')), filesUnder(fresh));
    for (const path of stale) console.error(`dist/${path} is stale: run npm run build`);
    if (stale.length > 0) process.exitCode = 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  build(values.out);
}
