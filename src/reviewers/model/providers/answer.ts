/** An SDK's answer in our words, and back again when the talk goes on. */
import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4ReasoningPart,
  LanguageModelV4TextPart,
  LanguageModelV4ToolCallPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { ChatAnswer, ChatMessage, ChatToolCall, ChatUsage } from '../chat.ts';
import { isRecord } from './said.ts';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
type Part = LanguageModelV4TextPart | LanguageModelV4ReasoningPart | LanguageModelV4ToolCallPart;

/** What `ChatMessage.raw` holds: signatures of what a model thought mean something to this model alone. */
interface Raw {
  model: string;
  parts: Part[];
}

/** `model`: its id, which must be the same when the talk goes on. */
export function answerOf(result: LanguageModelV4GenerateResult, model: string): ChatAnswer {
  const { content } = result;
  const text =
    result.structuredOutputText ?? content.map((it) => (it.type === 'text' ? it.text : '')).join('');
  const calls = content.flatMap(callIn);
  const raw: Raw = { model, parts: content.flatMap(partIn) };
  const used = usageOf(result.usage, text !== '' || calls.length > 0);
  return {
    message: { role: 'assistant', text, calls, raw },
    finish: finishOf(result.finishReason.unified, text, calls),
    ...(used && { used }),
  };
}

/** What a model has said before, to be sent again: as it came, if it was this one. */
export function partsOf({ raw, text, calls }: AssistantMessage, model: string): Part[] {
  if (isRaw(raw) && raw.model === model) return raw.parts;
  const said: Part[] = text.trim() === '' ? [] : [{ type: 'text', text }];
  return [
    ...said,
    ...calls.map(({ id, name, input }): Part => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: name,
      input: isRecord(input) ? input : {},
    })),
  ];
}

function isRaw(raw: unknown): raw is Raw {
  return isRecord(raw) && Array.isArray(raw['parts']);
}

function callIn(it: LanguageModelV4Content): ChatToolCall[] {
  if (it.type !== 'tool-call' || it.providerExecuted) return [];
  return [{ id: it.toolCallId, name: it.toolName, input: inputIn(it.input) }];
}

function partIn(it: LanguageModelV4Content): Part[] {
  switch (it.type) {
    case 'text':
    case 'reasoning': {
      const { type, text, providerMetadata } = it;
      return [{ type, text, ...(providerMetadata && { providerOptions: providerMetadata }) }];
    }
    case 'tool-call': {
      const { toolCallId, toolName, providerMetadata } = it;
      // Vendors accept objects alone; what was no object is answered by an error all the same.
      const input = inputIn(it.input);
      return [
        {
          type: 'tool-call',
          toolCallId,
          toolName,
          input: isRecord(input) ? input : {},
          ...(providerMetadata && { providerOptions: providerMetadata }),
        },
      ];
    }
    default:
      return [];
  }
}

/** As JSON, or as it was written if it is none. */
function inputIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

type Unified = LanguageModelV4GenerateResult['finishReason']['unified'];

function finishOf(unified: Unified, text: string, calls: readonly ChatToolCall[]): ChatAnswer['finish'] {
  if (unified === 'length') return 'length';
  if (unified === 'content-filter') return 'refusal';
  // Not every server says that it wants its tools to be called.
  if (calls.length > 0) return 'tools';
  return unified === 'stop' && text.trim() !== '' ? 'stop' : 'other';
}

/** Undefined if the counts are missing: SDKs write zeros then, and no request is of no tokens. */
function usageOf(
  { inputTokens, outputTokens }: LanguageModelV4Usage,
  hasSaid: boolean,
): ChatUsage | undefined {
  const input = count(inputTokens.total);
  const output = count(outputTokens.total);
  if (!input || output === undefined || (hasSaid && output === 0)) return undefined;
  const cachedTokens = Math.min(count(inputTokens.cacheRead) ?? 0, input);
  const cacheWriteTokens = Math.min(count(inputTokens.cacheWrite) ?? 0, input - cachedTokens);
  return { inputTokens: input, cachedTokens, cacheWriteTokens, outputTokens: output };
}

function count(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) && value! >= 0 ? value : undefined;
}
