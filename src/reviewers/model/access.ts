/** What is needed to reach models, handed in by the entries. It never becomes part of a config or a report. */
import type { Config } from '../../config/config.ts';
import type { ModelProvider } from '../../config/model-name.ts';
import { modelProviders, parseModelName } from '../../config/model-name.ts';

export interface ModelAccess {
  /** `github`: the job's token. `compatible`: for whatever stands at `baseUrl`; local servers need none. */
  keys: Readonly<Partial<Record<ModelProvider, string>>>;
  /** Instead of the provider's own address; `compatible` has no other. */
  baseUrl?: string | undefined;
  /** `compatible`: what stands at `baseUrl` gets no other provider's requests, and none of their keys. @default any */
  baseUrlFor?: 'compatible' | 'any';
  /** Folder of answers that were paid for already. @default none is kept */
  answersFolder?: string | undefined;
  /** For servers of the Model Context Protocol: their tokens, and where commands are. @default empty */
  env?: Readonly<Record<string, string | undefined>>;
  /** @default the one of the runtime */
  fetch?: typeof fetch;
}

/** What is missing to ask the model `id`. */
export interface MissingAccess {
  id: string;
  provider: ModelProvider;
  what: 'key' | 'base-url';
}

/** Undefined if no agent asks a model. */
export function modelAccess(
  config: Config,
  keyOf: (provider: ModelProvider) => string | undefined,
  answersFolder?: string,
): { ok: true; access: ModelAccess } | { ok: false; missing: MissingAccess } | undefined {
  const ids = modelIds(config);
  if (ids.length === 0) return undefined;
  const given = modelProviders.flatMap((provider) => {
    const key = keyOf(provider)?.trim();
    return key ? [[provider, key] as const] : [];
  });
  const keys: ModelAccess['keys'] = Object.fromEntries(given);
  const baseUrl = config.model?.baseUrl;
  for (const id of ids) {
    const { provider } = parseModelName(id)!;
    if (provider === 'compatible') {
      // Whatever stands at a base URL may need no key.
      if (baseUrl === undefined) return { ok: false, missing: { id, provider, what: 'base-url' } };
    } else if (keys[provider] === undefined) return { ok: false, missing: { id, provider, what: 'key' } };
  }
  const baseUrlFor = ids.some((id) => parseModelName(id)!.provider === 'compatible') ? 'compatible' : 'any';
  return { ok: true, access: { keys, baseUrl, baseUrlFor, answersFolder } };
}

/** All models that agents may ask, each once. */
function modelIds({ agents, model }: Config): string[] {
  const own = agents.flatMap((agent) =>
    agent.reviewers.includes('model') && agent.model ? [agent.model.name] : [],
  );
  return own.length === 0 ? [] : [...new Set([...own, ...(model?.fallback ? [model.fallback.id] : [])])];
}
