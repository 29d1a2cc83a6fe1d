/** A talk with one model: it may use our tools a few times, and ends in one answer of the form that was asked for. */
import type { Price } from '../../config/config.ts';
import type { TaskContext, Usage } from '../../run/task.ts';
import type {
  ChatAnswer,
  ChatMessage,
  ChatModel,
  ChatRequest,
  ChatTool,
  ChatToolCall,
  ChatUsage,
} from './chat.ts';
import { ModelError } from './chat.ts';
import { jsonIn } from './json-in.ts';
import { costOf } from './prices.ts';
import { estimateTokens } from './tokens.ts';

/** A model, what it costs, and the answers that were paid for already. */
export interface Speaker {
  chat: ChatModel;
  /** Undefined: nobody knows, and only tokens are counted. */
  price: Price | undefined;
  /** An answer to the same request from before. */
  remembered?(request: ChatRequest): ChatAnswer | undefined;
  remember?(request: ChatRequest, answer: ChatAnswer): void;
}

export interface Toolbox {
  tools: readonly ChatTool[];
  /** Never rejects: what cannot be done is said to the model. */
  run(call: ChatToolCall): Promise<string>;
}

export interface TalkOptions<T> {
  speaker: Speaker;
  context: Pick<TaskContext, 'call' | 'signal'>;
  toolbox?: Toolbox;
  /** The answer's JSON, or in a few words what is wrong with it; undefined stands for what is no JSON. */
  read(json: unknown): { ok: true; value: T } | { ok: false; problem: string };
}

/** Requests of one talk: after these the model must answer without tools. */
const mostSteps = 6;
/** Of one step; what is more gets no result. */
const mostCallsAtOnce = 8;

/**
 * Asks until the model answers, and once more if the answer cannot be read.
 * @throws {ModelError} if there is no usable answer, and whatever a call throws.
 */
export async function talk<T>(opening: ChatRequest, options: TalkOptions<T>): Promise<T> {
  const { speaker, toolbox, read } = options;
  const messages: ChatMessage[] = [...opening.messages];
  let mended = false;
  for (let step = 1; ; step++) {
    const hasTools = toolbox !== undefined && toolbox.tools.length > 0;
    const mayUseTools = hasTools && step < mostSteps;
    const request: ChatRequest = {
      ...opening,
      messages: [...messages],
      // Named to the end, because a provider's cache holds them, too.
      ...(hasTools && { tools: toolbox.tools, mayCallTools: mayUseTools }),
    };
    const { message, finish } = await ask(request, options);
    messages.push(message);
    if (finish === 'refusal') throw new ModelError(`${speaker.chat.id} would not answer`);
    if (finish === 'length') {
      throw new ModelError(
        `the answer of ${speaker.chat.id} was cut at ${opening.maxOutputTokens} tokens; model.max-output-tokens allows more`,
      );
    }
    if (mayUseTools && message.calls.length > 0) {
      messages.push({ role: 'tool', results: await resultsOf(message.calls, toolbox) });
      continue;
    }
    const result = read(jsonIn(message.text));
    if (result.ok) return result.value;
    if (mended) throw new ModelError(`the answer of ${speaker.chat.id} cannot be read: ${result.problem}`);
    mended = true;
    const again = `That answer cannot be read: ${result.problem}. Answer again, with nothing but the JSON that was asked for.`;
    messages.push({ role: 'user', content: [{ text: again }] });
  }
}

async function resultsOf(calls: readonly ChatToolCall[], toolbox: Toolbox) {
  const results: { id: string; name: string; text: string }[] = [];
  for (const [index, call] of calls.entries()) {
    const text = index < mostCallsAtOnce ? await toolbox.run(call) : 'Too many calls at once; ask again.';
    results.push({ id: call.id, name: call.name, text });
  }
  return results;
}

/** One request, within budget and rate; for nothing if it was answered before. */
async function ask<T>(request: ChatRequest, { speaker, context }: TalkOptions<T>): Promise<ChatAnswer> {
  const known = speaker.remembered?.(request);
  if (known) return known;
  const { chat, price } = speaker;
  const estimate = usageOf(
    {
      inputTokens: estimateTokens(textOf(request)),
      cachedTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: request.maxOutputTokens,
    },
    price,
  );
  const answer = await context.call({
    provider: chat.provider,
    estimate,
    async make(signal) {
      const value = await chat.ask(request, signal);
      return { value, used: value.used ? usageOf(value.used, price) : estimate };
    },
  });
  speaker.remember?.(request, answer);
  return answer;
}

function usageOf(used: ChatUsage, price: Price | undefined): Usage {
  const { inputTokens, outputTokens } = used;
  return { inputTokens, outputTokens, costUsd: price ? costOf(used, price) : 0 };
}

/** Everything that is sent, for counting. */
export function textOf({ system, messages, schema, tools = [] }: ChatRequest): string {
  const said = messages.map((message) => {
    if (message.role === 'user') return message.content.map(({ text }) => text).join('\n');
    if (message.role === 'tool') return message.results.map(({ text }) => text).join('\n');
    return message.text + JSON.stringify(message.calls);
  });
  return [system, JSON.stringify(schema), tools.length > 0 ? JSON.stringify(tools) : '', ...said].join('\n');
}
