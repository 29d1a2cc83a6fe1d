import { expect, test } from 'vitest';
import { defaultPolicy } from '../../src/rules/policy.ts';
import type { Policy } from '../../src/rules/policy.ts';
import { audienceOf } from '../../src/rules/shared/audience.ts';
import { isPersonalName } from '../../src/rules/shared/personal-names.ts';
import { markIn } from '../../src/rules/shared/pii.ts';
import { projectOf } from '../support/dbt-project.ts';

function pii(more: Partial<Policy['pii']>): Policy {
  return { ...defaultPolicy, pii: { ...defaultPolicy.pii, ...more } };
}

test.each([
  ['email', {}, true],
  ['email', { not: ['email'] }, false],
  ['Email', { not: ['e*'], names: ['email'] }, false],
  ['customer_ref', {}, false],
  ['customer_ref', { names: ['customer_ref'] }, true],
  ['customer_reference', { names: ['customer_ref'] }, false],
  ['old_passport_no', { names: ['*_passport_*'] }, true],
  ['passport_', { names: ['*_passport_*'] }, false],
  ['aba', { names: ['ab*ba'] }, false],
  ['abba', { names: ['ab*ba'] }, true],
  ['a'.repeat(10_000), { names: [`${'*a'.repeat(50)}*b`] }, false],
])('%s with %j is personal: %j', (name, more, expected) => {
  expect(isPersonalName(name, pii(more))).toBe(expected);
});

test('own keys classify, if they do not say no', () => {
  const policy = pii({ keys: ['data_class'] });
  expect(markIn({ Data_Class: 'C3' }, [], policy)).toBe('meta Data_Class');
  expect(markIn({ data_class: false }, [], policy)).toBeUndefined();
  expect(markIn({}, ['data_class:c3'], policy)).toBe('tag data_class:c3');
  expect(markIn({ data_class: 'C3' }, [], defaultPolicy)).toBeUndefined();
});

test.each([
  ['models/marts/a.sql', {}, 'a model in marts'],
  ['models/Reporting/marts/a.sql', {}, 'a model in reporting'],
  ['models/staging/a.sql', {}, undefined],
  ['models/marts/a.sql', { public: [] }, undefined],
  ['models/gold/a.sql', { public: ['models/gold/'] }, 'public by the policy models/gold/'],
  [
    'models/gold/a.sql',
    { public: ['layer:g'], layers: { g: ['models/gold/**'] } },
    'public by the policy layer:g',
  ],
  ['models/gold/a.sql', { public: ['layer:toString'] }, undefined],
  ['models/staging/a.sql', { public: ['tag:shared'] }, 'public by the policy tag:shared'],
])('%s with %j is %s', async (path, more, expected) => {
  const project = await projectOf({ [path]: "{{ config(tags=['shared']) }} select 1 as id" });
  const model = project.resources.get('model.shop.a')!;
  expect(audienceOf(project, model, { ...defaultPolicy, ...more })).toBe(expected);
});

test('a project in a folder called like a public one is not public as a whole', async () => {
  const project = await projectOf({ 'models/a.sql': 'select 1 as id' });
  const model = project.resources.get('model.shop.a')!;
  const moved = { ...project, root: 'reporting', known: () => undefined, consumers: () => [] };
  expect(audienceOf(moved, { ...model, path: 'reporting/models/a.sql' }, defaultPolicy)).toBeUndefined();
});
