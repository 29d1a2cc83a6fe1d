/** The thread that holds the WASM parser: a trap or an endless parse costs this thread, not the review. */
import { readFileSync } from 'node:fs';
import { type MessagePort, workerData } from 'node:worker_threads';
import {
  initSync,
  parse_sql,
  parse_sql_to_json_string,
} from '../../../node_modules/@guanmingchiu/sqlparser-ts/wasm/sqlparser_rs_wasm.js';
import { fixUp } from './fixups.ts';
import { shortenValues } from './long-values.ts';
import { lowerStatements } from './lower.ts';
import { nameQualifiers } from './qualifiers.ts';
import { patientReadings, readings } from './dialect.ts';
import { longestChain, nesting, tokenize, type Token } from './tokens.ts';
import type { ParseResult } from './parse-result.ts';

/** What the engine hands over: the compiled parser, where requests come in, and what to ring when an answer is out. */
export interface WorkerInput {
  /** The parser, or the path of its WebAssembly if nobody has compiled it yet. */
  parser: WebAssembly.Module | string;
  port: MessagePort;
  /** One Int32: how many answers are out and not taken. */
  bell: SharedArrayBuffer;
  limits: Limits;
}

export interface Limits {
  maxTokens: number;
  /** How deep parentheses and brackets may nest. */
  maxNesting: number;
}

export interface ParseRequest {
  warehouse: string;
  text: string;
}

/** `result` is a `ParseResult` as JSON, which is faster to hand over than what it stands for. `trapped`: this thread's parser is not to be used again. */
export type WorkerAnswer = { result: string } | { ready: WebAssembly.Module } | { trapped: string };

const { parser, port, bell, limits } = workerData as WorkerInput;
const signal = new Int32Array(bell);

const module = typeof parser === 'string' ? new WebAssembly.Module(readFileSync(parser)) : parser;
initSync({ module });
answer({ ready: module });
port.on('message', (request: ParseRequest) => answer(parse(request)));

function answer(message: WorkerAnswer): void {
  port.postMessage(message);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

/** The parser hands out objects faster than text, but traps on expressions that nest deeper than some 700. */
const maxQuickChain = 300;
/** Its text grows with the square of the depth, for every line is indented: 2,800 operators give 330 MB. */
const maxChain = 1200;

/**
 * What a parenthesis may mean is tried in turn, so that where no try succeeds each level takes two to four times as long
 * as the one within. In so many that takes a second.
 */
const maxRetried = 10;

function readDeep(dialect: string, text: string): unknown {
  return JSON.parse(parse_sql_to_json_string(dialect, text));
}

function parse({ warehouse, text }: ParseRequest): WorkerAnswer {
  const { tokens } = tokenize(text, warehouse, limits.maxTokens + 1);
  // What a fix-up takes out or puts in holds no operators.
  const chain = longestChain(text, tokens);
  const nested = nesting(text, tokens);
  const limit = overLimit(tokens, nested, chain);
  if (limit !== undefined) return asJson({ kind: 'error', message: limit, ours: true });
  const short = shortenValues(text, tokens);
  const fixed = fixUp(short.text, short.tokens, warehouse);
  const read = chain > maxQuickChain ? readDeep : parse_sql;
  const messages: string[] = [];
  const dialects = nested.depth > maxRetried ? patientReadings(warehouse) : readings(warehouse);
  for (const dialect of dialects) {
    let statements: unknown;
    try {
      statements = read(dialect, fixed);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError)
        return { trapped: String(error) };
      messages.push(messageOf(error));
      continue;
    }
    try {
      nameQualifiers(statements, fixed, warehouse);
      const query = lowerStatements(statements, fixed, warehouse);
      return asJson(query ? { kind: 'query', query, dialect } : { kind: 'empty' });
    } catch (error) {
      const message = `the parser's answer could not be read: ${String(error)}`;
      return asJson({ kind: 'error', message, ours: true });
    }
  }
  const ours = messages.some((message) => message.includes('recursion limit'));
  return asJson({ kind: 'error', ...firstFailure(messages, fixed), ours });
}

function overLimit(
  tokens: readonly Token[],
  { depth, unbalanced }: ReturnType<typeof nesting>,
  chain: number,
): string | undefined {
  if (tokens.length > limits.maxTokens)
    return `the SQL has more than the ${limits.maxTokens} tokens read here`;
  if (depth > limits.maxNesting)
    return `parentheses nested ${depth} deep are deeper than the ${limits.maxNesting} read here`;
  if (depth > maxRetried && unbalanced !== undefined)
    return `parentheses nested ${depth} deep, of which one does not close, are not read here`;
  return chain > maxChain
    ? `an expression of ${chain} operators is longer than the ${maxChain} read here`
    : undefined;
}

function asJson(result: ParseResult): WorkerAnswer {
  return { result: JSON.stringify(result) };
}

/** The parser throws texts, or objects that hold one. */
function messageOf(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null && 'message' in error;
  return String(isObject ? error.message : error);
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
