/** The action's entry: the runner's environment in, exit code out. */
import { Cancelled, runAction } from './github/action.ts';
import { discreetRunner } from './github/discreet.ts';
import { actionsRunner } from './github/runner.ts';
import { redactor } from './observe/redact.ts';
import { systemClock } from './run/clock.ts';

const redact = redactor(process.env);
const runner = discreetRunner(actionsRunner, redact);

const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cancelled.abort(new Cancelled(`the run was cancelled (${signal})`)));
}
// An error that nobody awaited must not leave the check run in progress either.
process.on('uncaughtException', (error) => cancelled.abort(error));

let code = 1;
try {
  code = await runAction({
    env: process.env,
    runner,
    redact,
    timer: systemClock,
    cancelled: cancelled.signal,
  });
} catch (error) {
  runner.error(`the review broke: ${(error as Error).message}`);
  if (process.env['RUNNER_DEBUG'] === '1') runner.log(String((error as Error).stack));
}
// Nothing that is still open, such as a kept-alive connection, may hold the step.
process.stdout.write('', () => process.exit(code));
