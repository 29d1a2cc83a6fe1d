/** Parsing SQL, synchronously for the caller, in a thread of its own. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { ParseResult } from './parse-result.ts';
import { nesting, tokenize } from './tokens.ts';
import type { ParseRequest, WorkerAnswer, WorkerInput } from './worker.ts';

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
   * Reads SQL. Never throws: what cannot be read is an `error`. Equal arguments give the same object.
   * @param warehouse as dbt calls it: `bigquery`, `trino`, …
   */
  parse(warehouse: string, text: string): ParseResult;
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
  const cache = new Map<string, ParseResult>();
  let thread: Thread | undefined;
  /** Texts that took too long. After a few, the next ones get little time: a review of many such must end too. */
  let late = 0;

  const overLimit = (warehouse: string, text: string): string | undefined => {
    if (text.length > maxLength)
      return `${text.length} characters of SQL are more than the ${maxLength} read here`;
    const { tokens } = tokenize(text, warehouse, maxTokens + 1);
    if (tokens.length > maxTokens) return `the SQL has more than the ${maxTokens} tokens read here`;
    const { depth } = nesting(text, tokens);
    return depth > maxNesting
      ? `parentheses nested ${depth} deep are deeper than the ${maxNesting} read here`
      : undefined;
  };

  const start = (): void => {
    thread ??= startThread();
  };

  const ask = (warehouse: string, text: string): ParseResult => {
    const limit = overLimit(warehouse, text);
    if (limit !== undefined) return failure(limit);
    start();
    if (!thread?.isReady()) return failure('the SQL parser could not be started');
    const answer = thread.ask({ warehouse, text }, late < 3 ? timeoutMs : timeoutMs / 20);
    if (answer && 'result' in answer) return answer.result;
    if (!answer) late++;
    thread.stop();
    thread = undefined;
    return failure(answer ? 'the SQL parser broke off' : 'reading the SQL took too long');
  };

  return {
    start,
    parse(warehouse, text) {
      const key = `${warehouse}:${createHash('sha256').update(text, 'utf16le').digest('base64')}`;
      let result = cache.get(key);
      if (!result) cache.set(key, (result = ask(warehouse, text)));
      return result;
    },
    close() {
      thread?.stop();
      thread = undefined;
    },
  };
}

function failure(message: string): ParseResult {
  return { kind: 'error', message, ours: true };
}

interface Thread {
  /** Waits until the thread is up; false if it does not come up. */
  isReady(): boolean;
  /** Undefined if no answer came in time. */
  ask(request: ParseRequest, timeoutMs: number): WorkerAnswer | undefined;
  stop(): void;
}

/** Compiled by the first thread, for all that follow. */
let compiled: WebAssembly.Module | undefined;

/** Undefined if the parser's files are missing. */
function startThread(): Thread | undefined {
  const found = places
    .map((pair) => pair.map((path) => new URL(path, import.meta.url)))
    .find((pair) => pair.every((url) => existsSync(url)));
  const [entry, wasm] = found ?? [];
  if (!entry || !wasm) return undefined;
  const bell = new SharedArrayBuffer(4);
  const { port1, port2 } = new MessageChannel();
  const input: WorkerInput = { parser: compiled ?? fileURLToPath(wasm), port: port2, bell };
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
    ask(request, timeoutMs) {
      port1.postMessage(request);
      return take(port1, bell, timeoutMs);
    },
    stop() {
      port1.close();
      void worker.terminate();
    },
  };
}

/** Waits for the bell, then takes the message that was posted before it rang. */
function take(port: MessagePort, bell: SharedArrayBuffer, timeoutMs: number): WorkerAnswer | undefined {
  const signal = new Int32Array(bell);
  if (Atomics.wait(signal, 0, 0, timeoutMs) === 'timed-out') return undefined;
  Atomics.store(signal, 0, 0);
  return receiveMessageOnPort(port)?.message as WorkerAnswer | undefined;
}
