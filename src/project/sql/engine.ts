/** Parsing SQL in threads of its own. */
import { availableParallelism } from 'node:os';
import type { ParseResult } from './parse-result.ts';
import type { SqlEngine } from './sql-engine.ts';
import { ParserThread } from './thread.ts';
import type { ParseRequest } from './worker.ts';

export interface EngineOptions {
  /**
   * How long one text may take at most, in processor time: a short one gets less. What is within the other limits takes
   * a tenth of it on a slow machine, so that it ends only what was written to be slow. @default 20000
   */
  timeoutMs?: number;
  /** @default 150000 */
  maxTokens?: number;
  /** How deep parentheses and brackets may nest. @default 60 */
  maxNesting?: number;
  /** Texts longer than this, in UTF-16 code units, are not read. @default 2000000 */
  maxLength?: number;
  /** @default 2, or 1 on a machine of two cores: whoever reads what they find needs one. */
  maxThreads?: number;
  /** A second thread starts once so much was handed to the first, in UTF-16 code units. @default 500000 */
  secondAfter?: number;
  /** Processor time of the process, in milliseconds. */
  clock?: () => number;
  /** How many times `timeoutMs` a text may take by the clock on the wall. @default 10 */
  maxTurns?: number;
}

/** What a text may take: so much, and so much for each of its UTF-16 code units, in milliseconds of processor time. */
const [shortMs, perUnitMs] = [3000, 0.04];
/** The same once a few texts took too long: a review of many such must end, too. */
const hastyMs = 1000;

/** What waits for one thread at most before no more is announced to it, in texts and in UTF-16 code units. */
const [maxWaiting, maxWaitingLength] = [32, 200_000];

const failures = {
  unstarted: 'the SQL parser could not be started',
  late: 'reading the SQL took too long',
  trapped: 'the SQL parser broke off',
};

export function createSqlEngine(options: EngineOptions = {}): SqlEngine {
  const { timeoutMs = 20_000, maxTokens = 150_000, maxNesting = 60, maxLength = 2_000_000 } = options;
  const { maxThreads = availableParallelism() > 2 ? 2 : 1, secondAfter = 500_000 } = options;
  const recent = new RecentAnswers();
  const threads: ParserThread[] = [];
  /** Characters handed over so far. */
  let handed = 0;
  /** Texts that took too long. After a few, the next ones get little time. */
  let late = 0;
  let isBroken = false;

  const another = (): ParserThread =>
    new ParserThread({ maxTokens, maxNesting }, options.clock, options.maxTurns);

  const start = (): void => {
    if (threads.length === 0) threads.push(another());
  };

  /** The thread that has the least to do. */
  const idlest = (): ParserThread => {
    collect();
    start();
    if (threads.length < maxThreads && handed > secondAfter) threads.push(another());
    return threads.reduce((least, each) => (each.waitingLength < least.waitingLength ? each : least));
  };

  const hand = (thread: ParserThread, key: string, request: ParseRequest): void => {
    thread.hand(key, request);
    handed += request.text.length;
  };

  /** One that could not answer is ended, and what else it was handed is forgotten. */
  const end = (thread: ParserThread, why: keyof typeof failures, words?: string): string => {
    if (why === 'late') late++;
    if (why === 'unstarted') isBroken = true;
    thread.stop();
    threads.splice(threads.indexOf(thread), 1);
    return JSON.stringify(failure(words === undefined ? failures[why] : `${failures[why]}: ${words}`));
  };

  /** Keeps the answer to what a thread was handed first, for which it may have to wait. */
  const take = (thread: ParserThread): { key: string; json: string; isLast: boolean } => {
    const { key, answer } = thread.take((length) =>
      Math.min(timeoutMs, late < 3 ? shortMs + length * perUnitMs : hastyMs),
    );
    const why = typeof answer === 'string' ? answer : 'trapped';
    const words = typeof answer === 'object' && 'trapped' in answer ? answer.trapped : undefined;
    const isAnswer = typeof answer === 'object' && 'result' in answer;
    const json = isAnswer ? answer.result : end(thread, why, words);
    recent.set(key, json);
    return { key, json, isLast: !isAnswer };
  };

  /** Takes what is answered: a thread is busy with what it has not read, and with nothing else. */
  const collect = (): void => {
    for (const thread of [...threads]) while (thread.isAnswered) if (take(thread).isLast) break;
  };

  /** Answers come in the order in which texts were handed over. Undefined if the thread ended on one before. */
  const takeUntil = (thread: ParserThread, wanted: string): ParseResult | undefined => {
    while (thread.has(wanted)) {
      const { key, json, isLast } = take(thread);
      if (key === wanted) return resultOf(json);
      if (isLast) return undefined;
    }
    return undefined;
  };

  const find = (key: string): ParserThread | undefined => threads.find((thread) => thread.has(key));
  const holdsLess = (share: number) => (thread: ParserThread) =>
    thread.waiting < maxWaiting * share && thread.waitingLength < maxWaitingLength * share;

  return {
    start,
    parse(warehouse, text) {
      const key = keyOf(warehouse, text);
      const known = recent.get(key);
      if (known !== undefined) return resultOf(known);
      let thread = find(key);
      if (!thread) {
        const refused = isBroken ? failure(failures.unstarted) : tooLong(text, maxLength);
        if (refused) return refused;
        thread = idlest();
        hand(thread, key, { warehouse, text });
      }
      return takeUntil(thread, key) ?? this.parse(warehouse, text);
    },
    announce(warehouse, texts) {
      for (const text of texts) {
        const key = keyOf(warehouse, text);
        if (isBroken || tooLong(text, maxLength) || find(key) || recent.get(key) !== undefined) continue;
        const thread = idlest();
        if (!holdsLess(1)(thread)) break;
        hand(thread, key, { warehouse, text });
      }
    },
    get isFull() {
      collect();
      return threads.length > 0 && !threads.some(holdsLess(1));
    },
    get isHungry() {
      collect();
      return threads.length === 0 || threads.some(holdsLess(0.5));
    },
    close() {
      for (const thread of threads.splice(0)) thread.stop();
    },
  };
}

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

/**
 * Characters of texts and answers that are kept. As JSON a query is eight times as large as its text; in memory it
 * would be fifty times as large.
 */
const maxRecent = 35_000_000;

/** Answers by key; those not asked for the longest are forgotten first. */
class RecentAnswers {
  readonly #answers = new Map<string, string>();
  #total = 0;

  get(key: string): string | undefined {
    const found = this.#answers.get(key);
    if (found === undefined) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, found);
    return found;
  }

  /** Of a key that is not there. */
  set(key: string, json: string): void {
    this.#answers.set(key, json);
    this.#total += key.length + json.length;
    for (const [oldest, { length }] of this.#answers) {
      if (this.#total <= maxRecent || oldest === key) break;
      this.#answers.delete(oldest);
      this.#total -= oldest.length + length;
    }
  }
}

function failure(message: string): ParseResult {
  return { kind: 'error', message, ours: true };
}
