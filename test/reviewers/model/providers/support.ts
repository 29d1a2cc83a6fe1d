/** A small review to ask for, of models of every provider. */
import { onTestFinished } from 'vitest';
import type { ModelProvider } from '../../../../src/config/model-name.ts';
import { parseModelName } from '../../../../src/config/model-name.ts';
import type { ChatModel, ChatRequest } from '../../../../src/reviewers/model/chat.ts';
import { openChat } from '../../../../src/reviewers/model/providers/open.ts';
import type { ModelServer, Script } from '../../../support/model-server.ts';
import { startModelServer } from '../../../support/model-server.ts';

/** Must stand in no message. It looks like no vendor's key. */
export const canary = 'canary-0123456789abcdefghij';

export const models: Readonly<Record<ModelProvider, string>> = {
  anthropic: 'anthropic/claude-sonnet-5-5',
  openai: 'openai/gpt-6-sol',
  google: 'google/gemini-3.8-flash',
  github: 'github/openai/gpt-4.1',
  compatible: 'compatible/llama',
};

export const providers = Object.keys(models) as ModelProvider[];

export const schema = {
  type: 'object',
  properties: { findings: { type: 'array', items: { type: 'string' } } },
  required: ['findings'],
  additionalProperties: false,
};

export const readFile = {
  name: 'read_file',
  description: 'Reads a file of the repository.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

export const request: ChatRequest = {
  system: 'You review.',
  messages: [{ role: 'user', content: [{ text: 'The shared part.', cached: true }, { text: 'The slice.' }] }],
  schema,
  maxOutputTokens: 500,
};

export const never = new AbortController().signal;

/** A model behind a server with this script; the server ends with the test. */
export async function modelOf(
  id: string,
  script: Script,
  serverOptions: { key?: string } = {},
): Promise<{ chat: ChatModel; server: ModelServer }> {
  const server = await startModelServer(script, serverOptions);
  onTestFinished(() => server.close());
  const name = parseModelName(id)!;
  const chat = await openChat(name, { keys: { [name.provider]: canary }, baseUrl: server.url });
  return { chat, server };
}

/** What a question is thrown back with. */
export async function failureOf(chat: ChatModel, signal: AbortSignal = never): Promise<Error> {
  const answer = await chat.ask(request, signal).catch((error: unknown) => error);
  if (answer instanceof Error) return answer;
  throw new Error(`it was answered: ${JSON.stringify(answer)}`);
}
