/** The action's inputs: configuration, and what only publishing needs. */
import { ConfigError } from './config.ts';
import * as leaf from './leaves.ts';
import type { ConfigOptions } from './options.ts';
import { booleanOf, optionNames, parseOptions, textReader } from './options.ts';
import { nearest } from './say.ts';

/** Where and how the result is published. */
export interface Publishing {
  checkName: string;
  commentSummaryInPr: 'always' | 'on-failure' | 'never';
  /** Tells several uses of the action on one pull request apart. */
  instanceId: string;
  /** True: fixes are suggested on lines of the pull request. */
  suggestions: boolean;
  /** True: everything but writing to GitHub. */
  dryRun: boolean;
  mode: 'review' | 'plan';
  /** Where to write SARIF, relative to the workspace; undefined: nowhere. */
  sarifOutput: string | undefined;
  /** True: findings are uploaded to code scanning. */
  sarifUpload: boolean;
  /** Where to write the audit log, relative to the workspace: a file or a folder; undefined: nowhere. */
  auditLog: string | undefined;
}

export const forkPolicies = ['rules-only', 'skip', 'full'] as const;
export type ForkPolicy = (typeof forkPolicies)[number];

export interface Inputs {
  /** Of the base revision. */
  configFile: string;
  /** True if the input was given: then the file must exist. */
  configFileGiven: boolean;
  options: ConfigOptions;
  publishing: Publishing;
  /** What runs on pull requests from forks. */
  forkPolicy: ForkPolicy;
  /** Where answers of models are kept, relative to the workspace; undefined: nowhere. */
  modelCache: string | undefined;
}

/** Read where they are needed, and kept nowhere. */
const secretNames = [
  'github-token',
  'llm-api-key',
  'anthropic-api-key',
  'openai-api-key',
  'google-api-key',
] as const;

const ownNames = [
  'config-file',
  'check-name',
  'comment-summary-in-pr',
  'instance-id',
  'suggestions',
  'dry-run',
  'mode',
  'sarif-output',
  'sarif-upload',
  'audit-log',
  'fork-policy',
  'model-cache',
] as const;

/** All inputs there are; `action.yml` declares the same. */
export const inputNames: readonly string[] = [...secretNames, ...ownNames, ...optionNames];

/**
 * Parses all inputs by name; an empty text counts as not given.
 * @throws {ConfigError} naming the input, its value and what is allowed.
 */
export function parseInputs(inputs: Readonly<Record<string, string | undefined>>): Inputs {
  refuseUnknown(inputs);
  const say = (name: string) => `input ${name}`;
  const read = textReader<(typeof ownNames)[number]>(inputs, say);
  const configFile = read('config-file', leaf.repositoryPath);
  return {
    configFile: configFile ?? '.github/parallel-review.yml',
    configFileGiven: configFile !== undefined,
    options: parseOptions(inputs, say),
    forkPolicy: read('fork-policy', leaf.forkPolicy) ?? 'rules-only',
    modelCache: read('model-cache', leaf.repositoryPath),
    publishing: {
      checkName: read('check-name', leaf.checkName) ?? 'Parallel Review',
      commentSummaryInPr: read('comment-summary-in-pr', leaf.commentWhen) ?? 'always',
      instanceId: read('instance-id', leaf.instanceId) ?? 'default',
      suggestions: read('suggestions', leaf.yesNo, booleanOf) ?? false,
      dryRun: read('dry-run', leaf.yesNo, booleanOf) ?? false,
      mode: read('mode', leaf.mode) ?? 'review',
      sarifOutput: read('sarif-output', leaf.repositoryPath),
      sarifUpload: read('sarif-upload', leaf.yesNo, booleanOf) ?? false,
      auditLog: read('audit-log', leaf.repositoryPath),
    },
  };
}

/** A setting that is silently ignored is worse than one that is refused. The value may be a secret: it is not quoted. */
function refuseUnknown(inputs: Readonly<Record<string, string | undefined>>): void {
  const stranger = Object.keys(inputs).find((name) => inputs[name]?.trim() && !inputNames.includes(name));
  if (stranger === undefined) return;
  const near = nearest(stranger, inputNames);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new ConfigError(
    `input ${JSON.stringify(stranger)} is not known${hint}; allowed: ${inputNames.join(', ')}`,
  );
}
