/** What a language model is to us: one request, one answer. Vendors differ behind this edge. */

/** A piece of a message. What is the same in many requests comes first and ends with `cached`. */
export interface ChatText {
  text: string;
  /** The provider may keep everything up to here for the next request. @default false */
  cached?: boolean;
}

/** One of our read-only tools, as the model sees it. */
export interface ChatTool {
  /** Letters, digits and underscores. */
  name: string;
  description: string;
  /** JSON schema of its input, an object. */
  inputSchema: Readonly<Record<string, unknown>>;
}

export interface ChatToolCall {
  id: string;
  name: string;
  /** As the model wrote it: unchecked. */
  input: unknown;
}

export type ChatMessage =
  | { role: 'user'; content: readonly ChatText[] }
  /** `raw`: the vendor's own form, to be sent back as it came. */
  | { role: 'assistant'; text: string; calls: readonly ChatToolCall[]; raw?: unknown }
  | { role: 'tool'; results: readonly { id: string; name: string; text: string }[] };

export interface ChatRequest {
  system: string;
  /** Oldest first. */
  messages: readonly ChatMessage[];
  /** JSON schema that the last answer should follow; whoever asks validates it all the same. */
  schema: Readonly<Record<string, unknown>>;
  /** @default none */
  tools?: readonly ChatTool[];
  /** False: the tools are those of the talk so far, which vendors want to see again, but none may be called. @default true */
  mayCallTools?: boolean;
  /** Reasoning included. */
  maxOutputTokens: number;
}

/** In tokens, as the provider says. */
export interface ChatUsage {
  /** All that was sent, cached parts included. */
  inputTokens: number;
  /** Of these, read from the provider's cache. */
  cachedTokens: number;
  /** Of these, written to it. */
  cacheWriteTokens: number;
  /** All that came back, reasoning included. */
  outputTokens: number;
}

export interface ChatAnswer {
  /** To be put behind the request's messages when the talk goes on. */
  message: Extract<ChatMessage, { role: 'assistant' }>;
  /** `length`: cut at `maxOutputTokens`. `refusal`: the provider or the model would not answer. */
  finish: 'stop' | 'tools' | 'length' | 'refusal' | 'other';
  /** Absent if the provider does not say. */
  used?: ChatUsage;
}

export interface ChatModel {
  /** `provider/name`, as configured. */
  readonly id: string;
  /** Whose endpoint it is: each has one rate and one breaker. */
  readonly provider: string;
  /**
   * One request, never repeated here.
   * @throws {ProviderFault} if the provider is overloaded, broken or out of reach; {ModelError} if asking again cannot help.
   */
  ask(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer>;
}

/** The key is wrong, the model unknown, the request refused. The message is one line for people, without any key. */
export class ModelError extends Error {
  override name = 'ModelError';
}
