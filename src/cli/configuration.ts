/** From options and a file to the configuration. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Snapshot } from '../change/snapshot.ts';
import { ConfigError } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import type { ConfigFile } from '../config/file.ts';
import { optionNames, parseOptions } from '../config/options.ts';
import type { ModelProvider } from '../config/model-name.ts';
import { resolveConfig } from '../config/resolve.ts';
import { proxyFetch } from '../github/proxy.ts';
import type { ModelAccess } from '../reviewers/model/access.ts';
import { modelAccess } from '../reviewers/model/access.ts';
import { keySources } from '../reviewers/model/keys.ts';
import { rules } from '../rules/index.ts';
import { text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const defaultPath = '.github/parallel-review.yml';

/** `--config` is read from disk; without it the base revision's own file counts, as on GitHub. Throws `ConfigError`. */
export async function configurationOf(
  invocation: Invocation,
  base: Snapshot,
  terminal: Terminal,
): Promise<Config> {
  const texts = Object.fromEntries(optionNames.map((name) => [name, text(invocation.options[name])]));
  const say = (name: string) => `--${name}`;
  return resolveConfig({
    file: await configFile(text(invocation.options['config']), base, terminal),
    options: parseOptions(texts, say),
    say,
    rules,
  });
}

/**
 * Keys from the environment; undefined if no agent asks a model.
 * @throws {ConfigError} if one that is needed is not there.
 */
export function modelsOf(
  invocation: Invocation,
  config: Config,
  { cwd, env }: Terminal,
): ModelAccess | undefined {
  const folder = text(invocation.options['model-cache']);
  const keyOf = (provider: ModelProvider) =>
    env[keySources[provider].variable] ?? (provider === 'github' ? env['GH_TOKEN'] : undefined);
  const result = modelAccess(config, keyOf, folder === undefined ? undefined : resolve(cwd, folder));
  if (!result) return undefined;
  if (result.ok) return { ...result.access, env, fetch: proxyFetch(env) };
  const { id, provider, what } = result.missing;
  throw new ConfigError(
    what === 'key'
      ? `${keySources[provider].variable} is not set; allowed: a key, because the model is ${id}`
      : `--llm-base-url: it is not given; allowed: an address, because the model is ${id}`,
  );
}

async function configFile(
  path: string | undefined,
  base: Snapshot,
  { cwd }: Terminal,
): Promise<ConfigFile | undefined> {
  if (path === undefined) {
    await base.load([defaultPath]);
    const content = base.text(defaultPath);
    return content === undefined ? undefined : { path: defaultPath, text: content };
  }
  try {
    return { path, text: await readFile(resolve(cwd, path), 'utf8') };
  } catch (error) {
    throw new UsageError(`--config '${path}' cannot be read`, { cause: error });
  }
}
