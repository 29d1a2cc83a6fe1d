/** A real git repository in a temporary folder, isolated from the configuration of whoever runs the tests. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Fixed, so that ids are the same everywhere; nothing of the machine's own configuration plays a part. */
const gitEnvironment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

const largest = 64 * 1024 * 1024;

export function git(cwd: string, ...args: string[]): Buffer {
  return execFileSync('git', args, {
    cwd,
    env: gitEnvironment,
    maxBuffer: largest,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export type Files = Record<string, string | Buffer | null>;

export class Repository {
  readonly path: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'parallel-review-repo-'));
    this.git('init', '--quiet', '--initial-branch=main');
    // As on GitHub, where any commit that a ref reaches can be fetched by its id.
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  }

  git(...args: string[]): string {
    return git(this.path, ...args)
      .toString()
      .trim();
  }

  /** Writes (`null` deletes) on top of `parent`, or of nothing, and moves `branch` there. Returns the commit's id. */
  commit(branch: string, files: Files, parent?: string): string {
    if (parent) this.git('checkout', '--quiet', '--force', '-B', branch, parent);
    for (const [path, content] of Object.entries(files)) {
      const at = join(this.path, path);
      if (content === null) rmSync(at);
      else {
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, content);
      }
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', `Change ${branch}`);
    return this.git('rev-parse', 'HEAD');
  }

  /** What GitHub makes of an open pull request: `refs/pull/N/head` and the merge commit `refs/pull/N/merge`. */
  pull(number: number, base: string, head: string): string {
    this.git('update-ref', `refs/pull/${number}/head`, head);
    this.git('checkout', '--quiet', '--force', '--detach', base);
    this.git('merge', '--quiet', '--no-ff', '--message', `Merge ${head} into ${base}`, head);
    const merge = this.git('rev-parse', 'HEAD');
    this.git('update-ref', `refs/pull/${number}/merge`, merge);
    this.git('checkout', '--quiet', '--force', 'main');
    return merge;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
