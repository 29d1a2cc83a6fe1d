/** Reviewers that ask a model, as the engine sees them: calls that take their time and cost something. */
import { runTasks } from '../../src/run/run.ts';
import type { RunOptions } from '../../src/run/run.ts';
import { ProviderFault } from '../../src/run/provider.ts';
import type { Finding } from '../../src/finding.ts';
import type { Clock, Reviewer, RunEvent, Task, Usage } from '../../src/run/task.ts';
import { fakeClock } from './fake-clock.ts';
import { task } from './samples.ts';

export function usage(tokens: number, costUsd = 0): Usage {
  return { inputTokens: tokens, outputTokens: 0, costUsd };
}

export function modelTask(agent: string, more: Partial<Task> = {}): Task {
  return task(agent, { id: `${agent}/model/1`, reviewer: 'model', ...more });
}

export interface Answer {
  /** How long it takes, in milliseconds. @default 1000 */
  ms?: number;
  /** @default 100 tokens */
  used?: Usage;
  findings?: Finding[];
  fault?: ProviderFault;
  /** It takes no notice of being aborted. */
  deaf?: boolean;
}

/** Waits on the clock, unless aborted. */
export function waitOn(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    signal?.addEventListener('abort', () => {
      cancel();
      reject(signal.reason as Error);
    });
  });
}

/** Makes one call of 100 estimated tokens and reports what it finds; each call answers as `answers` says next. */
export function modelReviewer(
  clock: Clock,
  answers: (asked: { task: Task; variant: number; call: number }) => Answer,
) {
  let calls = 0;
  const sent: { atMs: number; agent: string; variant: number; throttled: boolean }[] = [];
  const reviewer: Reviewer = async (of, context) => {
    const { variant } = context;
    const found = await context.call<Finding[]>({
      provider: 'stub',
      estimate: usage(100, 0.1),
      async make(signal) {
        const {
          ms = 1_000,
          used = usage(100, 0.1),
          findings = [],
          fault,
          deaf,
        } = answers({ task: of, variant, call: ++calls });
        sent.push({ atMs: clock.now(), agent: of.agent, variant, throttled: context.throttled });
        await waitOn(clock, ms, deaf ? undefined : signal);
        if (fault) throw fault;
        return { value: findings, used };
      },
    });
    for (const it of found) await context.report(it);
  };
  return { reviewer, sent };
}

/** Runs tasks of simulated models to their end. */
export async function simulate(
  tasks: readonly Task[],
  answers: Parameters<typeof modelReviewer>[1],
  options: Partial<RunOptions> & { forMs?: number; clock?: ReturnType<typeof fakeClock> } = {},
) {
  const { forMs = 1_200_000, clock = fakeClock(), ...more } = options;
  const events: RunEvent[] = [];
  const { reviewer, sent } = modelReviewer(clock, answers);
  const done = runTasks(
    tasks,
    { model: reviewer },
    {
      clock,
      maxConcurrency: 8,
      timeoutMs: 600_000,
      staggerMs: 0,
      limits: { requestsPerMinute: 6_000 },
      random: () => 0.5,
      onEvent: (event) => events.push(event),
      ...more,
    },
  );
  await clock.advance(forMs);
  return { outcomes: await done, events, sent, pending: clock.pending() };
}

export { ProviderFault };
