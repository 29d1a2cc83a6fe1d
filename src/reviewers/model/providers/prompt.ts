/** A request of ours in the words of the SDKs. */
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
} from '@ai-sdk/provider';
import type { ModelName } from '../../../config/model-name.ts';
import type { ChatMessage, ChatRequest, ChatText } from '../chat.ts';
import { partsOf } from './answer.ts';
import type { Habits } from './habits.ts';
import { isStrict } from './strict.ts';

type Schema = LanguageModelV4FunctionTool['inputSchema'];

/** Everything up to here is kept by Anthropic for some minutes; the others do so by themselves. */
const breakpoint = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/** No temperature is set: reasoning models refuse it. */
export function callOptions(
  request: ChatRequest,
  name: ModelName,
  { structured: mayStructure, thoughts }: Habits,
): LanguageModelV4CallOptions {
  const { provider } = name;
  const { schema, tools = [], mayCallTools = true, maxOutputTokens } = request;
  const callable = mayCallTools && tools.length > 0;
  // Servers that hold a model to a schema while it writes keep it from calling tools by that.
  const structured = mayStructure && !(provider === 'compatible' && callable);
  // Many of them also take the schema and forget it.
  const inProse = !structured || provider === 'compatible';
  const system = inProse ? `${request.system}\n\n${schemaInWords(schema, callable)}` : request.system;
  return {
    prompt: [{ role: 'system', content: system }, ...messagesOf(request.messages, name, thoughts)],
    maxOutputTokens,
    ...(structured && { responseFormat: { type: 'json', schema: schema as Schema, name: 'review' } }),
    ...(!callable && tools.length > 0 && { toolChoice: { type: 'none' } }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function',
        name,
        description,
        inputSchema: inputSchema as Schema,
        // OpenAI's own default is strict.
        ...(provider === 'openai' && { strict: isStrict(inputSchema) }),
      })),
    }),
    providerOptions: {
      // The text of a pull request is not left on their servers.
      openai: { store: false, strictJsonSchema: isStrict(schema) },
      github: { strictJsonSchema: isStrict(schema) },
      compatible: { strictJsonSchema: isStrict(schema) },
    },
  };
}

function schemaInWords(schema: Readonly<Record<string, unknown>>, hasTools: boolean): string {
  const when = hasTools ? 'When you need no more tools, answer' : 'Answer';
  return `${when} with one JSON value and nothing else. It follows this JSON schema:\n${JSON.stringify(schema)}`;
}

function messagesOf(
  messages: readonly ChatMessage[],
  { id, provider }: ModelName,
  thoughts: boolean,
): LanguageModelV4Message[] {
  const toTexts = provider === 'github' || provider === 'compatible' ? joined : separate;
  return messages.map((message, index): LanguageModelV4Message => {
    switch (message.role) {
      case 'user':
        return { role: 'user', content: toTexts(message.content.filter(({ text }) => text.trim() !== '')) };
      case 'assistant': {
        const parts = partsOf(message, id);
        return {
          role: 'assistant',
          content: thoughts ? parts : parts.filter((it) => it.type !== 'reasoning'),
        };
      }
      case 'tool': {
        const content = message.results.map((result) => ({
          type: 'tool-result' as const,
          toolCallId: result.id,
          toolName: result.name,
          output: { type: 'text' as const, value: result.text },
        }));
        // A talk that has come this far mostly goes on from here.
        const last = index === messages.length - 1;
        return { role: 'tool', content, ...(last && { providerOptions: breakpoint }) };
      }
    }
  });
}

function separate(texts: readonly ChatText[]): LanguageModelV4TextPart[] {
  return texts.map(({ text, cached }) => ({
    type: 'text',
    text,
    ...(cached && { providerOptions: breakpoint }),
  }));
}

/** Not every server takes more than one. */
function joined(texts: readonly ChatText[]): LanguageModelV4TextPart[] {
  return [{ type: 'text', text: texts.map(({ text }) => text).join('\n') }];
}
