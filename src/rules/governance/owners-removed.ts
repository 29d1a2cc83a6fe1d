import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import { codeownersPaths, decidingEntry, readCodeowners } from '../../project/codeowners/codeowners.ts';
import type { OwnersEntry } from '../../project/codeowners/codeowners.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { counted, listed, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'governance/owners-removed',
  summary: 'Files that had code owners have none any more',
  severity: 'high',
  why: 'Changes of these files no longer ask anybody in particular for a review, and may need none.',
  advice: 'Keep an entry with the owners who should review these files, or name the new ones.',
  silent: [
    'files that get other owners, or that another entry still covers',
    'entries for files that are deleted',
  ],
  examples: {
    fires: [
      {
        name: 'drops the entry of a folder',
        base: {
          '.github/CODEOWNERS': '/models/finance/ @org/finance\n*.py @org/platform\n',
          'models/finance/ledger.sql': 'select 1 as id\n',
          'load.py': 'x = 1\n',
        },
        head: { '.github/CODEOWNERS': '*.py @org/platform\n' },
        findings: [{ path: '.github/CODEOWNERS', line: 1, side: 'base', subject: '/models/finance/' }],
      },
      {
        name: 'takes a folder from its owners',
        base: { CODEOWNERS: '* @org/data\n', 'infra/main.tf': '\n', 'a.sql': 'select 1\n' },
        head: { CODEOWNERS: '* @org/data\n/infra/\n' },
        findings: [{ path: 'CODEOWNERS', line: 2, subject: '/infra/' }],
      },
      {
        name: 'deletes the file',
        base: { CODEOWNERS: '* @org/data\n', 'a.sql': 'select 1\n' },
        head: { CODEOWNERS: null },
        findings: [{ path: 'CODEOWNERS', line: 1, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'gives a folder to another team',
        base: { CODEOWNERS: '/infra/ @org/a\n', 'infra/main.tf': '\n' },
        head: { CODEOWNERS: '/infra/ @org/b\n' },
      },
      {
        name: 'drops an entry that another one covers',
        base: { CODEOWNERS: '*.tf @org/a\n/infra/main.tf @org/b\n', 'infra/main.tf': '\n' },
        head: { CODEOWNERS: '*.tf @org/a\n' },
      },
      {
        name: 'drops the entry of a folder that it deletes',
        base: { CODEOWNERS: '/old/ @org/a\n', 'old/a.sql': 'select 1\n', 'b.sql': 'select 2\n' },
        head: { CODEOWNERS: '', 'old/a.sql': null },
      },
      {
        name: 'moves the file',
        base: { CODEOWNERS: '* @org/data\n', 'a.sql': 'select 1\n' },
        head: { CODEOWNERS: null, '.github/CODEOWNERS': '* @org/data\n' },
      },
    ],
  },
  async *check({ change, files }: RuleContext) {
    if (!files.some(({ path, previousPath }) => isCodeowners(path) || isCodeowners(previousPath))) return;
    const [before, after] = await Promise.all([ownersAt(change.base), ownersAt(change.head)]);
    if (!before) return;
    const count = before.entries.length + (after?.entries.length ?? 0) + 1;
    const lost = new Map<OwnersEntry, { paths: string[]; by: OwnersEntry | undefined }>();
    for (const [path] of [...change.head.entries].slice(0, maxWork / count)) {
      const had = change.base.entries.has(path) ? ownedBy(before.entries, path) : undefined;
      if (!had) continue;
      const has = decidingEntry(after?.entries ?? [], path);
      if (has && has.owners.length > 0) continue;
      const entry = lost.get(had);
      if (entry) entry.paths.push(path);
      else lost.set(had, { paths: [path], by: has });
    }
    for (const [entry, { paths, by }] of lost) {
      // An entry without owners takes a path from those it had: that line is the cause.
      yield by && after
        ? finding(entry, paths, by, after.path)
        : finding(entry, paths, undefined, before.path);
    }
  },
});

/** Patterns times paths is the work: of a repository with more, the first paths are looked at. */
const maxWork = 2_000_000;

function isCodeowners(path: string | undefined): boolean {
  return codeownersPaths.some((known) => known === path);
}

interface Owners {
  path: string;
  entries: OwnersEntry[];
}

async function ownersAt(snapshot: Snapshot): Promise<Owners | undefined> {
  const path = codeownersPaths.find((known) => snapshot.entries.has(known));
  if (path === undefined) return undefined;
  await snapshot.load([path]);
  return { path, entries: readCodeowners(snapshot.text(path) ?? '') };
}

function ownedBy(entries: readonly OwnersEntry[], path: string): OwnersEntry | undefined {
  const entry = decidingEntry(entries, path);
  return entry && entry.owners.length > 0 ? entry : undefined;
}

function finding(
  { pattern, owners, line }: OwnersEntry,
  paths: readonly string[],
  by: OwnersEntry | undefined,
  path: string,
): RuleFinding {
  const at = by?.line ?? line;
  return {
    confidence: 'proven',
    title: `${sentence(counted(paths.length, 'file'))} of ${code(by?.pattern ?? pattern)} no longer ${paths.length === 1 ? 'has' : 'have'} code owners`,
    message: `${listed(owners)} owned ${listed(paths)} by ${code(pattern)}; ${
      by ? 'this entry takes them away' : 'no entry at head covers them'
    }.`,
    resource: path,
    subject: by?.pattern ?? pattern,
    location: { path, side: by ? 'head' : 'base', startLine: at, endLine: at },
  };
}
