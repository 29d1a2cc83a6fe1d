import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configJsonSchema } from '../../src/config/file-schema.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { nearest } from '../../src/config/say.ts';

const ruleIds = ['quality/unresolved-ref'];
const rules = ruleIds.map((id) => ({ id }));

/** Undefined if the text is accepted. */
function refusal(text: string): string | undefined {
  try {
    resolveConfig({ file: { path: 'c.yml', text }, rules });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const schema = configJsonSchema(rules);
const validate = new Ajv2020({ strict: false }).compile(schema);

test.each([
  [{ version: 1 }, true],
  [
    {
      version: 1,
      agents: { docs: { lane: 'safety', timeout: '90s' } },
      rules: { 'quality/unresolved-ref': 'off' },
    },
    true,
  ],
  [{}, false],
  [{ version: 1, 'max-concurrency': 0 }, false],
  [{ version: 1, model: 'x' }, false],
  [{ version: 1, agents: { docs: { timeout: 'soon' } } }, false],
  [{ version: 1, rules: { 'quality/nothing': 'off' } }, false],
])('editors and the review agree on %j', (settings, valid) => {
  expect(validate(settings)).toBe(valid);
  expect(refusal(JSON.stringify(settings)) === undefined).toBe(valid);
});

test('every key is described', () => {
  const { properties } = schema as { properties: Record<string, { description?: string }> };
  expect(Object.entries(properties).filter(([, it]) => !it.description)).toEqual([]);
});

test('any text is either a configuration or refused in one line', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string({ unit: fc.constantFrom(...'ab: -[]{}#&*!|>\'"%@`\n\t?,') }),
  );
  fc.assert(
    fc.property(text, (it) => {
      expect(refusal(it) ?? 'ConfigError: c.yml').toMatch(/^ConfigError: c\.yml[^\n\r]*$/);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['qualty', 'quality'],
  ['Docs', 'docs'],
  ['governence', 'governance'],
  ['sqlfluff', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('nearest to %s', (word, expected) => {
  expect(nearest(word, ['governance', 'quality', 'cost', 'docs'])).toBe(expected);
});
