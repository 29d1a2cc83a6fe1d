import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/config/config.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { amount, texts } from '../../src/rules/options.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import type { ConfigOptions } from '../../src/config/options.ts';
import { rules as allRules } from '../../src/rules/index.ts';

const ruleIds = ['governance/secret-committed', 'quality/unresolved-ref'];
const rules = ruleIds.map((id) => ({ id }));

function resolve(text?: string, options: ConfigOptions = {}) {
  const file = text === undefined ? undefined : { path: 'c.yml', text };
  return resolveConfig({ file, options, rules });
}

function refusal(text: string): string {
  let message = '';
  try {
    resolve(text);
  } catch (error) {
    message = error instanceof ConfigError ? error.message : `not a ConfigError: ${String(error)}`;
  }
  expect(message).toMatch(/^[^\n\r]+$/);
  return message;
}

test('without any source the defaults hold', () => {
  const config = resolve();
  expect(config).toMatchObject({
    excluded: [],
    failOnSeverity: 'critical',
    rules: {},
    pathFilters: [],
    maxConcurrency: 4,
    timeoutMs: 600_000,
  });
  expect(config.agents.map(({ name, lane, onFailure }) => [name, lane, onFailure])).toEqual([
    ['governance', 'safety', 'fail'],
    ['cost', 'standard', 'continue'],
    ['quality', 'standard', 'fail'],
    ['docs', 'optional', 'continue'],
  ]);
});

/** As teams have it: every rule and key in it has to stay. */
const promised = `
version: 1
fail-on-severity: critical
model: anthropic/NAME
budget: { max-cost-usd: 1.00, max-tokens: 400k, max-minutes: 10, safety-reserve: 30% }
rules:
  quality/select-star-wide: off
agents:
  governance: { lane: safety, on-failure: fail, timeout: 3m }
  docs: { lane: optional, on-failure: continue }
  sqlfluff:
    lane: standard
    reads: ['models/**/*.sql']
    tool: { command: ['sqlfluff', 'lint', '--format', 'sarif', '{files}'], format: sarif }
  naming:
    reads: ['models/**']
    after: [quality]
    model: { prompt: .github/review/naming.md, votes: 3 }
    quota: { max-tokens: 50k, max-findings: 10 }
`;

test('takes what is promised to teams, with the rules there are', () => {
  const config = resolveConfig({ file: { path: 'c.yml', text: promised }, options: {}, rules: allRules });
  expect(config.rules).toEqual({ 'quality/select-star-wide': 'off' });
  expect(config.agents.map(({ name }) => name).sort()).toEqual(
    ['governance', 'cost', 'quality', 'docs', 'sqlfluff', 'naming'].sort(),
  );
});

const full = `
version: 1
fail-on-severity: high
path-filters: ['models/**', '!models/legacy/**']
max-concurrency: 2
timeout-minutes: 20
budget: { max-minutes: 1.5 }
rules:
  quality/unresolved-ref: off
  governance/secret-committed: high
agents:
  governance: { lane: standard, on-failure: continue, timeout: 90s }
  docs: { lane: safety, reads: ['**/*.md'], after: [quality, cost], timeout: 3m }
  cost: { enabled: false }
`;

test('a file replaces the defaults', () => {
  const config = resolve(full);
  expect(config).toMatchObject({
    excluded: ['cost'],
    failOnSeverity: 'high',
    rules: { 'quality/unresolved-ref': 'off', 'governance/secret-committed': 'high' },
    pathFilters: ['models/**', '!models/legacy/**'],
    maxConcurrency: 2,
    timeoutMs: 90_000,
  });
  expect(config.agents).toMatchObject([
    { name: 'docs', lane: 'safety', reads: ['**/*.md'], after: ['quality', 'cost'], timeoutMs: 180_000 },
    { name: 'governance', lane: 'standard', onFailure: 'continue', timeoutMs: 90_000, reads: ['**'] },
    { name: 'quality', lane: 'standard', onFailure: 'fail' },
  ]);
});

test('options replace the file', () => {
  const config = resolve(full, {
    failOnSeverity: 'none',
    pathFilters: ['seeds/**'],
    maxConcurrency: 8,
    timeoutMs: 5000,
    agents: ['cost', 'docs'],
    excludeAgents: ['docs'],
  });
  expect(config).toMatchObject({
    failOnSeverity: 'none',
    pathFilters: ['seeds/**'],
    maxConcurrency: 8,
    timeoutMs: 5000,
    excluded: ['docs', 'governance', 'quality'],
  });
  expect(config.agents.map(({ name }) => name)).toEqual(['cost']);
});

test('what agents write, and whom to notify', () => {
  expect(resolve()).not.toHaveProperty('notify');
  const config = resolve(
    'version: 1\non-conflict: refuse\nnotify: { webhook: "http://127.0.0.1:8080/hook" }\nagents: { docs: { writes: ["**/*.md"] } }',
  );
  expect(config).toMatchObject({ onConflict: 'refuse', notify: { webhook: 'http://127.0.0.1:8080/hook' } });
  expect(config.agents.flatMap(({ name, writes }) => (writes ? [[name, writes]] : []))).toEqual([
    ['docs', ['**/*.md']],
  ]);
  const spelledOut =
    'version: 1\non-conflict: serialize\nnotify: { webhook: off }\nagents: { docs: { writes: [] } }';
  expect(resolve(spelledOut)).toEqual(resolve());
});

test('somebody must be left', () => {
  const message =
    'agents: all of them are turned off; allowed: at least one of governance, cost, quality, docs';
  expect(() => resolve(undefined, { agents: ['docs'], excludeAgents: ['docs'] })).toThrow(message);
});

test.each([
  ['on-failure: retry', { onFailure: 'continue', retries: 2 }],
  ['on-failure: retry, retries: 4', { onFailure: 'continue', retries: 4 }],
  ['on-failure: fail, retries: 1', { onFailure: 'fail', retries: 1 }],
  ['lane: safety', { onFailure: 'fail', lane: 'safety' }],
  ['lane: safety, on-failure: retry', { onFailure: 'fail', retries: 2 }],
  ['lane: safety, on-failure: continue', { onFailure: 'continue' }],
  ['stream: true, after: [cost]', { stream: true, after: ['cost'] }],
  ['quota: { max-findings: 5 }', { maxFindings: 5 }],
])('of one agent: %s', (own, expected) => {
  const text = `version: 1\nagents:\n  docs: { ${own} }\n`;
  const { agents } = resolveConfig({ file: { path: 'c.yml', text }, rules });
  expect(agents.find(({ name }) => name === 'docs')).toMatchObject(expected);
});

describe('what is refused, with file, line, key, value and what is allowed', () => {
  const keys =
    'version, fail-on-severity, path-filters, max-concurrency, timeout-minutes, on-conflict, notify, model, budget, requests-per-minute, tokens-per-minute, rules, policy, skip, approvals, overlaps, agents';
  const agents = 'governance, cost, quality, docs';
  test.each([
    [
      'fail-on-severty: high',
      `c.yml:2: top level: "fail-on-severty" is not allowed; did you mean fail-on-severity?; allowed: ${keys}`,
    ],
    ['zzz: 1', `c.yml:2: top level: "zzz" is not allowed; allowed: ${keys}`],
    [
      'models: anthropic/x',
      `c.yml:2: top level: "models" is not allowed; did you mean model?; allowed: ${keys}`,
    ],
    [
      'model: mistral/x',
      'c.yml:2: model: "mistral/x" is not allowed; allowed: anthropic/NAME, openai/NAME, google/NAME, github/NAME, compatible/NAME',
    ],
    [
      'model: { name: anthropic/x, max-severity: blocker }',
      'c.yml:2: model.max-severity: "blocker" is not allowed; allowed: critical, high, medium, low',
    ],
    [
      'model: { mcp: { warehouse: { tools: [tables] } } }',
      'c.yml:2: model.mcp.warehouse: a mapping is not allowed; allowed: a mapping with either url or command',
    ],
    [
      'agents:\n  naming:\n    model: { votes: 3 }',
      'c.yml:4: agents.naming.model: a mapping is not allowed; allowed: a mapping with prompt: a file that says what to ask',
    ],
    [
      'agents:\n  sqlfluff:\n    tool: { command: [], format: sarif }',
      'c.yml:4: agents.sqlfluff.tool.command: a list is not allowed; allowed: a text, or a list of a command and its arguments',
    ],
    [
      'agents:\n  sqlfluff:\n    tool: { command: sqlfluff, format: xml }',
      'c.yml:4: agents.sqlfluff.tool.format: "xml" is not allowed; allowed: sarif, json, rdjson',
    ],
    [
      'fail-on-severity: urgent',
      'c.yml:2: fail-on-severity: "urgent" is not allowed; allowed: critical, high, medium, low, none',
    ],
    [
      'fail-on-severity: hihg',
      'c.yml:2: fail-on-severity: "hihg" is not allowed; did you mean high?; allowed: critical, high, medium, low, none',
    ],
    [
      'max-concurrency: 0',
      'c.yml:2: max-concurrency: 0 is not allowed; allowed: a whole number from 1 to 64',
    ],
    [
      'max-concurrency: 65',
      'c.yml:2: max-concurrency: 65 is not allowed; allowed: a whole number from 1 to 64',
    ],
    [
      'max-concurrency: 1.5',
      'c.yml:2: max-concurrency: 1.5 is not allowed; allowed: a whole number from 1 to 64',
    ],
    [
      'max-concurrency: four',
      'c.yml:2: max-concurrency: "four" is not allowed; allowed: a whole number from 1 to 64',
    ],
    [
      'timeout-minutes: 0',
      'c.yml:2: timeout-minutes: 0 is not allowed; allowed: a number of minutes, above 0 and at most 360',
    ],
    [
      'timeout-minutes: 361',
      'c.yml:2: timeout-minutes: 361 is not allowed; allowed: a number of minutes, above 0 and at most 360',
    ],
    [
      'timeout-minutes: .inf',
      'c.yml:2: timeout-minutes: Infinity is not allowed; allowed: a number of minutes, above 0 and at most 360',
    ],
    [
      'budget:\n  max-cost-usd: lots',
      'c.yml:3: budget.max-cost-usd: "lots" is not allowed; allowed: US dollars, from 0.01 to 10,000',
    ],
    [
      'budget:\n  safety-reserve: 95%',
      'c.yml:3: budget.safety-reserve: "95%" is not allowed; allowed: a share from 0% to 90%, such as \'30%\'',
    ],
    [
      'rules:\n  quality/unresolved-reff: off',
      `c.yml:3: rules: "quality/unresolved-reff" is not allowed; did you mean quality/unresolved-ref?; allowed: ${ruleIds.join(', ')}`,
    ],
    [
      'rules:\n  quality/unresolved-ref: none',
      'c.yml:3: rules.quality/unresolved-ref: "none" is not allowed; allowed: critical, high, medium, low, off, a mapping with severity',
    ],
    [
      'agents:\n  sqlfluff: { reads: [a] }',
      'c.yml:3: agents.sqlfluff: a mapping is not allowed; allowed: a mapping with tool, model or both',
    ],
    ['agents:\n  Upper: {}', `c.yml:3: agents: "Upper" is not allowed; allowed: ${agents}`],
    ['agents:\n  dogs: {}', `c.yml:3: agents: "dogs" is not allowed; did you mean docs?; allowed: ${agents}`],
    [
      'agents:\n  docs:\n    price: 1',
      'c.yml:4: agents.docs: "price" is not allowed; allowed: lane, reads, writes, after, stream, on-failure, retries, quota, timeout, enabled, model',
    ],
    [
      'agents:\n  docs:\n    timeout: 3x',
      "c.yml:4: agents.docs.timeout: \"3x\" is not allowed; allowed: a duration from 1s to 6h, such as '90s' or '3m'",
    ],
    [
      'agents:\n  docs:\n    timeout: 7h',
      "c.yml:4: agents.docs.timeout: \"7h\" is not allowed; allowed: a duration from 1s to 6h, such as '90s' or '3m'",
    ],
    [
      'agents:\n  docs:\n    after:\n      - cost\n      - qualty',
      `c.yml:6: agents.docs.after.1: "qualty" is not allowed; did you mean quality?; allowed: ${agents}`,
    ],
    [
      'agents:\n  docs:\n    reads: []',
      'c.yml:4: agents.docs.reads: a list is not allowed; allowed: a list of at least one glob',
    ],
    ['agents: 3', 'c.yml:2: agents: 3 is not allowed; allowed: a mapping'],
    ['on-conflict: wait', 'c.yml:2: on-conflict: "wait" is not allowed; allowed: serialize, refuse'],
    ...['http://hooks.example.com/x', 'ftp://127.0.0.1/x', 'https://me:pw@hooks.example.com', 'on-call'].map(
      (address): [string, string] => [
        `notify: { webhook: "${address}" }`,
        `c.yml:2: notify.webhook: "${address}" is not allowed; allowed: an https:// address without user and password, http:// on this machine alone, or off`,
      ],
    ),
    ['path-filters: a', 'c.yml:2: path-filters: "a" is not allowed; allowed: a list of globs'],
    [
      'path-filters: [/models]',
      'c.yml:2: path-filters.0: "/models" is not allowed; allowed: a glob relative to the repository, such as \'models/**\', at most 300 characters',
    ],
    [
      'path-filters: ["!!a"]',
      'c.yml:2: path-filters.0: "!!a" is not allowed; allowed: a glob relative to the repository, such as \'models/**\', at most 300 characters',
    ],
  ])('%s', (text, message) => {
    expect(refusal(`version: 1\n${text}\n`)).toBe(message);
  });

  test.each([
    ['version: 2', 'c.yml:1: version: 2 is not allowed; allowed: 1'],
    ['max-concurrency: 2', 'c.yml: version is missing; allowed: 1'],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

describe('hostile YAML ends in one line', () => {
  test.each([
    ['an empty file', '', 'c.yml: it is not a mapping'],
    ['a list', '- version: 1', 'c.yml: it is not a mapping'],
    ['a text', 'hello', 'c.yml: it is not a mapping'],
    ['duplicate keys', 'version: 1\nversion: 1', 'c.yml:2: it is not valid YAML: Map keys must be unique'],
    ['tabs', 'version: 1\nagents:\n\tdocs: {}', 'c.yml:3: it is not valid YAML: Tabs'],
    [
      'two documents',
      'version: 1\n---\nversion: 1',
      'c.yml:2: it is not valid YAML: only one document is allowed',
    ],
    ['a foreign tag', 'version: !!js/function 1', 'c.yml:1: it is not valid YAML: Unresolved tag'],
    ['an alias', 'version: 1\nrules: &a {}\nagents: *a', 'c.yml:2: anchors and aliases are not allowed'],
    [
      'an alias bomb',
      `a: &a [x, x]\n${[...'bcdefghijklmnop'].map((it, n) => `${it}: &${it} [*${'abcdefghijklmno'[n]}, *${'abcdefghijklmno'[n]}]`).join('\n')}`,
      'c.yml:1: anchors and aliases are not allowed',
    ],
    ['a prototype', '__proto__: { version: 1 }', 'c.yml:1: __proto__ is not allowed as a key'],
    [
      'a nested prototype',
      'version: 1\nagents:\n  __proto__: { docs: {} }',
      'c.yml:3: __proto__ is not allowed as a key',
    ],
    ['a list as a key', '[1]: 2', 'c.yml: a collection is not allowed as a key'],
    ['a number as a key', 'version: 1\n1: 2', 'c.yml:2: 1 is not allowed as a key'],
    ['deep brackets', '['.repeat(60_000), 'c.yml: it is nested too deeply'],
    ['deep lists', '- '.repeat(30_000), 'c.yml: it is nested too deeply'],
    ['a huge file', '#'.repeat(65_537), 'c.yml: it has 65537 characters; allowed: at most 65536'],
    [
      'a line break in a key',
      'version: 1\n"a\\nb\\u2028c": 1',
      'c.yml:2: top level: "a\\nb c" is not allowed',
    ],
    [
      'a long value',
      `version: 1\nfail-on-severity: ${'x'.repeat(60_000)}`,
      `c.yml:2: fail-on-severity: "${'x'.repeat(80)}" is`,
    ],
  ])('%s', (_, text, message) => {
    expect(refusal(text).slice(0, message.length)).toBe(message);
    expect(({} as { version?: number }).version).toBeUndefined();
  });
});

const schema = z.strictObject({ 'max-mb': amount(5, 1, 10, 'Size.'), paths: texts('globs', 'Places.') });

function resolveRules(said: string) {
  return resolveConfig({
    file: { path: 'c.yml', text: `version: 1\nrules:\n  cost/x: ${said}\n` },
    rules: [{ id: 'cost/x', options: schema }, { id: 'cost/y' }],
  });
}

describe('what is said of a rule', () => {
  test.each([
    ['off', { 'cost/x': 'off' }, {}],
    ['{ severity: high }', { 'cost/x': 'high' }, { 'cost/x': { 'max-mb': 5, paths: [] } }],
    ['{ max-mb: 7.5 }', {}, { 'cost/x': { 'max-mb': 7.5, paths: [] } }],
  ])('%s', (said, rules, ruleOptions) => {
    expect(resolveRules(said)).toMatchObject({ rules, ruleOptions });
    expect(Object.keys(resolveRules(said).rules)).toEqual(Object.keys(rules));
  });

  test.each([
    ['{ max-mb: 11 }', 'cost/x.max-mb: 11 is not allowed; allowed: a number from 1 to 10'],
    ['{ max-mb: many }', 'cost/x.max-mb: "many" is not allowed; allowed: a number from 1 to 10'],
    [
      '{ max-mbs: 7 }',
      'cost/x: "max-mbs" is not allowed; did you mean max-mb?; allowed: severity, max-mb, paths',
    ],
    [
      '{ severity: urgent }',
      'cost/x.severity: "urgent" is not allowed; allowed: critical, high, medium, low, off',
    ],
    [
      '[high]',
      'cost/x: a list is not allowed; allowed: critical, high, medium, low, off, a mapping with severity, max-mb, paths',
    ],
    [
      '{ paths: [1] }',
      'cost/x.paths.0: 1 is not allowed; allowed: a list of at most 200 globs, each of 1 to 300 characters in one line',
    ],
  ])('%s is refused', (said, message) => {
    expect(() => resolveRules(said)).toThrow(new ConfigError(`c.yml:3: rules.${message}`));
  });
});

describe('the policy', () => {
  test('what is not said stays', () => {
    expect(resolve().policy).toEqual(defaultPolicy);
    const text = 'version: 1\npolicy: { pii: { names: [Passport_*] }, owners: [growth] }\n';
    expect(resolve(text).policy).toEqual({
      ...defaultPolicy,
      pii: { names: ['passport_*'], not: [], keys: [] },
      owners: ['growth'],
    });
  });

  test('a list of public places replaces the usual ones', () => {
    const text =
      'version: 1\npolicy: { layers: { gold: [models/gold/**] }, public: [layer:gold, tag:open] }\n';
    expect(resolve(text).policy?.public).toEqual(['layer:gold', 'tag:open']);
  });

  test.each([
    [
      '{ pii: { names: [a-b] } }',
      'policy.pii.names.0: "a-b" is not allowed; allowed: a column name of letters, digits, underscores and *, such as passport_*',
    ],
    [
      '{ pii: { keis: [] } }',
      'policy.pii: "keis" is not allowed; did you mean keys?; allowed: names, not, keys',
    ],
    [
      '{ public: [layer:gold] }',
      'policy.public.0: "layer:gold" is not allowed; allowed: a glob of paths below the dbt project, tag:NAME, or layer:NAME with a name that layers has',
    ],
    [
      '{ public: [../other] }',
      'policy.public.0: "../other" is not allowed; allowed: a glob of paths below the dbt project, tag:NAME, or layer:NAME with a name that layers has',
    ],
    [
      '{ layers: { "a b": [x] } }',
      'policy.layers: a mapping is not allowed; allowed: at most 50 layers, each with a name of letters, digits, dashes and underscores',
    ],
    ['{ owners: finance }', 'policy.owners: "finance" is not allowed; allowed: a list of owners'],
  ])('%s is refused', (said, message) => {
    expect(refusal(`version: 1\npolicy: ${said}\n`)).toBe(`c.yml:2: ${message}`);
  });
});

describe('models and money', () => {
  const named = 'version: 1\nmodel: anthropic/big\n';

  test('without a model nobody asks one', () => {
    const { model, agents, spending, rates } = resolve();
    expect(model).toBeUndefined();
    expect(agents.every(({ reviewers }) => reviewers.join() === 'rules')).toBe(true);
    expect(spending).toEqual({ maxTokens: 400_000, maxCostUsd: 1, safetyShare: 0.3 });
    expect(rates).toEqual({ requestsPerMinute: 50 });
  });

  test('a name is enough; options win', () => {
    const config = resolve(named, { fallbackModel: 'openai/small', maxTokens: 5000, maxCostUsd: 2 });
    expect(config.model).toEqual({
      name: { provider: 'anthropic', model: 'big', id: 'anthropic/big' },
      fallback: { provider: 'openai', model: 'small', id: 'openai/small' },
      maxSeverity: 'high',
      verify: false,
      narrative: false,
      maxInputTokens: 12_000,
      maxOutputTokens: 8_000,
      prices: {},
      mcp: {},
    });
    expect(config.spending).toMatchObject({ maxTokens: 5000, maxCostUsd: 2 });
    expect(resolve(named, { model: 'github/openai/gpt' }).model?.name).toEqual({
      provider: 'github',
      model: 'openai/gpt',
      id: 'github/openai/gpt',
    });
  });

  test('everything about a model', () => {
    const { model, spending, rates } = resolve(`version: 1
model:
  name: compatible/llama:8b
  base-url: http://127.0.0.1:11434/v1
  max-severity: critical
  verify: true
  narrative: true
  max-input-tokens: 1.5k
  max-output-tokens: 800
  prices: { compatible/llama:8b: { input: 1, cached-input: 0.1, output: 2 } }
  mcp: { warehouse: { url: 'https://mcp.test/', tools: [tables], agents: [cost] } }
budget: { max-tokens: 1.5m, max-cost-usd: 0.5, safety-reserve: 10% }
requests-per-minute: 5
tokens-per-minute: 30k
`);
    expect(model).toEqual({
      name: { provider: 'compatible', model: 'llama:8b', id: 'compatible/llama:8b' },
      baseUrl: 'http://127.0.0.1:11434/v1',
      maxSeverity: 'critical',
      verify: true,
      narrative: true,
      maxInputTokens: 1500,
      maxOutputTokens: 800,
      prices: { 'compatible/llama:8b': { input: 1, cachedInput: 0.1, output: 2 } },
      mcp: { warehouse: { url: 'https://mcp.test/', tools: ['tables'], agents: ['cost'] } },
    });
    expect(spending).toEqual({ maxTokens: 1_500_000, maxCostUsd: 0.5, safetyShare: 0.1 });
    expect(rates).toEqual({ requestsPerMinute: 5, tokensPerMinute: 30_000 });
  });

  test('a model that cannot block is not waited for; one that can is, as its agent is', () => {
    const policies = (text: string) =>
      resolve(text).agents.map(({ name, model }) => `${name} ${model?.onFailure}`);
    const hinting = ['governance continue', 'cost continue', 'quality continue', 'docs continue'];
    expect(policies(named)).toEqual(hinting);
    const required = ['governance fail', 'cost continue', 'quality fail', 'docs continue'];
    expect(policies(`${named}fail-on-severity: high\n`)).toEqual(required);
    expect(policies(`${named}agents: { quality: { on-failure: fail } }\n`)).toEqual(
      hinting.with(2, 'quality fail'),
    );
  });

  test("one's own agents: a tool, a question to a model, or both", () => {
    const text = `${named}agents:
  docs: { model: false }
  lint: { reads: ['models/**'], tool: { command: [lint, '{files}'], format: sarif } }
  naming: { lane: safety, after: [lint], model: { prompt: .github/naming.md, votes: 3, hedge: 20s }, quota: { max-tokens: 50k, max-findings: 10 } }
  both: { tool: { command: lint, format: json }, model: { prompt: p.md, name: openai/x } }
`;
    const { agents } = resolve(text);
    const told = agents.map(({ name, lane, reviewers, onFailure }) => [
      name,
      lane,
      reviewers.join('+'),
      onFailure,
    ]);
    expect(told).toEqual([
      ['governance', 'safety', 'rules+model', 'fail'],
      ['naming', 'safety', 'model', 'fail'],
      ['both', 'standard', 'tool+model', 'continue'],
      ['cost', 'standard', 'rules+model', 'continue'],
      ['lint', 'standard', 'tool', 'continue'],
      ['quality', 'standard', 'rules+model', 'fail'],
      ['docs', 'optional', 'rules', 'continue'],
    ]);
    expect(agents[1]).toMatchObject({
      after: ['lint'],
      maxFindings: 10,
      quota: { tokens: 50_000 },
      model: {
        name: 'anthropic/big',
        onFailure: 'fail',
        prompt: '.github/naming.md',
        votes: 3,
        hedgeMs: 20_000,
      },
    });
    expect(agents[2]?.model?.name).toBe('openai/x');
    expect(agents[4]?.tool).toEqual({ command: ['lint', '{files}'], format: 'sarif' });
  });

  test('options name them as well', () => {
    const text = `${named}agents: { lint: { tool: { command: lint, format: json } } }`;
    expect(resolve(text, { agents: ['lint'] }).agents.map(({ name }) => name)).toEqual(['lint']);
    expect(() => resolve(text, { agents: ['lnt'] })).toThrow(
      'agents: "lnt" is not allowed; did you mean lint?; allowed: governance, cost, quality, docs, lint',
    );
    expect(() => resolve(undefined, { excludeAgents: [] })).toThrow(
      'exclude-agents: it names no agent; allowed: governance, cost, quality, docs',
    );
  });
});
