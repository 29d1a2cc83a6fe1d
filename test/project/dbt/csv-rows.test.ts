import { expect, test } from 'vitest';
import { readRows } from '../../../src/project/dbt/csv-rows.ts';

test('reads quoted cells, whatever they hold, and the lines where rows begin', () => {
  expect(readRows('\ufeffid,name\r\n1,"a, ""b"""\r\n\r\n2,"x\ny"\n3,\n')).toEqual([
    { cells: ['id', 'name'], line: 1 },
    { cells: ['1', 'a, "b"'], line: 2 },
    { cells: ['2', 'x\ny'], line: 4 },
    { cells: ['3', ''], line: 6 },
  ]);
});

test('reads no more rows than asked for, and the last one without a line break', () => {
  expect(readRows('a;b\n1;2\n3;4', ';').at(-1)).toEqual({ cells: ['3', '4'], line: 3 });
  expect(readRows('a\n1\n2\n3', ',', 2)).toHaveLength(2);
  expect(readRows('a\n"1\n2')).toEqual([
    { cells: ['a'], line: 1 },
    { cells: ['1\n2'], line: 2 },
  ]);
});
