/** Where a model's requests go, and with which key: checked before anything is sent. */
import type { ModelName, ModelProvider } from '../../../config/model-name.ts';
import type { ModelAccess } from '../access.ts';
import { ModelError } from '../chat.ts';
import { keySources } from '../keys.ts';

export interface Endpoint {
  name: ModelName;
  /** Undefined for servers that need none. */
  key: string | undefined;
  /** Without a slash, query or fragment at its end. */
  address: string;
  /** Of the address; Azure asks for one. */
  query: Readonly<Record<string, string>>;
  /** To be shown: host and port alone. */
  host: string;
}

/** Named here rather than left to the SDKs, which would read them from the environment. */
export const addresses: Readonly<Record<Exclude<ModelProvider, 'compatible'>, string>> = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  github: 'https://models.github.ai/inference',
};

/** @throws {ModelError} naming what is missing, without any key. */
export function endpointOf(name: ModelName, access: ModelAccess): Endpoint {
  const isForAll = access.baseUrlFor !== 'compatible';
  const url = addressOf(name, isForAll || name.provider === 'compatible' ? access.baseUrl : undefined);
  const query = Object.fromEntries(url.searchParams);
  const address = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { name, key: keyOf(name, access), address, query, host: url.host };
}

function keyOf({ id, provider }: ModelName, { keys }: ModelAccess): string | undefined {
  const { input, variable } = keySources[provider];
  const where = `input ${input}, or ${variable} in the environment`;
  // Secrets are often stored with the line break that followed them.
  const key = keys[provider]?.trim();
  if (!key) {
    if (provider === 'compatible') return undefined;
    throw new ModelError(`${id}: there is no key for it; give it as ${where}`);
  }
  // Anything else cannot stand in a header, and the runtime's complaint would quote it.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ModelError(`${id}: its key holds spaces or characters that no key has; see ${where}`);
  }
  return key;
}

function addressOf({ id, provider }: ModelName, baseUrl: string | undefined): URL {
  const text = baseUrl ?? (provider === 'compatible' ? undefined : addresses[provider]);
  if (text === undefined) throw new ModelError(`${id}: llm-base-url must say where it is`);
  // The address itself is not shown: it may hold a password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ModelError(`${id}: llm-base-url is no http or https address`);
  }
  if (url.username || url.password) {
    throw new ModelError(`${id}: llm-base-url must hold no user and no password`);
  }
  if (url.search && provider !== 'compatible') {
    throw new ModelError(`${id}: llm-base-url may hold a query for compatible/… models alone`);
  }
  return url;
}
