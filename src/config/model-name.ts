/** `provider/name`: which model, and whose. */

export const modelProviders = ['anthropic', 'openai', 'google', 'github', 'compatible'] as const;
export type ModelProvider = (typeof modelProviders)[number];

export interface ModelName {
  provider: ModelProvider;
  /** As its provider calls it; may hold further slashes. */
  model: string;
  /** As it was written. */
  id: string;
}

export const modelNamePattern = new RegExp(
  `^(${modelProviders.join('|')})/([A-Za-z0-9][A-Za-z0-9._:@/+-]{0,199})$`,
);

/** Undefined if the text is no model's name. */
export function parseModelName(id: string): ModelName | undefined {
  const [, first, model] = modelNamePattern.exec(id) ?? [];
  const provider = modelProviders.find((it) => it === first);
  return provider && model ? { provider, model, id } : undefined;
}
