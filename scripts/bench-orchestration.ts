/**
 * How close the supervisor comes to the shortest time possible, and what it costs. Latencies are simulated
 * on a virtual clock (log-normal, fixed seeds), so the ratios are the same on every machine; overhead and
 * memory are real. Rule tasks share one process and one thread: side by side they gain nothing, as the last
 * table shows with work that is real. All other rows are what agents gain that wait for models or commands.
 *
 * `npm run bench:orchestration`
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { openLimiter } from '../src/run/limiter.ts';
import { runTasks } from '../src/run/run.ts';
import type { Finding } from '../src/finding.ts';
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

const limit: Runner = (tasks, work) => {
  const limited = pLimit(ceiling);
  return Promise.all(tasks.map((task) => limited(() => work(task))));
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

function row(name: string, values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const shown = [mean, sorted[sorted.length >> 1]!, sorted.at(-1)!].map((value) =>
    value.toFixed(3).padStart(8),
  );
  return `${name.padEnd(52)}${shown.join('')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** Four agents, each with three calls in a row through one provider. */
async function modelsWaiting(): Promise<{ parallelMs: number; serialMs: number }> {
  const total = { parallelMs: 0, serialMs: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [name, maxConcurrency] of [
      ['parallelMs', 4],
      ['serialMs', 1],
    ] as const) {
      const random = randomOf(seed);
      const clock = virtualClock();
      const model: Reviewer = async (_task, { call }) => {
        for (let n = 0; n < 3; n++) {
          const ms = 2_000 + 18_000 * random();
          await call<undefined>({
            provider: 'model',
            estimate: { inputTokens: 4_000, outputTokens: 1_000, costUsd: 0.02 },
            make: () =>
              new Promise((resolve) => {
                const used = { inputTokens: 4_000, outputTokens: 500, costUsd: 0.015 };
                clock.after(ms, () => resolve({ value: undefined, used }));
              }),
          });
        }
      };
      const tasks = ['governance', 'quality', 'cost', 'docs'].map((agent): Task => {
        return { ...simulatedTask, id: `${agent}/model/1`, agent, reviewer: 'model', provider: 'model' };
      });
      const options = { clock, maxConcurrency, timeoutMs: 36_000_000, random };
      const [outcomes] = await Promise.all([runTasks(tasks, { model }, options), clock.drain()]);
      total[name] += Math.max(...outcomes.map(({ startedMs, durationMs }) => startedMs + durationMs)) / seeds;
    }
  }
  return total;
}

/** The starts of ten minutes' calls that all wait from the beginning. */
async function startsOf(requestsPerMinute: number): Promise<number[]> {
  const clock = virtualClock();
  const limiter = openLimiter(clock, { requestsPerMinute });
  const { signal } = new AbortController();
  const starts: number[] = [];
  for (let n = 0; n < requestsPerMinute * 10; n++) {
    void limiter.take(n % 2 ? 'standard' : 'optional', 1, signal).then(() => starts.push(clock.now()));
  }
  await clock.drain();
  return starts;
}

async function rateUsed(requestsPerMinute: number): Promise<number> {
  const starts = await startsOf(requestsPerMinute);
  const intervalMs = 60_000 / requestsPerMinute;
  return (starts.length * intervalMs) / (starts.at(-1)! + intervalMs);
}

async function busiestWindow(requestsPerMinute: number): Promise<number> {
  const starts = await startsOf(requestsPerMinute);
  return Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 60_000).length));
}

/** What safety calls that come at random moments wait for, sorted. */
async function safetyWaits(requestsPerMinute: number): Promise<number[]> {
  const clock = virtualClock();
  const limiter = openLimiter(clock, { requestsPerMinute });
  const { signal } = new AbortController();
  for (let n = 0; n < requestsPerMinute * 10; n++) {
    void limiter.take(n % 2 ? 'standard' : 'optional', 1, signal);
  }
  const random = randomOf(7);
  const waits: number[] = [];
  for (let n = 0; n < 40; n++) {
    clock.after(10_000 * (n + random()), () => {
      const fromMs = clock.now();
      void limiter.take('safety', 1, signal).then(() => waits.push(clock.now() - fromMs));
    });
  }
  await clock.drain();
  return waits.toSorted((a, b) => a - b);
}

/** How much the heap grows at most while so many findings pass from a task to one that reads along. */
async function streamedMb(count: number): Promise<string> {
  const sample: Finding = {
    rule: 'quality/example',
    severity: 'low',
    confidence: 'proven',
    title: 'A column is missing',
    message: 'x'.repeat(500),
    why: 'It fails.',
    advice: 'Correct it.',
    resource: 'model.shop.orders',
    location: { path: 'models/orders.sql', side: 'head', startLine: 3, endLine: 3 },
    related: [],
  };
  const writer: Reviewer = async (_task, { report }) => {
    for (let n = 0; n < count; n++) await report({ ...sample, subject: String(n) });
  };
  const reader: Reviewer = async (_task, { upstream }) => {
    for await (const _finding of upstream());
  };
  const clock: Clock = { now: () => performance.now(), after: () => () => {} };
  let peak = 0;
  let seen = 0;
  const tasks: Task[] = [
    { ...simulatedTask, id: 'a/rules/1', agent: 'a' },
    { ...simulatedTask, id: 'b/tool/1', agent: 'b', reviewer: 'tool', after: ['a/rules/1'], stream: true },
  ];
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  await runTasks(
    tasks,
    { rules: writer, tool: reader },
    {
      clock,
      maxConcurrency: 2,
      timeoutMs: 1e9,
      onEvent(event) {
        if (event.type !== 'finding' || ++seen % 1_000 > 0) return;
        globalThis.gc?.();
        peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      },
    },
  );
  return (peak / 1e6).toFixed(1);
}

const spin = `
  let sum = 0;
  for (let n = 0; n < 1.5e8; n++) sum = (sum + n * n) | 0;
`;

/** What threads would gain for work of the processor, and turns in one thread do not. */
async function realWork(): Promise<{ oneMs: number; sideMs: number; threadsMs: number }> {
  const work = new Function(spin) as () => void;
  const timed = async (run: () => Promise<unknown>) => {
    const fromMs = performance.now();
    await run();
    return performance.now() - fromMs;
  };
  const tasks = ['a', 'b', 'c', 'd'].map((agent): Task => ({
    ...simulatedTask,
    id: `${agent}/rules/1`,
    agent,
  }));
  const clock: Clock = { now: () => performance.now(), after: () => () => {} };
  const inOneThread = (maxConcurrency: number) => () =>
    runTasks(tasks, { rules: async () => work() }, { clock, maxConcurrency, timeoutMs: 1e9 });
  const inThreads = () =>
    Promise.all(tasks.map(() => new Promise((end) => new Worker(spin, { eval: true }).once('exit', end))));
  work();
  return {
    oneMs: await timed(inOneThread(1)),
    sideMs: await timed(inOneThread(4)),
    threadsMs: await timed(inThreads),
  };
}

console.log(`8 agents × 4 tasks, ceiling ${ceiling}, ${seeds} seeds: wall time / lower bound`);
console.log(`${''.padEnd(52)}${['mean', 'median', 'worst'].map((name) => name.padStart(8)).join('')}`);
console.log(row('supervisor, exact estimates', await ratios(supervisor(ceiling), 0)));
console.log(row('supervisor, estimates off by sigma 0.3', await ratios(supervisor(ceiling), 0.3)));
console.log(row('supervisor, no estimates', await ratios(supervisor(ceiling))));
console.log(row('p-queue alone', await ratios(queue)));
console.log(row('p-limit', await ratios(limit)));
console.log(row('Promise.all (no ceiling: may be below 1)', await ratios(unlimited)));
console.log(row('one after the other', await ratios(supervisor(1))));

console.log('\nfour agents that each ask a model: three calls of 2 to 20 s, at 50 requests a minute');
const { parallelMs, serialMs } = await modelsWaiting();
const saved = (1 - parallelMs / serialMs) * 100;
console.log(
  `side by side ${seconds(parallelMs)}, one after the other ${seconds(serialMs)}: ${saved.toFixed(0)} % less wall time (mean of ${seeds} seeds)`,
);

console.log('\none provider at 50 requests a minute, under full load of the standard and optional lanes');
console.log(
  `rate used: ${(100 * (await rateUsed(50))).toFixed(1)} %; most in any window of 60 s: ${await busiestWindow(50)}`,
);
const waits = await safetyWaits(50);
console.log(
  `a safety call waits ${seconds(waits.at(-1)!)} at most, ${seconds(waits[waits.length >> 1]!)} in the median; one interval is ${seconds(1_200)}`,
);

console.log('\nreal time and memory');
console.log(`overhead at 10,000 tasks: ${(await overheadMs(10_000)).toFixed(3)} ms a task`);
for (const count of [1_000, 10_000, 100_000]) {
  console.log(
    `${count.toLocaleString('en')} findings streamed to a reader: ${await streamedMb(count)} MB more on the heap at most`,
  );
}
const { oneMs, sideMs, threadsMs } = await realWork();
console.log(
  `four tasks of real work: one after the other ${seconds(oneMs)}, side by side in one thread ${seconds(sideMs)}, in four threads ${seconds(threadsMs)}`,
);
