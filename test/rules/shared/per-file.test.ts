import { expect, test } from 'vitest';
import { perFile } from '../../../src/rules/shared/per-file.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

test('a file is read once for each revision, one without text too', async () => {
  const { base, head } = await memoryChange({ 'a.tf': 'one', 'b.tf': 'two' }, { 'a.tf': 'three' });
  const read: unknown[] = [];
  const at = perFile((text, path) => {
    read.push([path, text]);
    return text?.length;
  });
  const all = () => [at(base, 'a.tf'), at(base, 'b.tf'), at(head, 'a.tf'), at(head, 'none.tf')];
  expect([all(), all()]).toEqual([
    [3, 3, 5, undefined],
    [3, 3, 5, undefined],
  ]);
  expect(read).toEqual([
    ['a.tf', 'one'],
    ['b.tf', 'two'],
    ['a.tf', 'three'],
    ['none.tf', undefined],
  ]);
});
