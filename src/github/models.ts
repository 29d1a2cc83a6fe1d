/** What the action needs to reach models: keys from its inputs, none of which is ever written down. */
import { join } from 'node:path';
import { ConfigError } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { withoutReviewers } from '../config/restrict.ts';
import type { MissingAccess, ModelAccess } from '../reviewers/model/access.ts';
import { modelAccess } from '../reviewers/model/access.ts';
import { keySources } from '../reviewers/model/keys.ts';
import { proxyFetch } from './proxy.ts';
import { inputTexts } from './setting.ts';
import type { Setting } from './setting.ts';

/** Workflows that this bot starts get none of the repository's secrets. */
const botWithoutSecrets = 'dependabot[bot]';

/**
 * The configuration that can be carried out, and what that takes.
 * @throws {ConfigError} if a model is configured and its key or address is not given.
 */
export function withModels(
  config: Config,
  { env, inputs, facts }: Pick<Setting, 'env' | 'inputs' | 'facts'>,
): { config: Config; notes: string[]; models?: ModelAccess } {
  const given = inputTexts(env);
  const { modelCache } = inputs;
  const folder = modelCache === undefined ? undefined : join(facts.workspace ?? process.cwd(), modelCache);
  const result = modelAccess(config, (provider) => given[keySources[provider].input], folder);
  if (!result) return { config, notes: [] };
  if (result.ok) return { config, notes: [], models: { ...result.access, env, fetch: proxyFetch(env) } };
  if (result.missing.what === 'key' && env['GITHUB_ACTOR'] === botWithoutSecrets) {
    return withoutReviewers(config, ['model'], `${botWithoutSecrets} gets no secrets, and so no key.`);
  }
  throw new ConfigError(missingLine(result.missing));
}

function missingLine({ id, provider, what }: MissingAccess): string {
  return what === 'key'
    ? `input ${keySources[provider].input}: it is empty; allowed: a key, because the model is ${id}`
    : `input llm-base-url: it is empty; allowed: an address, because the model is ${id}`;
}
