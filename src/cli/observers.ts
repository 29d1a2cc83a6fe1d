/** Who watches a review from the command line. */
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { plainLines } from '../observe/lines.ts';
import { liveView } from '../observe/live.ts';
import type { Observer } from '../observe/observer.ts';
import { openObservers } from '../observe/open.ts';
import { systemClock } from '../run/clock.ts';
import { text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { UsageError, wantsColour } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Throws `UsageError` if the audit log cannot be written. */
export async function observersOf(
  { options }: Invocation,
  config: Pick<Config, 'notify'>,
  terminal: Terminal,
): Promise<Observer> {
  const { cwd, env, stderr } = terminal;
  const audit = text(options['audit']);
  try {
    return await openObservers({
      env,
      // Not `resolve` alone: it drops the slash that says that a folder is meant.
      audit: audit === undefined ? undefined : resolve(cwd, audit) + (/[\\/]$/.test(audit) ? '/' : ''),
      webhook: config.notify?.webhook,
      subject: resolve(cwd, text(options['repo']) ?? '.'),
      views: viewsOf(options['verbose'] === true, terminal),
      warn: (line) => stderr.write(`parallel-review: ${line}\n`),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--audit '${audit}' cannot be written: ${code ?? String(error)}`, { cause: error });
  }
}

/** Whoever reads standard error later gets lines, and only on request. */
function viewsOf(verbose: boolean, { env, stderr }: Terminal): Observer[] {
  if (verbose) return [plainLines((line) => stderr.write(`${line}\n`))];
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') return [];
  return [liveView({ stream: stderr, clock: systemClock, colour: wantsColour({ env, stdout: stderr }) })];
}
