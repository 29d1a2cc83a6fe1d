/** Runs the command line as a user does: a process of its own. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../../src/cli.ts');

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Of a child: nothing of the caller's environment but PATH and the folders for temporary files and compiled code. */
export function bareEnvironment(env: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, TMPDIR: tmpdir(), ...env };
}

export function cli(args: readonly string[], { cwd, env }: CliOptions = {}): Promise<CliResult> {
  const options = { cwd: cwd ?? tmpdir(), env: bareEnvironment(env), maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [entry, ...args], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
