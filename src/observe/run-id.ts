/** One name for one run: it stands in the audit log's file name, on every line of it, and in the trace. */
import { randomBytes } from 'node:crypto';

/** On GitHub run and attempt, so that the log can be found from the job; elsewhere time and a random part. */
export function runIdOf(env: Readonly<Record<string, string | undefined>>, nowMs: number): string {
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  if (run && /^\d{1,20}$/.test(run) && /^\d{1,6}$/.test(attempt)) return `${run}-${attempt}`;
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}
