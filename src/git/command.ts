/** Runs git as a child process that can neither ask, nor run what a repository tells it to, nor take locks, nor connect. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** git said no. `message` is one line for people, with git's own last word. */
export class GitError extends Error {
  override name = 'GitError';
}

export interface GitOptions {
  cwd: string;
  signal?: AbortSignal;
  /** Laid over the environment. */
  env?: Readonly<Record<string, string>>;
  /** Overrides the repository's configuration: keys and values. */
  config?: readonly (readonly [string, string])[];
}

/** Output beyond this is not a listing any more. */
const maxOutputBytes = 1024 * 1024 * 1024;

/** git's output, given `input`. Rejects with `GitError` if git fails or is not there, and with the signal's reason if aborted. */
export async function git(
  args: readonly string[],
  options: GitOptions & { input?: Buffer },
): Promise<Buffer> {
  const child = start(args, options);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  let bytes = 0;
  child.stdout!.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxOutputBytes) child.kill('SIGKILL');
    else output.push(chunk);
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    if (errors.length < 100) errors.push(chunk);
  });
  // A git that ends before it has read everything says so itself.
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(options.input);
  const code = await exit(child);
  options.signal?.throwIfAborted();
  if (code !== 0)
    throw new GitError(`git ${args[0]}: ${lastLine(errors) || `it ended with ${String(code)}`}`);
  return Buffer.concat(output);
}

/** The same as text without the final line break. */
export async function gitText(args: readonly string[], options: GitOptions): Promise<string> {
  return (await git(args, options)).toString('utf8').replace(/\n$/, '');
}

/** A running git whose streams the caller owns. */
export function start(args: readonly string[], { cwd, signal, env, config }: GitOptions): ChildProcess {
  return spawn('git', ['--no-pager', ...hardened, ...args], {
    cwd,
    env: { ...environment(config), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(signal && { signal, killSignal: 'SIGKILL' }),
  });
}

/** Resolves with the exit code when the process and its streams have ended; rejects if it never started. */
export function exit(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') return;
      reject(
        new GitError(
          error.code === 'ENOENT' ? 'git is not installed, or the folder is gone' : error.message,
          { cause: error },
        ),
      );
    });
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

/** Nothing that a repository's own configuration could make git execute. */
const hardened = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
];

/**
 * The caller's environment with what would change the meaning of our calls taken out. On Actions the
 * checkout often belongs to another user than the step: we only read it and run nothing that it names, so
 * its owner does not matter. No protocol is allowed, since a partial clone would fetch what it lacks, one
 * object at a time and with commands from its configuration. No object is replaced: an id stands for its
 * content.
 */
function environment(config: GitOptions['config'] = []): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of [
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_COMMON_DIR',
    'GIT_LITERAL_PATHSPECS',
    'GIT_NAMESPACE',
    'GIT_PREFIX',
    'GIT_EXTERNAL_DIFF',
    'GIT_TRACE',
  ]) {
    delete env[name];
  }
  const given = Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const settings = [['safe.directory', '*'], ...config] as const;
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${given + index}`] = key;
    env[`GIT_CONFIG_VALUE_${given + index}`] = value;
  }
  return {
    ...env,
    GIT_CONFIG_COUNT: String(given + settings.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
}

/** git's last word: its last error, else whatever it said last. */
export function lastLine(chunks: readonly Buffer[]): string {
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  return (
    lines.findLast((line) => /^(fatal|error):/.test(line)) ??
    lines.findLast((line) => line.trim() !== '') ??
    ''
  ).trim();
}
