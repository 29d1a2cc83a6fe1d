import { expect, test } from 'vitest';
import { frequency, runsPerWeek } from '../../src/project/schedule.ts';

test.each([
  ['0 6 * * *', 7],
  ['@daily', 7],
  ['@hourly', 168],
  ['*/5 * * * *', 2016],
  ['0 6 * * 1-5', 5],
  ['0 6 * * 7', 1],
  ['0 6 * * SUN', 1],
  ['0 0,12 * * *', 14],
])('%s runs %d times a week', (cron, expected) => {
  expect(runsPerWeek(cron)).toBeCloseTo(expected, 1);
});

test('days of the month and of the week add up, as cron has it', () => {
  expect(runsPerWeek('0 0 1 * *')).toBeCloseTo(12 / (365.25 / 7), 5);
  expect(runsPerWeek('0 0 1 * 1')).toBeCloseTo((12 + 52.18 - 12 / 7) / (365.25 / 7), 2);
  expect(runsPerWeek('0 0 29 2 *')).toBeCloseTo(7 / 1461, 5);
});

test.each([
  '',
  'now and then',
  '61 * * * *',
  '* * * *',
  '0 0 L * *',
  '0 0 0 * * *',
  `${'1,'.repeat(200)}1 * * * *`,
])('%s is no schedule that can be counted', (cron) => {
  expect(runsPerWeek(cron)).toBeUndefined();
});

test('says a frequency in words', () => {
  expect([7, 1, 0.23, 7 / 1461].map(frequency)).toEqual([
    '7 times a week',
    'once a week',
    '12 times a year',
    'less than once a year',
  ]);
});
