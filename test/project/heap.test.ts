import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

/** The largest sizes of V8's spaces beside what is alive, in bytes, in a process that replaces a million objects. */
function largest(call: string): { young: number; rest: number; alive: number } {
  const module = pathToFileURL(resolve('src/project/heap.ts')).href;
  const script = `
    import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
    import { restrainHeap } from ${JSON.stringify(module)};
    const kept = [];
    let [young, rest] = [0, 0];
    for (let index = 0; index < 5_000_000; index++) {
      kept[index % 1_000_000] = { index, list: [index, index, index, index], other: { index } };
      if (index % 100 !== 0) continue;
      ${call};
      const spaces = getHeapSpaceStatistics();
      const now = spaces.find(({ space_name }) => space_name === 'new_space').space_size;
      young = Math.max(young, now);
      rest = Math.max(rest, spaces.reduce((sum, { space_size }) => sum + space_size, -now));
    }
    gc();
    const alive = getHeapStatistics().used_heap_size;
    console.log(JSON.stringify({ young, rest, alive, kept: kept.length }));
  `;
  const args = ['--expose-gc', '--input-type=module', '--no-warnings', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReturnType<typeof largest>;
}

test('a heap that is restrained stays near what is alive in it', () => {
  const [restrained, free] = [largest('restrainHeap()'), largest('')];
  expect(restrained.young).toBeLessThan(free.young * 0.75);
  expect(restrained.rest).toBeLessThan(restrained.alive * 2);
});
