/** All sources of configuration become one: options before the file, the file before the defaults. */
import type { Agent } from '../agents/agent.ts';
import { builtInAgents, byPrecedence } from '../agents/index.ts';
import type { Config } from './config.ts';
import type { Severity } from '../finding.ts';
import { defaultPolicy } from '../rules/policy.ts';
import type { Policy } from '../rules/policy.ts';
import { ConfigError } from './config.ts';
import type { ConfigurableRule, FileSettings } from './file-schema.ts';
import type { ConfigFile } from './file.ts';
import { readConfigFile } from './file.ts';
import { gateOf } from './gate-schema.ts';
import { durationMs } from './leaves.ts';
import type { ConfigOptions } from './options.ts';
import { present } from './options.ts';

export interface ConfigSources {
  /** The config file of the base revision, if there is one. */
  file?: ConfigFile | undefined;
  /** Action inputs or command line options. */
  options?: ConfigOptions;
  /** The rules there are. */
  rules: readonly ConfigurableRule[];
}

const defaults = {
  failOnSeverity: 'critical',
  onConflict: 'serialize',
  maxConcurrency: 4,
  minutes: 10,
  /** With `on-failure: retry`. */
  retries: 2,
  maxFindings: 10_000,
} as const;

/**
 * The validated configuration.
 * @throws {ConfigError} if a source says something that is not allowed, or no agent is left.
 */
export function resolveConfig({ file, options = {}, rules }: ConfigSources): Config {
  const settings: FileSettings = file ? readConfigFile(file, rules) : { version: 1 };
  const taking = builtInAgents.filter(({ name }) => takesPart(name, settings, options));
  if (taking.length === 0) {
    const names = builtInAgents.map(({ name }) => name).join(', ');
    throw new ConfigError(`agents: all of them are turned off; allowed: at least one of ${names}`);
  }
  return {
    agents: taking.map((agent) => adapted(agent, settings)).sort(byPrecedence),
    excluded: builtInAgents
      .filter((agent) => !taking.includes(agent))
      .map(({ name }) => name)
      .sort(),
    failOnSeverity: options.failOnSeverity ?? settings['fail-on-severity'] ?? defaults.failOnSeverity,
    ...ruleSettings(settings),
    policy: policyOf(settings),
    pathFilters: options.pathFilters ?? settings['path-filters'] ?? [],
    onConflict: settings['on-conflict'] ?? defaults.onConflict,
    ...gateOf(settings),
    overlaps: settings.overlaps ?? false,
    ...notified(settings),
    maxConcurrency: options.maxConcurrency ?? settings['max-concurrency'] ?? defaults.maxConcurrency,
    timeoutMs: options.timeoutMs ?? fileTimeoutMs(settings),
  };
}

/** Severities and options apart: the merge needs the ones, the rules the others. */
function ruleSettings({ rules = {} }: FileSettings): Pick<Config, 'rules' | 'ruleOptions'> {
  const severities: [string, Severity | 'off'][] = [];
  const options: [string, Record<string, unknown>][] = [];
  for (const [id, said] of Object.entries(rules)) {
    if (typeof said === 'string') severities.push([id, said]);
    else if (said) {
      const { severity, ...own } = said;
      if (severity !== undefined) severities.push([id, severity]);
      options.push([id, own]);
    }
  }
  return { rules: Object.fromEntries(severities), ruleOptions: Object.fromEntries(options) };
}

/** What the file does not say stays as it is without one. */
function policyOf({ policy = {} }: FileSettings): Policy {
  const { pii, public: readByOthers, owners, layers, 'required-meta': requiredMeta } = policy;
  return {
    ...defaultPolicy,
    ...present({ public: readByOthers, owners, layers, requiredMeta }),
    pii: { ...defaultPolicy.pii, ...present(pii ?? {}) },
  };
}

/** Whom an option names takes part even if the file turns it off; whom one excludes never does. */
function takesPart(name: string, { agents }: FileSettings, options: ConfigOptions): boolean {
  if (options.excludeAgents?.includes(name)) return false;
  return options.agents ? options.agents.includes(name) : agents?.[name]?.enabled !== false;
}

function adapted(agent: Agent, { agents }: FileSettings): Agent {
  const own = agents?.[agent.name];
  if (!own) return agent;
  return {
    ...agent,
    lane: own.lane ?? agent.lane,
    reads: own.reads ?? agent.reads,
    ...(own.writes && own.writes.length > 0 && { writes: own.writes }),
    after: own.after ?? agent.after,
    ...failing(agent, own),
    ...(own.stream && { stream: true }),
    ...limited(own),
    timeoutMs: own.timeout === undefined ? agent.timeoutMs : durationMs(own.timeout),
  };
}

type OwnSettings = NonNullable<NonNullable<FileSettings['agents']>[string]>;

/** What is moved to the safety lane fails closed, unless it says otherwise. */
function failing(agent: Agent, own: OwnSettings): Pick<Agent, 'onFailure' | 'retries'> {
  const asked = own['on-failure'];
  const usual = own.lane === 'safety' ? 'fail' : agent.onFailure;
  const retries = own.retries ?? (asked === 'retry' ? defaults.retries : 0);
  return {
    onFailure: asked === undefined || asked === 'retry' ? usual : asked,
    ...(retries > 0 && { retries }),
  };
}

function limited({ quota }: OwnSettings): Pick<Agent, 'maxFindings'> {
  const most = quota?.['max-findings'] ?? defaults.maxFindings;
  return most === defaults.maxFindings ? {} : { maxFindings: most };
}

function notified({ notify }: FileSettings): Pick<Config, 'notify'> {
  const webhook = notify?.webhook ?? 'off';
  return webhook === 'off' ? {} : { notify: { webhook } };
}

function fileTimeoutMs(settings: FileSettings): number {
  const given = [settings['timeout-minutes'], settings.budget?.['max-minutes']];
  const minutes = given.filter((value) => value !== undefined);
  return Math.ceil((minutes.length > 0 ? Math.min(...minutes) : defaults.minutes) * 60_000);
}
