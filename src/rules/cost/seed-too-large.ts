import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Content, Snapshot } from '../../change/snapshot.ts';
import { defineRule } from '../rule.ts';
import { amount } from '../options.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';

/** A table of about `bytes` bytes. */
function table(bytes: number): string {
  return `id,name\n${'1,something of thirty-two letters\n'.repeat(Math.ceil(bytes / 34))}`;
}

export const rule = defineRule({
  id: 'cost/seed-too-large',
  summary: 'A seed is larger than 1 MB',
  severity: 'medium',
  why: 'dbt loads a seed with INSERT statements at every `dbt seed` and `dbt build`: that takes minutes of warehouse time, and every clone carries all its versions.',
  advice: 'Load data of this size with the tool that loads the rest, and declare it as a source.',
  silent: [
    'a seed that was larger before, unless it doubles',
    'files outside the seed folders of a dbt project, and disabled seeds',
  ],
  examples: {
    fires: [
      {
        name: 'adds a large seed',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/places.csv': table(1_200_000) },
        findings: [{ path: 'seeds/places.csv', line: 1 }],
      },
      {
        name: 'adds several large seeds',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/places.csv': table(1_200_000), 'seeds/streets.csv': table(2_300_000) },
        findings: [{ path: 'seeds/places.csv', line: 1 }],
      },
      {
        name: 'lets a seed grow',
        base: { 'models/a.sql': 'select 1 as id\n', 'seeds/places.csv': table(900_000) },
        head: { 'seeds/places.csv': table(1_100_000) },
        findings: [{ path: 'seeds/places.csv', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a small seed',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/places.csv': table(400_000) },
      },
      {
        name: 'changes a seed that was large',
        base: { 'models/a.sql': 'select 1 as id\n', 'seeds/places.csv': table(1_200_000) },
        head: { 'seeds/places.csv': table(1_300_000) },
      },
      {
        name: 'adds a seed that the team allows',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/places.csv': table(1_200_000) },
        options: { 'max-mb': 2 },
      },
      {
        name: 'adds a large file that is no seed',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'data/places.csv': table(1_200_000) },
      },
    ],
  },
  options: z.strictObject({
    // From here on `dbt seed` is slow, because it inserts row by row in batches.
    'max-mb': amount(1, 0.01, 10_000, 'Seeds of more megabytes are reported.'),
  }),
  check: (context) =>
    onePerSweep(
      large(context),
      () => '',
      () => 'seed',
    ),
});

function* large({
  change,
  files,
  workspace,
  options,
}: RuleContext<{ 'max-mb': number }>): Iterable<RuleFinding> {
  const most = options['max-mb'] * 1_000_000;
  const changed = new Map(files.map((file) => [file.path, file]));
  for (const { head: project } of workspace.projects) {
    for (const seed of project?.resources.values() ?? []) {
      const file = changed.get(seed.path);
      if (seed.type !== 'seed' || seed.enabled !== true || !file?.head) continue;
      const is = bytesOf(change.head, file.head.path);
      const was = file.base ? bytesOf(change.base, file.base.path) : 0;
      if (is === undefined || was === undefined || is <= most || (was > most && is < 2 * was)) continue;
      yield {
        confidence: 'proven',
        title: `The seed ${code(seed.name)} is ${megabytes(is)} MB`,
        message: was === 0 ? 'It is new.' : `At base it was ${megabytes(was)} MB.`,
        resource: seed.id,
        location: { path: seed.path, side: 'head', startLine: 1, endLine: 1 },
      };
    }
  }
}

function bytesOf(snapshot: Snapshot, path: string): number | undefined {
  const content: Content | undefined = snapshot.content(path);
  if (content?.kind === 'text') return Buffer.byteLength(content.text);
  return content?.kind === 'too-large' ? content.bytes : undefined;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
