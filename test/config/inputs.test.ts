import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { inputNames, parseInputs } from '../../src/config/inputs.ts';
import { parseOptions } from '../../src/config/options.ts';

const nothing = {
  configFile: '.github/parallel-review.yml',
  configFileGiven: false,
  options: {},
  forkPolicy: 'rules-only',
  modelCache: undefined,
  publishing: {
    checkName: 'Parallel Review',
    commentSummaryInPr: 'always',
    instanceId: 'default',
    suggestions: false,
    dryRun: false,
    mode: 'review',
    sarifOutput: undefined,
    sarifUpload: false,
  },
};

test('empty inputs are not given', () => {
  expect(parseInputs({})).toEqual(nothing);
  expect(parseInputs(Object.fromEntries(inputNames.map((name) => [name, ' '])))).toEqual(nothing);
});

test('all inputs', () => {
  const inputs = parseInputs({
    'github-token': 'secret',
    'config-file': 'conf/review.yml',
    'check-name': 'Review of data',
    'comment-summary-in-pr': 'on-failure',
    'instance-id': 'team-a',
    suggestions: 'True',
    'dry-run': 'TRUE',
    mode: 'plan',
    'sarif-output': 'out/review.sarif',
    'sarif-upload': 'true',
    agents: 'docs, quality\n cost,',
    'exclude-agents': 'cost',
    'path-filters': 'models/**/*.{sql,yml}\n!models/old/**, seeds/**',
    'fail-on-severity': 'none',
    'max-concurrency': ' 64 ',
    'timeout-minutes': '0.5',
    'sarif-files': 'out/a.sarif, out/b.sarif',
    model: 'anthropic/large',
    'fallback-model': 'openai/small',
    'llm-base-url': 'https://models.test/v1',
    'llm-api-key': 'secret',
    'anthropic-api-key': 'secret',
    'max-tokens': '100k',
    'max-cost-usd': '0.5',
    'requests-per-minute': '10',
    'tokens-per-minute': '1.5m',
    'model-cache': '.cache/models',
    'fork-policy': 'skip',
  });
  expect(inputs).toEqual({
    configFile: 'conf/review.yml',
    configFileGiven: true,
    options: {
      agents: ['docs', 'quality', 'cost'],
      excludeAgents: ['cost'],
      pathFilters: ['models/**/*.{sql,yml}', '!models/old/**', 'seeds/**'],
      failOnSeverity: 'none',
      maxConcurrency: 64,
      timeoutMs: 30_000,
      sarifFiles: ['out/a.sarif', 'out/b.sarif'],
      model: 'anthropic/large',
      fallbackModel: 'openai/small',
      llmBaseUrl: 'https://models.test/v1',
      maxTokens: 100_000,
      maxCostUsd: 0.5,
      requestsPerMinute: 10,
      tokensPerMinute: 1_500_000,
    },
    forkPolicy: 'skip',
    modelCache: '.cache/models',
    publishing: {
      checkName: 'Review of data',
      commentSummaryInPr: 'on-failure',
      instanceId: 'team-a',
      suggestions: true,
      dryRun: true,
      mode: 'plan',
      sarifOutput: 'out/review.sarif',
      sarifUpload: true,
    },
  });
});

describe('a bad value is named in one line, with what is allowed', () => {
  test.each([
    ['max-concurrency', '65', '"65" is not allowed; allowed: a whole number from 1 to 64'],
    ['max-concurrency', '1e1', '"1e1" is not allowed; allowed: a whole number from 1 to 64'],
    ['max-concurrency', '2.5', '"2.5" is not allowed; allowed: a whole number from 1 to 64'],
    ['timeout-minutes', '0', '"0" is not allowed; allowed: a number of minutes, above 0 and at most 360'],
    ['timeout-minutes', '-1', '"-1" is not allowed; allowed: a number of minutes, above 0 and at most 360'],
    [
      'fail-on-severity',
      'High',
      '"High" is not allowed; did you mean high?; allowed: critical, high, medium, low, none',
    ],
    ...['model', 'fallback-model'].flatMap((name) =>
      ['gpt', 'mistral/large', 'x'.repeat(70)].map((value) => [
        name,
        value,
        `${JSON.stringify(value)} is not allowed; allowed: anthropic/NAME, openai/NAME, google/NAME, github/NAME, compatible/NAME`,
      ]),
    ),
    ...['http://models.test/v1', 'https://user:word@models.test', 'models.test'].map((value) => [
      'llm-base-url',
      value,
      `${JSON.stringify(value)} is not allowed; allowed: an https:// address without user and password, or http:// on this machine alone`,
    ]),
    ...['max-tokens', 'tokens-per-minute'].flatMap((name) =>
      ['0', '-5', '4kk', '2000m'].map((value) => [
        name,
        value,
        `${JSON.stringify(value)} is not allowed; allowed: 1 to 1,000m tokens such as 50000 or '50k'`,
      ]),
    ),
    ['max-cost-usd', '0', '"0" is not allowed; allowed: US dollars, from 0.01 to 10,000'],
    ['requests-per-minute', '0', '"0" is not allowed; allowed: a whole number from 1 to 100000'],
    [
      'path-filters',
      'a/**,/b',
      `"/b" is not allowed; allowed: a glob relative to the repository, such as 'models/**', at most 300 characters`,
    ],
    ['suggestions', 'all', '"all" is not allowed; allowed: true, false'],
    ['dry-run', 'yes', '"yes" is not allowed; allowed: true, false'],
    ['mode', 'work', '"work" is not allowed; allowed: review, plan'],
    ['comment-summary-in-pr', 'sometimes', '"sometimes" is not allowed; allowed: always, on-failure, never'],
    [
      'instance-id',
      'a b',
      '"a b" is not allowed; allowed: 1 to 50 letters, digits, dashes and underscores, the first one a letter or digit',
    ],
    [
      'check-name',
      'x'.repeat(101),
      `"${'x'.repeat(80)}" is not allowed; allowed: 1 to 100 characters in one line`,
    ],
    ['check-name', 'a\nb', '"a\\nb" is not allowed; allowed: 1 to 100 characters in one line'],
    ...['../x', 'a/../b', '/etc/passwd', 'C:/x', 'a\\b'].flatMap((path) =>
      ['config-file', 'sarif-output'].map((name) => [
        name,
        path,
        `${JSON.stringify(path)} is not allowed; allowed: a path inside the repository, without ..`,
      ]),
    ),
  ])('%s: %s', (name, value, message) => {
    expect(() => parseInputs({ [name!]: value! })).toThrow(new ConfigError(`input ${name}: ${message}`));
  });

  test('an unknown input is refused without quoting what may be a secret', () => {
    const attempt = () => parseInputs({ 'github-tokn': 'secret' });
    expect(attempt).toThrow(
      'input "github-tokn" is not known; did you mean github-token?; allowed: github-token',
    );
    expect(attempt).not.toThrow('secret"');
  });
});

test('options of the command line are named as they were typed', () => {
  const parse = () => parseOptions({ 'max-concurrency': '0' }, (name) => `--${name}`);
  expect(parse).toThrow('--max-concurrency: "0" is not allowed; allowed: a whole number from 1 to 64');
});
