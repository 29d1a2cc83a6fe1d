/** A talk of ours in the words of the SDKs, in a form that every vendor takes. */
import type { LanguageModelV4Message, LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { ModelName } from '../../../config/model-name.ts';
import type { ChatMessage, ChatText } from '../chat.ts';
import { partsOf } from './answer.ts';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;

/** Everything up to here is kept by Anthropic for some minutes; the others do so by themselves. */
const breakpoint = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/** @param thoughts whether what a model thought before is sent back to it */
export function messagesOf(
  messages: readonly ChatMessage[],
  { id, provider }: ModelName,
  thoughts: boolean,
): LanguageModelV4Message[] {
  const toTexts = provider === 'github' || provider === 'compatible' ? joined : separate;
  return messages.flatMap((message, index): LanguageModelV4Message[] => {
    switch (message.role) {
      case 'user':
        return [{ role: 'user', content: toTexts(message.content.filter(({ text }) => text.trim() !== '')) }];
      case 'assistant': {
        const said = isAnswered(message, messages[index + 1]) ? message : withoutCalls(message);
        const parts = partsOf(said, id).filter((it) => thoughts || it.type !== 'reasoning');
        // Who said nothing is not quoted: no vendor takes an empty message.
        return parts.length === 0 ? [] : [{ role: 'assistant', content: parts }];
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
        return [{ role: 'tool', content, ...(last && { providerOptions: breakpoint }) }];
      }
    }
  });
}

/** Vendors refuse a talk in which a call has no result. */
function isAnswered({ calls }: AssistantMessage, next: ChatMessage | undefined): boolean {
  const results = next?.role === 'tool' ? next.results : [];
  return calls.every((call) => results.some(({ id }) => id === call.id));
}

/** What it thought goes too: it is signed together with the calls. */
function withoutCalls({ role, text }: AssistantMessage): AssistantMessage {
  return { role, text, calls: [] };
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
