/** From options and a file to the configuration. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Snapshot } from '../change/snapshot.ts';
import type { Config } from '../config/config.ts';
import type { ConfigFile } from '../config/file.ts';
import { optionNames, parseOptions } from '../config/options.ts';
import { resolveConfig } from '../config/resolve.ts';
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
