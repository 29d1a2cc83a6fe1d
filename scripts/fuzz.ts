/**
 * Reviews damaged pull requests: none may crash a reader or a rule, or take long.
 *
 *     npm run fuzz -- [--count 100000] [--seed 1] [--from 0] [--show NUMBER]
 *
 * Every input follows from the seed and its number, so what is reported can be repeated with `--show`. The work is
 * done in a thread, which is watched from here: one input that never ends stops the run and is named.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createReading } from '../src/project/workspace.ts';
import type { Reading } from '../src/project/workspace.ts';
import { inputAt } from './fuzz/inputs.ts';
import type { Input } from './fuzz/inputs.ts';
import { tryInput } from './fuzz/try-input.ts';
import type { Tried } from './fuzz/try-input.ts';

/** An input that takes more time of the processor counts as a hang. */
const slowMs = 2000;
/** One that takes longer than this by the clock is not waited for. */
const deadMs = 60_000;
/** What is remembered by content is forgotten after as many inputs. */
const perReading = 500;

interface Work {
  seed: string;
  from: number;
  count: number;
}

type Message = { number: number; problem?: string; ms: number };

async function work({ seed, from, count }: Work, port: MessagePort): Promise<void> {
  for (let number = from; number < from + count;) {
    const reading = createReading();
    const end = Math.min(from + count, number + perReading);
    for (; number < end; number++) {
      const message: Message = { number, ...(await twice(inputAt(seed, number), reading)) };
      port.postMessage(message);
    }
    reading.close();
  }
}

/** Code runs slowly before it is compiled: slow is what is slow again, with nothing remembered. */
async function twice(input: Input, reading: Reading): Promise<Tried> {
  const first = await tryInput(input, reading);
  if (first.problem !== undefined || first.ms <= slowMs) return first;
  const fresh = createReading();
  const second = await tryInput(input, fresh);
  fresh.close();
  return second.ms < first.ms ? second : first;
}

function watch(job: Work): void {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: job });
  const started = performance.now();
  let next = job.from;
  let bad = 0;
  let slowest = 0;
  const complain = (number: number, what: string) => {
    bad++;
    const input = inputAt(job.seed, number);
    // Another version has other examples, and the number means another input there.
    const kept = join(tmpdir(), `parallel-review-fuzz-${job.seed}-${number}.json`);
    writeFileSync(kept, JSON.stringify(input, null, 2));
    console.error(`${number}: ${input.name}: ${what}; kept in ${kept}`);
  };
  const dead = () => {
    complain(next, `does not end within ${deadMs} ms`);
    process.exit(1);
  };
  let timer = setTimeout(dead, deadMs);
  worker.on('message', ({ number, ms, problem }: Message) => {
    clearTimeout(timer);
    timer = setTimeout(dead, deadMs);
    next = number + 1;
    slowest = Math.max(slowest, ms);
    if (problem !== undefined) complain(number, problem);
    else if (ms > slowMs) complain(number, `took ${Math.round(ms)} ms`);
    if (next % 1000 === 0)
      console.error(`${next} done, ${bad} bad, ${Math.round((performance.now() - started) / 1000)} s`);
  });
  worker.on('error', (error) => complain(next, error.stack ?? error.message));
  worker.on('exit', () => {
    clearTimeout(timer);
    console.log(
      `${next - job.from} inputs from ${job.from}, seed ${job.seed}: ${bad} bad, slowest ${Math.round(slowest)} ms`,
    );
    process.exitCode = bad > 0 || next < job.from + job.count ? 1 : 0;
  });
}

if (!isMainThread) await work(workerData as Work, parentPort!);
else {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      show: { type: 'string' },
    },
  });
  if (values.show !== undefined)
    console.log(JSON.stringify(inputAt(values.seed, Number(values.show)), null, 2));
  else watch({ seed: values.seed, from: Number(values.from), count: Number(values.count) });
}
