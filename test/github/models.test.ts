import { expect, test } from 'vitest';
import { parseInputs } from '../../src/config/inputs.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { withModels } from '../../src/github/models.ts';

const given = (config: string, env: Record<string, string>, more: Record<string, string> = {}) =>
  withModels(resolveConfig({ file: { path: 'c.yml', text: `version: 1\n${config}` }, rules: [] }), {
    env,
    inputs: parseInputs(more),
    facts: { apiUrl: '', graphqlUrl: '', serverUrl: '', runUrl: '', workspace: '/w' },
  });

test('without a model nothing is needed', () => {
  expect(given('', {})).not.toHaveProperty('models');
});

test('keys come from the inputs, and answers are kept in the workspace', () => {
  const env = {
    'INPUT_ANTHROPIC-API-KEY': ' key ',
    'INPUT_GITHUB-TOKEN': 'token',
    ANTHROPIC_API_KEY: 'other',
  };
  expect(given('model: anthropic/x', env, { 'model-cache': 'cache' }).models).toMatchObject({
    keys: { anthropic: 'key', github: 'token' },
    baseUrl: undefined,
    answersFolder: '/w/cache',
  });
});

test('a server of one’s own needs no key, but an address', () => {
  expect(given('model: { name: compatible/x, base-url: "http://localhost:1/v1" }', {}).models).toMatchObject({
    keys: {},
    baseUrl: 'http://localhost:1/v1',
  });
  expect(() => given('model: compatible/x', {})).toThrow(
    'input llm-base-url: it is empty; allowed: an address, because the model is compatible/x',
  );
});

test.each([
  ['model: anthropic/x', 'anthropic-api-key', 'anthropic/x'],
  ['model: { name: github/x, fallback: openai/y }', 'openai-api-key', 'openai/y'],
  ['agents: { naming: { model: { prompt: p.md, name: google/z } } }', 'google-api-key', 'google/z'],
])('%s needs %s', (config, input, id) => {
  expect(() => given(config, { 'INPUT_GITHUB-TOKEN': 'token' })).toThrow(
    `input ${input}: it is empty; allowed: a key, because the model is ${id}`,
  );
});

test('a bot that gets no secrets gets the rules', () => {
  const { config, notes, models } = given('model: anthropic/x', { GITHUB_ACTOR: 'dependabot[bot]' });
  expect(models).toBeUndefined();
  expect(config.agents.every(({ reviewers }) => reviewers.join() === 'rules')).toBe(true);
  expect(notes).toEqual(['No model was asked: dependabot[bot] gets no secrets, and so no key.']);
});
