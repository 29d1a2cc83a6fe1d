import { once } from 'node:events';
import { expect, test } from 'vitest';
import { spawnGroup } from '../../src/run/process-group.ts';
import { fakeClock } from './fake-clock.ts';

/** A process that ignores SIGTERM, and has a child that does so too; both print their id. */
const stubborn = `
  process.on('SIGTERM', () => {});
  if (process.argv[1]) require('node:child_process')
    .spawn(process.execPath, ['-e', process.argv[1]], { stdio: 'inherit' });
  console.log(process.pid);
  setInterval(() => {}, 1000);
`;

test.skipIf(process.platform === 'win32')(
  'kills a command that ignores the signal, with all that it started',
  async () => {
    const clock = fakeClock();
    const stopping = new AbortController();
    const child = spawnGroup(process.execPath, ['-e', stubborn, stubborn], {
      clock,
      signal: stopping.signal,
      graceMs: 5_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids: number[] = [];
    for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
      pids.push(...String(chunk).trim().split('\n').map(Number));
      if (pids.length === 2) break;
    }
    const closed = once(child, 'close');
    stopping.abort();
    await clock.advance(4_999);
    expect(pids.map(lives)).toEqual([true, true]);
    await clock.advance(1);
    child.stdout!.resume();
    // The output closes only when the last of those that hold it has ended.
    expect((await closed)[1]).toBe('SIGKILL');
    expect(clock.pending()).toBe(0);
  },
);

test('a command that does not exist is an error event, and leaves nothing behind', async () => {
  const clock = fakeClock();
  const signal = new AbortController().signal;
  const child = spawnGroup('no-such-command-anywhere', [], { clock, signal, graceMs: 1 });
  expect((await once(child, 'error'))[0]).toMatchObject({ code: 'ENOENT' });
  expect(clock.pending()).toBe(0);
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
