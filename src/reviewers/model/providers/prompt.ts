/** A request of ours in the words of the SDKs. */
import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { ModelName, ModelProvider } from '../../../config/model-name.ts';
import type { ChatMessage, ChatRequest, ChatTool } from '../chat.ts';
import type { Habits } from './habits.ts';
import { messagesOf } from './messages.ts';
import { isStrict } from './strict.ts';

type Schema = LanguageModelV4FunctionTool['inputSchema'];

/** No temperature is set: reasoning models refuse it. */
export function callOptions(
  request: ChatRequest,
  name: ModelName,
  { structured: mayStructure, thoughts }: Habits,
): LanguageModelV4CallOptions {
  const { provider } = name;
  const { schema, tools = [], mayCallTools = true, messages, maxOutputTokens } = request;
  const callable = mayCallTools && tools.length > 0;
  const declared = tools.length > 0 ? tools : toolsCalledIn(messages);
  // Servers that hold a model to a schema while it writes keep it from calling tools by that.
  const structured = mayStructure && !(provider === 'compatible' && callable);
  // Many of them also take the schema and forget it.
  const inProse = !structured || provider === 'compatible';
  const system = inProse ? `${request.system}\n\n${schemaInWords(schema, callable)}` : request.system;
  return {
    prompt: [{ role: 'system', content: system }, ...messagesOf(messages, name, thoughts)],
    maxOutputTokens,
    ...(structured && { responseFormat: { type: 'json', schema: schema as Schema, name: 'review' } }),
    ...(declared.length > 0 && { tools: declared.map((tool) => toolOf(tool, provider)) }),
    ...(declared.length > 0 && !callable && { toolChoice: { type: 'none' } }),
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

function toolOf(
  { name, description, inputSchema }: ChatTool,
  provider: ModelProvider,
): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    description,
    inputSchema: inputSchema as Schema,
    // OpenAI's own default is strict.
    ...(provider === 'openai' && { strict: isStrict(inputSchema) }),
  };
}

/** Vendors refuse a talk with calls of tools that the request does not name, even if none may be called any more. */
function toolsCalledIn(messages: readonly ChatMessage[]): ChatTool[] {
  const names = messages.flatMap((it) => (it.role === 'tool' ? it.results.map(({ name }) => name) : []));
  return [...new Set(names)].map((name) => ({
    name,
    description: 'Not available any more.',
    inputSchema: { type: 'object', properties: {} },
  }));
}
