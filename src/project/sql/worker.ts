/** The thread that holds the WASM parser: a trap or an endless parse costs this thread, not the review. */
import { readFileSync } from 'node:fs';
import { type MessagePort, workerData } from 'node:worker_threads';
import {
  initSync,
  parse_sql_to_json_string,
} from '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm.js';
import { fixUp } from './fixups.ts';
import { lowerStatements } from './lower.ts';
import { readings } from './dialect.ts';
import type { ParseResult } from './parse-result.ts';

/** What the engine hands over: the compiled parser, where requests come in, and what to ring when an answer is out. */
export interface WorkerInput {
  /** The parser, or the path of its WebAssembly if nobody has compiled it yet. */
  parser: WebAssembly.Module | string;
  port: MessagePort;
  /** One Int32: 0 while there is nothing to take. */
  bell: SharedArrayBuffer;
}

export interface ParseRequest {
  warehouse: string;
  text: string;
}

/** `trapped` means that this thread's parser is not to be used again. */
export type WorkerAnswer = { result: ParseResult } | { ready: WebAssembly.Module } | { trapped: string };

const { parser, port, bell } = workerData as WorkerInput;
const signal = new Int32Array(bell);

const module = typeof parser === 'string' ? new WebAssembly.Module(readFileSync(parser)) : parser;
initSync({ module });
answer({ ready: module });
port.on('message', (request: ParseRequest) => answer(parse(request)));

function answer(message: WorkerAnswer): void {
  port.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

function parse({ warehouse, text }: ParseRequest): WorkerAnswer {
  const fixed = fixUp(text, warehouse);
  const messages: string[] = [];
  for (const dialect of readings(warehouse)) {
    let statements: unknown;
    try {
      statements = JSON.parse(parse_sql_to_json_string(dialect, fixed));
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError)
        return { trapped: String(error) };
      messages.push(error instanceof Error ? error.message : String(error));
      continue;
    }
    try {
      const query = lowerStatements(statements, fixed, warehouse);
      return { result: query ? { kind: 'query', query, dialect } : { kind: 'empty' } };
    } catch (error) {
      return {
        result: {
          kind: 'error',
          message: `the parser's answer could not be read: ${String(error)}`,
          ours: true,
        },
      };
    }
  }
  return {
    result: {
      kind: 'error',
      ...firstFailure(messages, fixed),
      ours: messages.some((message) => message.includes('recursion limit')),
    },
  };
}

/** The message of the warehouse's own dialect, without its position, and that as an offset. */
function firstFailure(messages: readonly string[], text: string): { message: string; offset?: number } {
  const message = messages[0] ?? 'no dialect reads it';
  const position = / at Line: (\d+), Column: (\d+)/.exec(message);
  const plain = message.replace(/^sql parser error: /, '').replace(/ at Line: .*$/s, '');
  if (!position) return { message: plain };
  let start = 0;
  for (let line = 1; line < Number(position[1]); line++) start = text.indexOf('\n', start) + 1;
  const offset = start + [...text.slice(start)].slice(0, Number(position[2]) - 1).join('').length;
  return { message: plain, offset };
}
