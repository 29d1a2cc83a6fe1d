import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { betweenMarkers } from '../../../scripts/generate/markdown.ts';
import { faultsTable } from './table.ts';

test('docs/reliability.md says what is expected; FAULTS=write writes it', () => {
  const path = join(import.meta.dirname, '../../../docs/reliability.md');
  const text = readFileSync(path, 'utf8');
  const table = betweenMarkers(text, 'faults', faultsTable());
  if (process.env['FAULTS'] === 'write') writeFileSync(path, table);
  else expect(text).toBe(table);
});
