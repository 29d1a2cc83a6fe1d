import { expect, test } from 'vitest';
import { openChannel } from '../../src/run/channel.ts';
import { settle } from './fake-clock.ts';

test('a writer cannot run ahead of its reader by more than the capacity', async () => {
  const channel = openChannel<number>(4);
  let sent = 0;
  const writing = (async () => {
    for (let n = 0; n < 1_000; n++) {
      await channel.send(n);
      sent++;
    }
    channel.close();
  })();
  await settle();
  expect(sent).toBe(4);
  const read: number[] = [];
  for await (const value of channel) {
    read.push(value);
    expect(channel.buffered).toBeLessThanOrEqual(4);
  }
  await writing;
  expect(read).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
});

test('a reader that stops early frees the writers', async () => {
  const channel = openChannel<number>(1);
  const writing = Promise.all([1, 2, 3].map((n) => channel.send(n)));
  for await (const value of channel) {
    expect(value).toBe(1);
    break;
  }
  await writing;
  expect(channel.buffered).toBe(0);
});
