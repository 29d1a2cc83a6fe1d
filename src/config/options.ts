/** Settings that are given as texts: action inputs and command line options have the same names and values. */
import type { z } from 'zod';
import type { Config } from './config.ts';
import * as leaf from './leaves.ts';
import { nearest, notAllowed } from './say.ts';

/** What inputs or options ask for; whatever is absent is left to the config file and the defaults. */
export interface ConfigOptions {
  /** Only these take part. */
  agents?: string[];
  excludeAgents?: string[];
  pathFilters?: string[];
  failOnSeverity?: Config['failOnSeverity'];
  maxConcurrency?: number;
  timeoutMs?: number;
  /** SARIF files of other tools, relative to where the command runs. */
  sarifFiles?: string[];
  /** `provider/name`. */
  model?: string;
  fallbackModel?: string;
  llmBaseUrl?: string;
  maxTokens?: number;
  maxCostUsd?: number;
  requestsPerMinute?: number;
  tokensPerMinute?: number;
}

/** The names of the texts that `parseOptions` reads. */
export const optionNames = [
  'agents',
  'exclude-agents',
  'path-filters',
  'fail-on-severity',
  'max-concurrency',
  'timeout-minutes',
  'sarif-files',
  'model',
  'fallback-model',
  'llm-base-url',
  'max-tokens',
  'max-cost-usd',
  'requests-per-minute',
  'tokens-per-minute',
] as const;
export type OptionName = (typeof optionNames)[number];

export type Texts<Name extends string> = Readonly<Partial<Record<Name, string | undefined>>>;

/**
 * Parses texts by name; an empty one counts as not given. Lists are separated by commas or line breaks.
 * @param say turns a name into how the user wrote it, such as `--agents`.
 * @throws {ConfigError} naming the option, its value and what is allowed.
 */
export function parseOptions(texts: Texts<OptionName>, say: (name: OptionName) => string): ConfigOptions {
  const reader = textReader(texts, say);
  const tokens = (name: 'max-tokens' | 'tokens-per-minute') => {
    const said = reader(name, leaf.tokens);
    return said === undefined ? undefined : leaf.tokensOf(said);
  };
  const minutes = reader('timeout-minutes', leaf.minutes, numberOf);
  return present({
    agents: reader.list('agents'),
    excludeAgents: reader.list('exclude-agents'),
    pathFilters: reader.list('path-filters')?.map((glob) => checked(say('path-filters'), glob, leaf.glob)),
    failOnSeverity: reader('fail-on-severity', leaf.failOnSeverity),
    maxConcurrency: reader('max-concurrency', leaf.maxConcurrency, numberOf),
    timeoutMs: minutes === undefined ? undefined : Math.ceil(minutes * 60_000),
    sarifFiles: reader
      .list('sarif-files')
      ?.map((path) => checked(say('sarif-files'), path, leaf.repositoryPath)),
    model: reader('model', leaf.modelName),
    fallbackModel: reader('fallback-model', leaf.modelName),
    llmBaseUrl: reader('llm-base-url', leaf.endpoint),
    maxTokens: tokens('max-tokens'),
    maxCostUsd: reader('max-cost-usd', leaf.dollars, numberOf),
    requestsPerMinute: reader('requests-per-minute', leaf.requestsPerMinute, numberOf),
    tokensPerMinute: tokens('tokens-per-minute'),
  });
}

/** Reads named texts with the schema of one value each. */
export function textReader<Name extends string>(texts: Texts<Name>, say: (name: Name) => string) {
  const textOf = (name: Name) => texts[name]?.trim() || undefined;
  const read = <T>(name: Name, schema: z.ZodType<T>, convert: (text: string) => unknown = (text) => text) => {
    const text = textOf(name);
    return text === undefined ? undefined : checked(say(name), text, schema, convert);
  };
  const list = (name: Name) =>
    textOf(name)
      // Not at the commas of a glob such as `*.{sql,yml}`.
      ?.split(/\n|,(?![^{\n]*\})/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return Object.assign(read, { list });
}

/** `1.5`, but not `1e3`, `0x10` or ` `; what is no number stays a text and is refused by the schema. */
function numberOf(text: string): unknown {
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

/** As YAML 1.2 spells them: true or false, in three ways of case. */
export function booleanOf(text: string): unknown {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  return /^(false|False|FALSE)$/.test(text) ? false : text;
}

function checked<T>(
  name: string,
  text: string,
  schema: z.ZodType<T>,
  convert: (text: string) => unknown = (it) => it,
): T {
  const result = schema.safeParse(convert(text));
  if (result.success) return result.data;
  const allowed = result.error.issues[0]!.message;
  throw notAllowed(name, text, allowed, nearest(text, allowed.split(', ')));
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the keys that hold undefined. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
