/** What a command knows of the process it runs in. */

import type { Interruption } from './interruption.ts';

export interface Terminal {
  /** How the user called this program, for commands to repeat. */
  self: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdout: Stream;
  stderr: Stream;
  /** From its call on the user can stop the command in order; without it a signal ends the process. */
  interruption?(): Interruption;
}

export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** 0 passed, 1 blocked, 2 could not review. */
export type ExitCode = 0 | 1 | 2;

/** Wrong usage: one line for the user, who gets to see no stack. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Colour only where somebody sees it, unless the usual variables say otherwise. */
export function wantsColour({ env, stdout }: Pick<Terminal, 'env' | 'stdout'>): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

export function wantsDebug({ env }: Terminal): boolean {
  return env['RUNNER_DEBUG'] === '1' || Boolean(env['DEBUG']);
}
