/** A thread that parses SQL, as its owner sees it: requests go in, answers come out in the same order. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Limits, ParseRequest, WorkerAnswer, WorkerInput } from './worker.ts';

/** What was handed over first and has not been taken yet, with what came of it. */
export interface Taken {
  key: string;
  /** `late` if nothing came in time, `unstarted` if the thread did not come up. */
  answer: WorkerAnswer | 'late' | 'unstarted';
}

/** How long a thread may take to start, in milliseconds: it loads 3.5 MB of WebAssembly. */
const startMs = 30_000;

/** How long an answer is waited for before anybody asks for its time, in milliseconds. */
const briefMs = 50;

/** Processor time of all threads of this process, in milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of a thread: next to nothing of a text outlives its answer, and the default lets 100 MB of that pile up. */
const maxYoungGenerationSizeMb = 4;

/**
 * The parser's largest functions take V8's optimizing compiler 200 MB and more time than their code saves in a review.
 */
const flags = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/** The parser's bytes and the thread's entry, beside this file while developing, in `sql-worker/` in a bundle. */
const places = [
  ['./worker.ts', '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm_bg.wasm'],
  ['./sql-worker/index.js', './sql-worker/sqlparser.wasm'],
  ['../sql-worker/index.js', '../sql-worker/sqlparser.wasm'],
] as const;

/** Compiled by the first thread, for all that follow. */
let compiled: WebAssembly.Module | undefined;

export class ParserThread {
  /** Undefined if the parser's files are missing. */
  readonly #worker: Worker | undefined;
  readonly #port: MessagePort;
  /** How many answers are out and not taken. */
  readonly #bell = new SharedArrayBuffer(4);
  readonly #signal = new Int32Array(this.#bell);
  #isReady = false;
  /** Oldest first. */
  readonly #waiting: { key: string; length: number }[] = [];
  #waitingLength = 0;

  readonly #processorMs: () => number;
  readonly #maxTurns: number;

  /**
   * Starts it, and does not wait until it is up.
   * @param clock processor time of the process in milliseconds
   * @param maxTurns how many times its time a text may take where others have the processor
   */
  constructor(limits: Limits, clock: () => number = processorMs, maxTurns = 10) {
    this.#processorMs = clock;
    this.#maxTurns = maxTurns;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#port.unref();
    const input = { port: port2, bell: this.#bell, limits };
    this.#worker = startWorker(input);
  }

  /** How many texts it was handed whose answers nobody has taken. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The same in UTF-16 code units. */
  get waitingLength(): number {
    return this.#waitingLength;
  }

  has(key: string): boolean {
    return this.#waiting.some((each) => each.key === key);
  }

  /** True if what it was handed first is answered: to take that waits for nothing. */
  get isAnswered(): boolean {
    // The first thing it says is that it is up.
    return this.#waiting.length > 0 && Atomics.load(this.#signal, 0) > (this.#isReady ? 0 : 1);
  }

  hand(key: string, request: ParseRequest): void {
    const { length } = request.text;
    this.#waiting.push({ key, length });
    this.#waitingLength += length;
    this.#port.postMessage(request);
  }

  /**
   * Waits for the answer to what was handed over first: there must be some. After one without, it is of no use.
   * @param timeoutMs of processor time, for a text of so many UTF-16 code units
   */
  take(timeoutMs: (length: number) => number): Taken {
    const { key, length } = this.#waiting.shift()!;
    this.#waitingLength -= length;
    return { key, answer: this.#comesUp() ? (this.#next(timeoutMs(length)) ?? 'late') : 'unstarted' };
  }

  stop(): void {
    this.#port.close();
    void this.#worker?.terminate();
  }

  #comesUp(): boolean {
    if (this.#isReady || !this.#worker) return this.#isReady;
    const hello = this.#next(startMs);
    if (hello && 'ready' in hello) compiled = hello.ready;
    return (this.#isReady = hello !== undefined);
  }

  /** The time is what the process may compute for it: where others take the processor, it waits for its turn. */
  #next(timeoutMs: number): WorkerAnswer | undefined {
    // To ask for the processor's time takes longer than many answers do.
    if (this.#rings(Math.min(timeoutMs, briefMs))) return this.#received();
    const begun = this.#processorMs();
    for (let turn = 0; turn < this.#maxTurns; turn++) {
      if (this.#rings(timeoutMs)) return this.#received();
      if (this.#processorMs() - begun >= timeoutMs * 0.9) return undefined;
    }
    return undefined;
  }

  /** Waits until an answer is out; false if none came in time. */
  #rings(timeoutMs: number): boolean {
    return Atomics.wait(this.#signal, 0, 0, timeoutMs) !== 'timed-out';
  }

  #received(): WorkerAnswer | undefined {
    Atomics.sub(this.#signal, 0, 1);
    return receiveMessageOnPort(this.#port)?.message as WorkerAnswer | undefined;
  }
}

function startWorker(input: Omit<WorkerInput, 'parser'>): Worker | undefined {
  const found = places
    .map((pair) => pair.map((path) => new URL(path, import.meta.url)))
    .find((pair) => pair.every((url) => existsSync(url)));
  const [entry, wasm] = found ?? [];
  if (!entry || !wasm) return undefined;
  if (!compiled) flags.forEach(setFlagsFromString);
  const workerData: WorkerInput = { ...input, parser: compiled ?? fileURLToPath(wasm) };
  const options = {
    workerData,
    transferList: [input.port],
    execArgv: [],
    stdout: false,
    stderr: false,
    resourceLimits: { maxYoungGenerationSizeMb },
  };
  const worker = new Worker(entry, options);
  // An error after start-up shows as a missing answer; unheard, the event would end the process.
  worker.on('error', () => {});
  worker.unref();
  return worker;
}
