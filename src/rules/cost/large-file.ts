import { z } from 'zod';
import type { Entry, Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { amount } from '../options.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';

const megabyte = 1024 * 1024;
const dump = { kind: 'too-large' as const, bytes: 40 * megabyte };
const video = { kind: 'binary' as const, bytes: 3 * megabyte };
const icon = { kind: 'binary' as const, bytes: megabyte / 4 };

export const rule = defineRule({
  id: 'cost/large-file',
  summary: 'A file of more than 5 MB, or a binary one of more than 1 MB, is added',
  severity: 'medium',
  why: 'It stays in the history for good: every clone and every CI job fetches it, also after it is deleted.',
  advice: 'Keep it in object storage or with Git LFS, or take it out of the branch’s history before merging.',
  silent: [
    'pointers of Git LFS',
    'a file that base already held under another name, and one that was as large before',
    'text of up to 5 MB, such as a lock file or a bundle',
  ],
  examples: {
    fires: [
      {
        name: 'commits a dump',
        base: {},
        head: { 'data/orders.csv': dump },
        findings: [{ path: 'data/orders.csv', line: 1 }],
      },
      {
        name: 'replaces a picture by a video',
        base: { 'docs/demo.bin': icon },
        head: { 'docs/demo.bin': video },
        findings: [{ path: 'docs/demo.bin', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds the pointer of a large file',
        base: {},
        head: {
          'data/orders.parquet': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 734003200\n`,
        },
      },
      {
        name: 'moves a large file',
        base: { 'orders.csv': dump },
        head: { 'orders.csv': null, 'data/orders.csv': dump },
      },
      {
        name: 'adds a picture and changes a video',
        base: { 'docs/demo.bin': video },
        head: { 'docs/icon.bin': icon, 'docs/demo.bin': { ...video, bytes: 4 * megabyte } },
      },
      {
        name: 'adds a video to a repository that allows them',
        base: {},
        head: { 'docs/demo.bin': video },
        options: { 'binary-mb': 10 },
      },
      {
        name: 'deletes a large file',
        base: { 'orders.csv': dump },
        head: { 'orders.csv': null },
      },
    ],
  },
  options: z.strictObject({
    'text-mb': amount(5, 5, 10_000, 'Text of more megabytes is reported.'),
    'binary-mb': amount(1, 0, 10_000, 'Any other file of more megabytes is reported.'),
  }),
  check: (context) => onePerSweep(largeFiles(context), ({ message }) => message),
});

function* largeFiles({
  change,
  files,
  options,
}: RuleContext<{ 'text-mb': number; 'binary-mb': number }>): Iterable<RuleFinding> {
  const limits = { text: options['text-mb'] * megabyte, binary: options['binary-mb'] * megabyte };
  const known = new Set([...change.base.entries.values()].map(({ oid }) => oid));
  for (const file of files) {
    const size = tooLarge(change.head, file.head, limits);
    if (!size || known.has(file.head!.oid) || tooLarge(change.base, file.base, limits)) continue;
    yield {
      confidence: 'proven',
      title: `${code(file.path)} adds ${inMegabytes(size.bytes)} to the repository`,
      message: `A ${size.isBinary ? 'binary ' : ''}file of this size is fetched with every clone from now on${
        size.isBinary ? ', and each new version of it adds as much again' : ''
      }.`,
      resource: file.path,
      location: { path: file.path, side: 'head', startLine: 1, endLine: 1 },
    };
  }
}

function tooLarge(
  snapshot: Snapshot,
  entry: Entry | undefined,
  limits: { text: number; binary: number },
): { bytes: number; isBinary: boolean } | undefined {
  const content = entry && snapshot.content(entry.path);
  if (content?.kind === 'too-large' && content.bytes > limits.text)
    return { bytes: content.bytes, isBinary: false };
  if (content?.kind !== 'binary' || content.bytes === undefined || content.bytes <= limits.binary)
    return undefined;
  return { bytes: content.bytes, isBinary: true };
}

function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`;
}
