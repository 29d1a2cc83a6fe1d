import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.ts';
import { withoutReviewers } from '../../src/config/restrict.ts';

const text = `version: 1
model: anthropic/big
agents:
  lint: { tool: { command: lint, format: sarif } }
  naming: { model: { prompt: p.md } }
  both: { tool: { command: lint, format: sarif }, model: { prompt: p.md } }
`;
const config = resolveConfig({ file: { path: 'c.yml', text }, rules: [] });

test('what may not run is not missing, and each kind is said once', () => {
  const { config: left, notes } = withoutReviewers(config, ['tool', 'model'], 'it is a fork.');
  expect(left.agents.map(({ name, reviewers }) => `${name} ${reviewers.join('+')}`)).toEqual([
    'governance rules',
    'cost rules',
    'quality rules',
    'docs rules',
  ]);
  expect(left.excluded).toEqual(['both', 'lint', 'naming']);
  expect(left.model).toBeUndefined();
  expect(notes).toEqual(['No tool was run: it is a fork.', 'No model was asked: it is a fork.']);
});

test('an agent keeps the engines that may run', () => {
  const { config: left, notes } = withoutReviewers(config, ['model'], 'no key.');
  expect(left.agents.filter(({ reviewers }) => reviewers.includes('tool')).map(({ name }) => name)).toEqual([
    'both',
    'lint',
  ]);
  expect(notes).toEqual(['No model was asked: no key.']);
});

test('where nothing is lost nothing is said', () => {
  const plain = resolveConfig({ rules: [] });
  expect(withoutReviewers(plain, ['tool', 'model'], 'x.')).toEqual({ config: plain, notes: [] });
  expect(withoutReviewers(config, [], 'x.')).toEqual({ config, notes: [] });
});
