/** Parsing SQL, synchronously for the caller, in a thread of its own. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { ParseResult } from './parse-result.ts';
import type { Limits, ParseRequest, WorkerAnswer, WorkerInput } from './worker.ts';

export interface EngineOptions {
  /**
   * How long one text may take. What is within the other limits takes a tenth of it on a slow machine, so that
   * it ends only what was written to be slow. @default 20000
   */
  timeoutMs?: number;
  /** @default 150000 */
  maxTokens?: number;
  /** How deep parentheses and brackets may nest. @default 60 */
  maxNesting?: number;
  /** Texts longer than this, in UTF-16 code units, are not read. @default 2000000 */
  maxLength?: number;
}

export interface SqlEngine {
  /** Starts the thread and does not wait for it, so that it gets ready while its caller reads files. */
  start(): void;
  /**
   * Reads SQL. Never throws: what cannot be read is an `error`. What was read lately is not read again.
   * @param warehouse as dbt calls it: `bigquery`, `trino`, …
   */
  parse(warehouse: string, text: string): ParseResult;
  /** Says that texts will be asked for soon: the thread reads them while its caller does something else. */
  announce(warehouse: string, texts: readonly string[]): void;
  /** How many more announced texts there is room for; none until the thread has worked off a part of what it has. */
  readonly room: number;
  /** Ends the thread. A later `parse` starts another. */
  close(): void;
}

/** How long a thread may take to start, in milliseconds: it loads 3.5 MB of WebAssembly. */
const startMs = 30_000;

/** The parser's bytes and the thread's entry, beside this file while developing, in `sql-worker/` in a bundle. */
const places = [
  ['./worker.ts', '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm_bg.wasm'],
  ['./sql-worker/index.js', './sql-worker/sqlparser.wasm'],
  ['../sql-worker/index.js', '../sql-worker/sqlparser.wasm'],
] as const;

export function createSqlEngine(options: EngineOptions = {}): SqlEngine {
  const { timeoutMs = 20_000, maxTokens = 150_000, maxNesting = 60, maxLength = 2_000_000 } = options;
  const recent = new RecentResults();
  let thread: Thread | undefined;
  /** Texts that took too long. After a few, the next ones get little time: a review of many such must end too. */
  let late = 0;

  const start = (): void => {
    thread ??= startThread({ maxTokens, maxNesting });
  };

  /** What the thread was handed and has not answered yet, oldest first. */
  const pending: { key: string; length: number }[] = [];

  /** Hands texts over in one message; says why that is not possible. */
  const hand = (requests: readonly ParseRequest[], keys: readonly string[]): ParseResult | undefined => {
    start();
    if (!thread?.isReady()) return failure('the SQL parser could not be started');
    thread.post(requests);
    for (const [index, { text }] of requests.entries())
      pending.push({ key: keys[index]!, length: text.length });
    return undefined;
  };

  /** The answer to the oldest request. Without one, the thread is ended, and what else it was handed is forgotten. */
  const takeNext = (): ParseResult => {
    const { key, length } = pending.shift()!;
    const answer = thread?.take(late < 3 ? timeoutMs : timeoutMs / 20);
    const result = answer && 'result' in answer ? resultOf(answer.result) : undefined;
    if (result) {
      recent.set(key, result, length);
      return result;
    }
    if (!answer) late++;
    close();
    const why = failure(answer ? 'the SQL parser broke off' : 'reading the SQL took too long');
    recent.set(key, why, length);
    return why;
  };

  const close = (): void => {
    thread?.stop();
    thread = undefined;
    pending.length = 0;
  };

  return {
    start,
    parse(warehouse, text) {
      const key = keyOf(warehouse, text);
      let result = recent.get(key);
      while (!result && pending.some((each) => each.key === key)) {
        const isLast = pending[0]!.key === key;
        const taken = takeNext();
        if (isLast) result = taken;
      }
      if (result) return result;
      const failed = tooLong(text, maxLength) ?? hand([{ warehouse, text }], [key]);
      while (!failed && pending.length > 1) takeNext();
      // The thread that had it may have ended on one before it.
      if (!failed && pending.length === 0) return this.parse(warehouse, text);
      return failed ?? takeNext();
    },
    announce(warehouse, texts) {
      const requests: ParseRequest[] = [];
      const keys: string[] = [];
      let length = pending.reduce((sum, each) => sum + each.length, 0);
      for (const text of texts) {
        if (pending.length + requests.length >= maxPending || length >= maxPendingLength) break;
        const key = keyOf(warehouse, text);
        const isKnown = pending.some((each) => each.key === key) || keys.includes(key);
        if (isKnown || tooLong(text, maxLength) || recent.get(key)) continue;
        requests.push({ warehouse, text });
        keys.push(key);
        length += text.length;
      }
      if (requests.length > 0) hand(requests, keys);
    },
    get room() {
      return pending.length > maxPending / 2 ? 0 : maxPending - pending.length;
    },
    close,
  };
}

/** Announced texts beyond these, or beyond these characters of SQL, wait until they are asked for. */
const [maxPending, maxPendingLength] = [32, 200_000];

function tooLong(text: string, maxLength: number): ParseResult | undefined {
  return text.length > maxLength
    ? failure(`${text.length} characters of SQL are more than the ${maxLength} read here`)
    : undefined;
}

function keyOf(warehouse: string, text: string): string {
  return `${warehouse}\n${text}`;
}

/** A chain of thousands of UNIONs is a tree too deep to read back. */
function resultOf(json: string): ParseResult {
  try {
    return JSON.parse(json) as ParseResult;
  } catch {
    return failure('the SQL nests too deep to be read here');
  }
}

/** Characters of SQL whose queries are kept: a query is some fifty times as large in memory as its text. */
const maxRecent = 1_000_000;

/** Results by key; those not asked for the longest are forgotten first. */
class RecentResults {
  readonly #results = new Map<string, { result: ParseResult; length: number }>();
  #total = 0;

  get(key: string): ParseResult | undefined {
    const found = this.#results.get(key);
    if (!found) return undefined;
    this.#results.delete(key);
    this.#results.set(key, found);
    return found.result;
  }

  set(key: string, result: ParseResult, length: number): void {
    this.#results.set(key, { result, length });
    this.#total += length;
    for (const [oldest, { length: freed }] of this.#results) {
      if (this.#total <= maxRecent || oldest === key) break;
      this.#results.delete(oldest);
      this.#total -= freed;
    }
  }
}

function failure(message: string): ParseResult {
  return { kind: 'error', message, ours: true };
}

interface Thread {
  /** Waits until the thread is up; false if it does not come up. */
  isReady(): boolean;
  post(requests: readonly ParseRequest[]): void;
  /** The answer to the oldest of all requests without one; undefined if it does not come in time. */
  take(timeoutMs: number): WorkerAnswer | undefined;
  stop(): void;
}

/** Compiled by the first thread, for all that follow. */
let compiled: WebAssembly.Module | undefined;

/** Undefined if the parser's files are missing. */
function startThread(limits: Limits): Thread | undefined {
  const found = places
    .map((pair) => pair.map((path) => new URL(path, import.meta.url)))
    .find((pair) => pair.every((url) => existsSync(url)));
  const [entry, wasm] = found ?? [];
  if (!entry || !wasm) return undefined;
  const bell = new SharedArrayBuffer(4);
  const { port1, port2 } = new MessageChannel();
  const input: WorkerInput = { parser: compiled ?? fileURLToPath(wasm), port: port2, bell, limits };
  const worker = new Worker(entry, {
    workerData: input,
    transferList: [port2],
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  // An error after start-up shows as a missing answer; unheard, the event would end the process.
  worker.on('error', () => {});
  worker.unref();
  port1.unref();
  let ready = false;
  return {
    isReady() {
      if (ready) return true;
      const hello = take(port1, bell, startMs);
      if (hello && 'ready' in hello) compiled = hello.ready;
      return (ready = hello !== undefined);
    },
    post: (requests) => port1.postMessage(requests),
    take: (timeoutMs) => take(port1, bell, timeoutMs),
    stop() {
      port1.close();
      void worker.terminate();
    },
  };
}

/** Waits until an answer is out, then takes it. */
function take(port: MessagePort, bell: SharedArrayBuffer, timeoutMs: number): WorkerAnswer | undefined {
  const signal = new Int32Array(bell);
  if (Atomics.wait(signal, 0, 0, timeoutMs) === 'timed-out') return undefined;
  Atomics.sub(signal, 0, 1);
  return receiveMessageOnPort(port)?.message as WorkerAnswer | undefined;
}
