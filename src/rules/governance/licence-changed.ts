import type { ChangedFile } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import { declaredLicence } from '../../project/manifest/licence.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { isForeignPath, isSamplePath, isTestPath } from '../shared/path-kinds.ts';

const mit =
  'MIT License\n\nCopyright (c) 2024 Shop\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n';
const apache = 'Apache License\nVersion 2.0, January 2004\n\nTERMS AND CONDITIONS FOR USE\n';

export const rule = defineRule({
  id: 'governance/licence-changed',
  summary: 'The licence of the repository or of a package is changed or removed',
  severity: 'high',
  why: 'It decides what others may do with the code, and whether you may keep what contributors gave under the old one.',
  advice: 'Have the owners of the code agree to it, and change the licence file and the manifests together.',
  silent: [
    'years, names and layout of the same licence',
    'licences that are added, manifests that no longer name one, and files of dependencies, tests and samples',
    'a licence file that moves, or goes while one above it stays',
  ],
  examples: {
    fires: [
      {
        name: 'replaces the licence',
        base: { LICENSE: mit },
        head: { LICENSE: apache },
        findings: [{ path: 'LICENSE', line: 1 }],
      },
      {
        name: 'deletes the licence',
        base: { LICENSE: mit, 'README.md': 'Shop\n' },
        head: { LICENSE: null },
        findings: [{ path: 'LICENSE', line: 1, side: 'base' }],
      },
      {
        name: 'changes the licence of a package',
        base: { 'package.json': '{\n  "name": "shop",\n  "license": "MIT"\n}\n' },
        head: { 'package.json': '{\n  "name": "shop",\n  "license": "BUSL-1.1"\n}\n' },
        findings: [{ path: 'package.json', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'changes the year',
        base: { LICENSE: mit },
        head: { LICENSE: mit.replace('2024', '2024-2026') },
      },
      {
        name: 'renames the file',
        base: { LICENSE: mit },
        head: { LICENSE: null, 'LICENSE.md': `# ${mit}` },
      },
      {
        name: 'writes the same licence otherwise',
        base: { 'pyproject.toml': '[project]\nname = "shop"\nlicense = "Apache 2.0"\n' },
        head: { 'pyproject.toml': '[project]\nname = "shop"\nlicense = "Apache-2.0"\n' },
      },
    ],
  },
  *check({ change, files }: RuleContext) {
    for (const file of files) {
      if (file.kind !== 'text' || !file.base || isIncidental(file.base.path)) continue;
      if (isLicencePath(file.base.path)) yield* ofText(change.base, change.head, file);
      else if (file.head) yield* ofManifest(change.base, change.head, file);
    }
  },
});

function isIncidental(path: string): boolean {
  return isForeignPath(path) || isTestPath(path) || isSamplePath(path);
}

function isLicencePath(path: string): boolean {
  return (
    /(^|\/)(licen[cs]e|copying|unlicense)([.-][\w.-]+)?$/i.test(path) &&
    !/\.(py|js|ts|sql|ya?ml|json|go|rb)$/i.test(path)
  );
}

function* ofText(base: Snapshot, head: Snapshot, file: ChangedFile): Iterable<RuleFinding> {
  const before = licenceOf(base.text(file.base!.path) ?? '');
  if (!file.head) {
    if (isStillLicensed(head, file.base!.path)) return;
    yield {
      ...at(file.base!.path, 'base', 1),
      title: `${code(file.base!.path)} is deleted`,
      message: `${before === undefined ? 'The licence' : code(before)} is taken away, and no other licence file stands in its place: without one nobody may use the code.`,
    };
    return;
  }
  const after = licenceOf(head.text(file.head.path) ?? '');
  if (before === undefined || after === undefined || before === after) return;
  yield {
    ...at(file.path, 'head', 1),
    title: `${code(file.path)} changes from ${code(before)} to ${code(after)}`,
    message: 'The text at head is that of another licence.',
  };
}

/** Another licence file in the folder or above it counts, and nothing is left to license in a folder that is gone. */
function isStillLicensed(head: Snapshot, path: string): boolean {
  const here = folder(path);
  const paths = [...head.entries.keys()];
  return (
    paths.some((other) => isLicencePath(other) && here.startsWith(folder(other))) ||
    !paths.some((other) => other.startsWith(here))
  );
}

function* ofManifest(base: Snapshot, head: Snapshot, file: ChangedFile): Iterable<RuleFinding> {
  const before = declaredLicence(file.base!.path, base.text(file.base!.path) ?? '');
  const after = declaredLicence(file.path, head.text(file.path) ?? '');
  // What head does not say as a text it may say in another way, such as by a file.
  if (!before || !after || plain(after.text) === plain(before.text)) return;
  yield {
    ...at(file.path, 'head', after.line),
    title: `${code(file.path)} changes its licence from ${code(before.text)} to ${code(after.text)}`,
    message: 'The package is published under the licence that stands here.',
  };
}

function at(
  path: string,
  side: 'base' | 'head',
  line: number,
): Pick<RuleFinding, 'confidence' | 'resource' | 'location'> {
  return { confidence: 'proven', resource: path, location: { path, side, startLine: line, endLine: line } };
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `Apache 2.0`, `Apache-2.0` and `the Apache License, Version 2.0` are one. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\b(the|licen[cs]e|version|only)\b|[^a-z0-9]/g, '')
    .replace(/v(?=\d)/, '');
}

/** What the texts of common licences say at the beginning, the more particular first. */
const texts: readonly (readonly [string, RegExp])[] = [
  ['AGPL-3.0', /gnu affero general public license/],
  ['LGPL', /gnu lesser general public license/],
  ['GPL-2.0', /gnu general public license\s+version 2/],
  ['GPL-3.0', /gnu general public license\s+version 3/],
  ['Apache-2.0', /apache license,?\s+version 2\.0/],
  ['MPL-2.0', /mozilla public license,?\s+version 2\.0/],
  ['BUSL-1.1', /business source license/],
  ['Elastic-2.0', /elastic license/],
  ['SSPL-1.0', /server side public license/],
  ['CC0-1.0', /cc0 1\.0 universal/],
  ['Unlicense', /this is free and unencumbered software/],
  ['ISC', /permission to use, copy, modify, and\/or distribute this software/],
  ['BSD', /redistribution and use in source and binary forms/],
  ['MIT', /permission is hereby granted, free of charge, to any person obtaining a copy/],
  ['proprietary', /all rights reserved\.?\s+(?:this|no part|proprietary|unauthorized)/],
];

function licenceOf(text: string): string | undefined {
  const start = text.slice(0, 3000).toLowerCase().replaceAll(/\s+/g, ' ');
  return texts.find(([, pattern]) => pattern.test(start))?.[0];
}
