/** Commands in process groups of their own, so that whatever they start ends with them. */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Clock } from './task.ts';

export interface GroupOptions extends Omit<SpawnOptions, 'detached' | 'signal'> {
  clock: Clock;
  /** When aborted, the group is told to end, and killed `graceMs` later. */
  signal: AbortSignal;
  graceMs: number;
}

/** Starts `command` without a shell. On Windows, which has no process groups, only the command itself is stopped. */
export function spawnGroup(command: string, args: readonly string[], options: GroupOptions): ChildProcess {
  const { clock, signal, graceMs, ...rest } = options;
  signal.throwIfAborted();
  const child = spawn(command, args, { ...rest, detached: process.platform !== 'win32' });
  let cancelKill = () => {};
  const stop = () => {
    signalGroup(child, 'SIGTERM');
    // Also if the command itself has ended by then: what it started may ignore the first signal.
    cancelKill = clock.after(graceMs, () => signalGroup(child, 'SIGKILL'));
  };
  signal.addEventListener('abort', stop, { once: true });
  child.once('close', () => {
    signal.removeEventListener('abort', stop);
    cancelKill();
    // Its output is closed, but a process that it left behind may have none.
    signalGroup(child, 'SIGKILL');
  });
  child.once('error', () => signal.removeEventListener('abort', stop));
  return child;
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // Nobody of the group is left.
  }
}
