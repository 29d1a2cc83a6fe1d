import { describe, expect, it } from 'vitest';
import type { DataTest } from '../../../src/project/dbt/resources.ts';
import { demandsSame, looser } from '../../../src/rules/shared/looser-tests.ts';

const test = (config: object, more: Partial<DataTest> = {}): DataTest => ({
  name: 'not_null',
  column: 'status',
  arguments: {},
  config: { ...config },
  span: { path: 'models/orders.yml', start: 0, end: 1 },
  ...more,
});

describe('what a test lets through and did not', () => {
  it('counts failures that a test tolerates', () => {
    expect(looser(test({}), test({ error_if: '>20' }))).toEqual(['tolerates up to 20 failures']);
    expect(looser(test({ error_if: '>20' }), test({ error_if: '>30' }))).toEqual([
      'tolerates up to 30 failures',
    ]);
    expect(looser(test({ error_if: '>30' }), test({ error_if: '>20' }))).toEqual([]);
    expect(looser(test({}), test({ error_if: '>20', warn_if: '>20' }))).toEqual([
      'tolerates up to 20 failures',
    ]);
  });

  it('does not count them where no number of them stopped the build', () => {
    const warned = test({ severity: 'warn' });
    expect(looser(warned, test({ warn_if: '>0', error_if: '>20' }))).toEqual([]);
    expect(looser(warned, test({ severity: 'warn', error_if: '>20' }))).toEqual([]);
    expect(looser(warned, test({ severity: 'warn', warn_if: '>20' }))).toEqual([
      'tolerates up to 20 failures',
    ]);
  });
});

describe('a test of a whole model that demands the same', () => {
  const by = (expression: string, column?: string): DataTest => {
    const { column: _, ...whole } = test({}, { name: 'dbt_utils.expression_is_true' });
    return { ...whole, arguments: { expression }, ...(column !== undefined && { column }) };
  };

  it('names the column that the other stands at', () => {
    expect(demandsSame(by('amount  >= 0'), by('>= 0', 'Amount'))).toBe(true);
    expect(
      demandsSame(by('amount is null or amount >= 0'), by('amount is null or amount >= 0', 'amount')),
    ).toBe(true);
  });

  it('is no other expression, column or test', () => {
    expect(demandsSame(by('amount >= 1'), by('>= 0', 'amount'))).toBe(false);
    expect(demandsSame(by('tax >= 0'), by('>= 0', 'amount'))).toBe(false);
    expect(demandsSame(by('>= 0', 'tax'), by('>= 0', 'amount'))).toBe(false);
    expect(demandsSame({ ...by('amount >= 0'), name: 'at_least' }, by('>= 0', 'amount'))).toBe(false);
    expect(
      demandsSame({ ...by(''), arguments: {} }, test({}, { name: 'dbt_utils.expression_is_true' })),
    ).toBe(false);
  });
});
