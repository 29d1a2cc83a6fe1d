import { expect, test } from 'vitest';
import { BreakerOpen, openBreaker } from '../../src/run/breaker.ts';
import { fakeClock } from './fake-clock.ts';

const down = () => Promise.reject(new Error('500'));

async function opened() {
  const clock = fakeClock();
  const breaker = openBreaker(clock, { failures: 3, openMs: 1_000 });
  for (let n = 0; n < 3; n++) await expect(breaker.run(down)).rejects.toThrow('500');
  return { clock, breaker };
}

test('opens after so many failures in a row, and then calls nobody', async () => {
  const { breaker } = await opened();
  let called = false;
  await expect(breaker.run(async () => (called = true))).rejects.toThrow(BreakerOpen);
  expect([breaker.state, called]).toEqual(['open', false]);
});

test('half-open, one probe goes out and its success closes it', async () => {
  const { clock, breaker } = await opened();
  await clock.advance(1_000);
  let answer: (text: string) => void = () => {};
  const probe = breaker.run(() => new Promise<string>((resolve) => (answer = resolve)));
  await expect(breaker.run(async () => 'second')).rejects.toThrow(BreakerOpen);
  answer('well');
  expect(await probe).toBe('well');
  expect(breaker.state).toBe('closed');
});

test('a probe that fails opens it for as long again', async () => {
  const { clock, breaker } = await opened();
  await clock.advance(1_000);
  await expect(breaker.run(down)).rejects.toThrow('500');
  expect(breaker.state).toBe('open');
  await clock.advance(999);
  expect(breaker.state).toBe('open');
  await clock.advance(1);
  expect(breaker.state).toBe('half-open');
});

test('a success in between, or what is not the provider’s fault, does not count', async () => {
  const breaker = openBreaker(fakeClock(), { failures: 2 });
  await expect(breaker.run(down)).rejects.toThrow('500');
  await breaker.run(async () => {});
  await expect(breaker.run(down)).rejects.toThrow('500');
  await expect(breaker.run(down, () => false)).rejects.toThrow('500');
  expect(breaker.state).toBe('closed');
});
