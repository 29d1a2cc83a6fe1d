/** Copies of the repository, or of parts of it, in which scripts may write. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from '../../scripts/support/files.ts';

/** A temporary folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-review-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A git repository with these uncommitted files. */
export function repositoryWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A copy of what the generators read and write. */
export function copyOfRepository(): string {
  const folder = temporaryFolder();
  for (const path of ['src', 'docs', 'schemas', 'README.md', 'action.yml', 'package.json', 'tsconfig.json']) {
    if (existsSync(join(root, path))) cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

export interface ScriptResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `scripts/NAME.ts` on a copy. */
export function runScript(name: string, folder: string, ...args: string[]): ScriptResult {
  const script = join(root, 'scripts', `${name}.ts`);
  return spawnSync(process.execPath, [script, '--root', folder, ...args], { encoding: 'utf8' });
}
