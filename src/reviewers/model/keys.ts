/** Where each provider's key is given: as an input of the action, and as a variable of the environment. */
import type { ModelProvider } from '../../config/model-name.ts';

export interface KeySource {
  input: string;
  variable: string;
}

export const keySources: Readonly<Record<ModelProvider, KeySource>> = {
  anthropic: { input: 'anthropic-api-key', variable: 'ANTHROPIC_API_KEY' },
  openai: { input: 'openai-api-key', variable: 'OPENAI_API_KEY' },
  google: { input: 'google-api-key', variable: 'GOOGLE_GENERATIVE_AI_API_KEY' },
  github: { input: 'github-token', variable: 'GITHUB_TOKEN' },
  compatible: { input: 'llm-api-key', variable: 'LLM_API_KEY' },
};
