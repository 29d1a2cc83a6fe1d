import { expect, test } from 'vitest';
import { inputAt } from '../../scripts/fuzz/inputs.ts';
import { tryInput } from '../../scripts/fuzz/try-input.ts';
import { createReading } from '../../src/project/workspace.ts';

test('damaged files crash nothing', async () => {
  const reading = createReading();
  try {
    for (let number = 0; number < 150; number++) {
      const { problem } = await tryInput(inputAt('test', number), reading);
      expect(problem && `${number}: ${problem}`).toBe(undefined);
    }
  } finally {
    reading.close();
  }
});

test('a reader that crashes is told', async () => {
  const reading = createReading();
  const engine = {
    ...reading.engine,
    parse: () => {
      throw new Error('out of memory');
    },
  };
  const kept = { 'dbt_project.yml': 'name: shop\n', 'models/b.sql': "select n from {{ ref('a') }}\n" };
  const base = { ...kept, 'models/a.sql': 'select 1 as id, 2 as n\n' };
  const input = { name: '', base, head: { ...kept, 'models/a.sql': 'select 1 as id\n' } };
  const { problem } = await tryInput(input, { ...reading, engine });
  reading.close();
  expect(problem).toContain('out of memory');
});

test('an input follows from its seed and number alone', () => {
  const [input] = [inputAt('1', 5)];
  inputAt('1', 6);
  expect(inputAt('1', 5)).toEqual(input);
  expect(inputAt('2', 5)).not.toEqual(input);
});
