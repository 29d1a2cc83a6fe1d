import { expect, test } from 'vitest';
import { parseOptions } from '../../../src/config/options.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { modelAccess } from '../../../src/reviewers/model/access.ts';
import { rules } from '../../../src/rules/index.ts';

function accessOf(texts: Parameters<typeof parseOptions>[0]) {
  const options = parseOptions(texts, (name) => name);
  const config = resolveConfig({ file: undefined, options, say: (name) => name, rules });
  return modelAccess(config, (provider) => (provider === 'google' ? undefined : `${provider}-key`));
}

const here = 'http://127.0.0.1:8000/v1';

test.each([
  [{ model: 'anthropic/a', 'llm-base-url': here }, 'any'],
  [{ model: 'anthropic/a', 'fallback-model': 'openai/b', 'llm-base-url': here }, 'any'],
  [{ model: 'compatible/a', 'llm-base-url': here }, 'compatible'],
  [{ model: 'compatible/a', 'fallback-model': 'anthropic/b', 'llm-base-url': here }, 'compatible'],
  [{ model: 'anthropic/a', 'fallback-model': 'compatible/b', 'llm-base-url': here }, 'compatible'],
])('%j: who is asked at the address', (texts, baseUrlFor) => {
  expect(accessOf(texts)).toMatchObject({ ok: true, access: { baseUrl: here, baseUrlFor } });
});

test.each([
  [{ model: 'google/a' }, { id: 'google/a', provider: 'google', what: 'key' }],
  [
    { model: 'openai/a', 'fallback-model': 'google/b' },
    { id: 'google/b', provider: 'google', what: 'key' },
  ],
  [{ model: 'compatible/a' }, { id: 'compatible/a', provider: 'compatible', what: 'base-url' }],
])('%j: what is missing', (texts, missing) => {
  expect(accessOf(texts)).toEqual({ ok: false, missing });
});

test('nothing is needed if no model is asked', () => {
  expect(accessOf({})).toBeUndefined();
});
