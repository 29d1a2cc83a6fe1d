/** Answers that were paid for, in a folder: a run on the same text asks nobody again. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChatAnswer, ChatRequest } from './chat.ts';

/** Raised when requests or answers are written otherwise: what is older is no longer found. */
const format = 1;
/** A larger file is none of ours. */
const largestEntry = 1024 * 1024;
const defaultMaxBytes = 50 * 1024 * 1024;

const entryName = /^[0-9a-f]{64}\.json$/;

const call = z.object({ id: z.string(), name: z.string(), input: z.unknown() });
const entry = z.object({
  format: z.literal(format),
  key: z.string(),
  answer: z.object({
    message: z.object({
      role: z.literal('assistant'),
      text: z.string(),
      calls: z.array(call),
      raw: z.unknown().optional(),
    }),
    finish: z.enum(['stop', 'tools']),
  }),
});

export interface Answers {
  /** The answer to the same request, as it was; undefined if there is none, or none that can be read. */
  find(model: string, request: ChatRequest): ChatAnswer | undefined;
  /** Keeps an answer that is complete; any other is left alone. A folder that cannot be written keeps none. */
  keep(model: string, request: ChatRequest, answer: ChatAnswer): void;
  /** Answers found so far. */
  readonly hits: number;
}

/**
 * Nothing is read before the first question. What is found has cost nothing, and is trusted no more than a fresh
 * answer: whoever can write the folder is a model to us.
 * @param maxBytes of all entries together; those that were not used for longest go first
 */
export function openAnswers(folder: string, maxBytes = defaultMaxBytes): Answers {
  let hits = 0;
  let bytes: number | undefined;
  const room = (needed: number): void => {
    bytes = (bytes ?? sizeOf(folder)) + needed;
    // To well below, so that not every answer sorts the folder.
    if (bytes > maxBytes) bytes = dropOldest(folder, 0.8 * maxBytes - needed) + needed;
  };
  return {
    get hits() {
      return hits;
    },
    find(model, request) {
      const key = keyOf(model, request);
      const path = join(folder, `${key}.json`);
      const answer = read(path, key);
      if (!answer) return undefined;
      hits++;
      quietly(() => utimesSync(path, new Date(), new Date()));
      return answer;
    },
    keep(model, request, { message, finish }) {
      if (finish !== 'stop' && finish !== 'tools') return;
      const key = keyOf(model, request);
      const text = JSON.stringify({ format, key, answer: { message, finish } });
      const size = Buffer.byteLength(text);
      if (size > Math.min(largestEntry, maxBytes)) return;
      quietly(() => {
        mkdirSync(folder, { recursive: true });
        room(size);
        write(join(folder, `${key}.json`), text);
      });
    },
  };
}

/** Whatever can change an answer is part of it. */
function keyOf(model: string, request: ChatRequest): string {
  const { system, messages, schema, tools = [], mayCallTools = true, maxOutputTokens } = request;
  const asked = [format, model, system, messages, schema, tools, mayCallTools, maxOutputTokens];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function read(path: string, key: string): ChatAnswer | undefined {
  return quietly(() => {
    if (statSync(path).size > largestEntry) return undefined;
    const said = entry.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    // A file that was renamed answers something else.
    if (!said.success || said.data.key !== key) return undefined;
    const { message, finish } = said.data.answer;
    const used = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
    return { message: { ...message, calls: message.calls.map(withInput) }, finish, used };
  });
}

function withInput({ id, name, input }: z.infer<typeof call>) {
  return { id, name, input };
}

/** As a whole or not at all: another run may read it meanwhile. */
function write(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

interface Stored {
  path: string;
  size: number;
  usedMs: number;
}

function stored(folder: string): Stored[] {
  const names = quietly(() => readdirSync(folder)) ?? [];
  return names
    .filter((name) => entryName.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = quietly(() => statSync(path));
      return found ? [{ path, size: found.size, usedMs: found.mtimeMs }] : [];
    });
}

function sizeOf(folder: string): number {
  return stored(folder).reduce((sum, { size }) => sum + size, 0);
}

/** Removes entries until no more than `most` bytes are left, and says how many are. */
function dropOldest(folder: string, most: number): number {
  const oldestFirst = stored(folder).sort((a, b) => a.usedMs - b.usedMs || (a.path < b.path ? -1 : 1));
  let left = oldestFirst.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of oldestFirst) {
    if (left <= most) break;
    quietly(() => rmSync(path, { force: true }));
    left -= size;
  }
  return left;
}

/** A cache that fails is an empty one. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
