import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tool } from '../src/version.ts';

test('a report names the version of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject(tool);
});
