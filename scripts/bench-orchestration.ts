/**
 * How close the supervisor comes to the shortest time possible, and what it costs. Latencies are simulated
 * on a virtual clock (log-normal, fixed seeds), so the ratios are the same on every machine; overhead is
 * real time. Rule tasks share one process and one thread: side by side they gain nothing, and no row here
 * speaks of them. The rows are what agents gain that wait for models or commands.
 *
 * `npm run bench:orchestration`
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import PQueue from 'p-queue';
import { openLimiter } from '../src/run/limiter.ts';
import { runTasks } from '../src/run/run.ts';
import type { Clock, Reviewer, Task } from '../src/run/task.ts';

const seeds = 20;
const ceiling = 8;

/** Moves on by itself to the next timer when nothing else is left to do. */
function virtualClock(): Clock & { drain(): Promise<void> } {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async drain() {
      for (;;) {
        for (let turn = 0; turn < 3; turn++) await nextTurn();
        let due: { at: number; callback: () => void } | undefined;
        for (const timer of timers) if (!due || timer.at < due.at) due = timer;
        if (!due) return;
        timers.delete(due);
        now = due.at;
        due.callback();
      }
    },
  };
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function simulated(seed: number, estimateSigma?: number): { tasks: Task[]; latencies: Map<string, number> } {
  const random = randomOf(seed);
  const latencies = new Map<string, number>();
  const noise = randomOf(seed + 1_000);
  const tasks = Array.from({ length: 32 }, (_, index): Task => {
    const id = `agent-${index >> 2}/rules/${1 + (index & 3)}`;
    const ms = Math.round(4_000 * Math.exp(0.8 * normal(random)));
    latencies.set(id, ms);
    const expectedMs = estimateSigma === undefined ? 0 : ms * Math.exp(estimateSigma * normal(noise));
    return {
      id,
      agent: `agent-${index >> 2}`,
      reviewer: 'rules',
      lane: 'standard',
      files: [],
      after: [],
      onFailure: 'fail',
      timeoutMs: 3_600_000,
      expectedMs,
    };
  });
  return { tasks, latencies };
}

type Runner = (tasks: readonly Task[], work: (task: Task) => Promise<void>, clock: Clock) => Promise<unknown>;

const supervisor =
  (maxConcurrency: number): Runner =>
  (tasks, work, clock) =>
    runTasks(tasks, { rules: (task) => work(task) }, { clock, maxConcurrency, timeoutMs: 36_000_000 });

const queue: Runner = (tasks, work) => {
  const pQueue = new PQueue({ concurrency: ceiling });
  return Promise.all(tasks.map((task) => pQueue.add(() => work(task))));
};

const unlimited: Runner = (tasks, work) => Promise.all(tasks.map(work));

/** Wall time over the lower bound max(longest task, sum / ceiling), for each seed. */
async function ratios(runner: Runner, estimateSigma?: number): Promise<number[]> {
  const found: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { tasks, latencies } = simulated(seed, estimateSigma);
    const clock = virtualClock();
    let wallMs = 0;
    const work = (task: Task) =>
      new Promise<void>((resolve) => {
        clock.after(latencies.get(task.id)!, () => {
          wallMs = clock.now();
          resolve();
        });
      });
    const done = runner(tasks, work, clock);
    // Time budgets that are cancelled at the end must not move the clock on.
    await Promise.all([done, clock.drain()]);
    const all = [...latencies.values()];
    found.push(wallMs / Math.max(...all, all.reduce((sum, ms) => sum + ms, 0) / ceiling));
  }
  return found;
}

async function overheadMs(count: number): Promise<number> {
  const tasks = Array.from({ length: count }, (_, index): Task => {
    return { ...simulatedTask, id: `a/rules/${index}`, expectedMs: (index * 7_919) % count };
  });
  const nothing: Reviewer = async () => {};
  const clock: Clock = { now: () => performance.now(), after: () => () => {} };
  const fromMs = performance.now();
  await runTasks(tasks, { rules: nothing }, { clock, maxConcurrency: ceiling, timeoutMs: 1e9 });
  return (performance.now() - fromMs) / count;
}

const simulatedTask = simulated(1).tasks[0]!;

/** The share of a rate that is used over ten minutes of full load. */
async function rateUsed(requestsPerMinute: number): Promise<number> {
  const clock = virtualClock();
  const limiter = openLimiter(clock, { requestsPerMinute });
  const signal = new AbortController().signal;
  let lastMs = 0;
  const count = requestsPerMinute * 10;
  for (let n = 0; n < count; n++) {
    void limiter.take('standard', 1, signal).then(() => (lastMs = clock.now()));
  }
  await clock.drain();
  return (count * (60_000 / requestsPerMinute)) / (lastMs + 60_000 / requestsPerMinute);
}

function row(name: string, values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const shown = [mean, sorted[sorted.length >> 1]!, sorted.at(-1)!].map((value) =>
    value.toFixed(3).padStart(8),
  );
  return `${name.padEnd(52)}${shown.join('')}`;
}

console.log(`8 agents × 4 tasks, ceiling ${ceiling}, ${seeds} seeds: wall time / lower bound`);
console.log(`${''.padEnd(52)}${['mean', 'median', 'worst'].map((name) => name.padStart(8)).join('')}`);
console.log(row('supervisor, exact estimates', await ratios(supervisor(ceiling), 0)));
console.log(row('supervisor, estimates off by sigma 0.3', await ratios(supervisor(ceiling), 0.3)));
console.log(row('supervisor, no estimates', await ratios(supervisor(ceiling))));
console.log(row('p-queue alone', await ratios(queue)));
console.log(row('Promise.all (no ceiling: may be below 1)', await ratios(unlimited)));
console.log(row('one after the other', await ratios(supervisor(1))));
console.log(`\noverhead at 10,000 tasks: ${(await overheadMs(10_000)).toFixed(3)} ms a task (real time)`);
console.log(`rate used at 50 requests a minute: ${(100 * (await rateUsed(50))).toFixed(1)} %`);
