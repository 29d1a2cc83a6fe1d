/** All sources of configuration become one: options before the file, the file before the defaults. */
import { agentsOf } from './agents.ts';
import type { Config } from './config.ts';
import type { Severity } from '../finding.ts';
import { defaultPolicy } from '../rules/policy.ts';
import type { Policy } from '../rules/policy.ts';
import type { ConfigurableRule, FileSettings } from './file-schema.ts';
import type { ConfigFile } from './file.ts';
import { readConfigFile } from './file.ts';
import { gateOf } from './gate-schema.ts';
import { modelPolicyOf, ratesOf, spendingOf } from './model-schema.ts';
import type { ConfigOptions, OptionName } from './options.ts';
import { present } from './options.ts';

export interface ConfigSources {
  /** The config file of the base revision, if there is one. */
  file?: ConfigFile | undefined;
  /** Action inputs or command line options. */
  options?: ConfigOptions;
  /** Turns an option's name into how the user wrote it, such as `--agents`. @default as it is */
  say?: (name: OptionName) => string;
  /** The rules there are. */
  rules: readonly ConfigurableRule[];
}

const defaults = {
  failOnSeverity: 'critical',
  onConflict: 'serialize',
  maxConcurrency: 4,
  minutes: 10,
} as const;

/**
 * The validated configuration.
 * @throws {ConfigError} if a source says something that is not allowed, or no agent is left.
 */
export function resolveConfig({ file, options = {}, rules, say = (name) => name }: ConfigSources): Config {
  const settings: FileSettings = file ? readConfigFile(file, rules) : { version: 1 };
  const failOnSeverity = options.failOnSeverity ?? settings['fail-on-severity'] ?? defaults.failOnSeverity;
  const model = modelPolicyOf(settings, options);
  return {
    ...agentsOf(settings.agents ?? {}, { options, say, model, failOnSeverity }),
    failOnSeverity,
    ...ruleSettings(settings),
    policy: policyOf(settings),
    pathFilters: options.pathFilters ?? settings['path-filters'] ?? [],
    onConflict: settings['on-conflict'] ?? defaults.onConflict,
    ...gateOf(settings),
    overlaps: settings.overlaps ?? false,
    ...notified(settings),
    ...(model && { model }),
    spending: spendingOf(settings, options),
    rates: ratesOf(settings, options),
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

function notified({ notify }: FileSettings): Pick<Config, 'notify'> {
  const webhook = notify?.webhook ?? 'off';
  return webhook === 'off' ? {} : { notify: { webhook } };
}

function fileTimeoutMs(settings: FileSettings): number {
  const given = [settings['timeout-minutes'], settings.budget?.['max-minutes']];
  const minutes = given.filter((value) => value !== undefined);
  return Math.ceil((minutes.length > 0 ? Math.min(...minutes) : defaults.minutes) * 60_000);
}
