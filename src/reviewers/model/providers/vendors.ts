/** The vendors' SDKs: each is loaded when a model of its provider is opened, and only then. */
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Endpoint } from './endpoint.ts';
import type { Habits } from './habits.ts';

/** A model whose requests go through `send`. */
export type Connect = (send: typeof fetch, habits: Habits) => LanguageModelV4;

export async function loadVendor(endpoint: Endpoint): Promise<Connect> {
  const { name, address: baseURL, query } = endpoint;
  const apiKey = endpoint.key ?? '';
  switch (name.provider) {
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return (fetch) => createAnthropic({ apiKey, baseURL, fetch })(name.model);
    }
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return (fetch) => createOpenAI({ apiKey, baseURL, fetch }).responses(name.model);
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google');
      return (fetch) => createGoogle({ apiKey, baseURL, fetch })(name.model);
    }
    case 'github':
    case 'compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return (fetch, { outputLimit }) =>
        createOpenAICompatible({
          name: name.provider,
          apiKey,
          baseURL,
          queryParams: query,
          fetch,
          supportsStructuredOutputs: true,
          transformRequestBody: ({ max_tokens, ...rest }) => ({
            ...rest,
            [outputLimit]: max_tokens as unknown,
          }),
        })(name.model);
    }
  }
}
