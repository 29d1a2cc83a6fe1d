import type { Location } from '../../finding.ts';
import { code } from '../../finding.ts';
import { linkedPath } from '../../project/markdown/resolve.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { causeOf, vanished } from '../shared/pages.ts';
import type { Vanished } from '../shared/pages.ts';
import { counted, listed, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/link-broken',
  summary: 'A page links to a file or picture that the change deletes or moves',
  severity: 'medium',
  why: 'Whoever follows the link gets an error, or an empty frame instead of the picture.',
  advice: 'Point the link to the new place, or take it out.',
  silent: [
    'links in code, in comments, in change logs and in pages of dependencies',
    'links that led nowhere at base either, and links to other sites',
  ],
  examples: {
    fires: [
      {
        name: 'moves a page that another one links to',
        base: {
          'README.md': '# Shop\n\nSee [setup](docs/setup.md#install).\n',
          'docs/setup.md': '# Setup\n\nInstall it.\n',
        },
        head: { 'docs/setup.md': null, 'docs/guides/setup.md': '# Setup\n\nInstall it.\n' },
        findings: [{ path: 'README.md', line: 3, subject: 'docs/setup.md' }],
      },
      {
        name: 'deletes a picture that a page shows',
        base: {
          'docs/orders.md': 'Orders:\n\n![the graph](img/graph.svg)\n',
          'docs/img/graph.svg': '<svg/>\n',
        },
        head: { 'docs/img/graph.svg': null },
        findings: [{ path: 'docs/orders.md', line: 3, subject: 'docs/img/graph.svg' }],
      },
      {
        name: 'moves a page and leaves its links behind',
        base: {
          'docs/a.md': '# A\n\nThis page is long enough to be known again.\n\n[b](b.md)\n',
          'docs/b.md': '# B\n',
        },
        head: {
          'docs/a.md': null,
          'docs/more/a.md': '# A\n\nThis page is long enough to be known again.\n\n[b](b.md)\n',
        },
        findings: [{ path: 'docs/more/a.md', line: 5, subject: 'docs/a.md' }],
      },
    ],
    silent: [
      {
        name: 'moves a page and the links to it',
        base: { 'README.md': '[setup](docs/setup.md)\n', 'docs/setup.md': '# Setup\n' },
        head: { 'README.md': '[setup](setup.md)\n', 'docs/setup.md': null, 'setup.md': '# Setup\n' },
      },
      {
        name: 'deletes a page that is only named in code and in the change log',
        base: {
          'README.md': 'Write `[setup](docs/setup.md)`:\n\n```\n[setup](docs/setup.md)\n```\n',
          'CHANGELOG.md': 'Added [setup](docs/setup.md).\n',
          'docs/setup.md': '# Setup\n',
        },
        head: { 'docs/setup.md': null },
      },
      {
        name: 'deletes a page beside links that were broken before',
        base: { 'README.md': '[a](nowhere.md) [b](https://example.com/setup.md)\n', 'setup.md': '# Setup\n' },
        head: { 'setup.md': null },
      },
    ],
  },
  async *check(context) {
    const found = await vanished(context);
    if (!found) return;
    const causes = new Map<string, Broken[]>();
    for (const { path, basePath, links } of found.pages) {
      for (const { target, line } of links) {
        const before = linkedPath(basePath, target);
        const after = linkedPath(path, target);
        if (before === undefined || !found.base.has(before)) continue;
        if (after !== undefined && found.head.has(after)) continue;
        // What is still there is out of reach, because the page itself moved.
        const cause = found.head.has(before) ? basePath : causeOf(before, found);
        const location = { path, side: 'head' as const, startLine: line, endLine: line };
        const others = causes.get(cause) ?? [];
        causes.set(cause, [...others, { location, target: before }]);
      }
    }
    for (const [cause, broken] of causes) yield finding(cause, broken, found);
  },
});

interface Broken {
  location: Location;
  /** The path that it led to at base. */
  target: string;
}

function finding(cause: string, broken: readonly Broken[], found: Vanished): RuleFinding {
  const [{ location }, ...others] = broken as [Broken, ...Broken[]];
  const targets = [...new Set(broken.map(({ target }) => target))];
  const isOwnMove = found.head.has(targets[0]!);
  const gone = targets.length === 1 && !isOwnMove ? targets[0]! : cause;
  const to = targets.length === 1 || isOwnMove ? `to ${listed(targets)}` : `into ${code(cause)}`;
  return {
    confidence: 'proven',
    title: `${sentence(counted(broken.length, 'link'))} ${to} ${broken.length === 1 ? 'leads' : 'lead'} nowhere`,
    message: isOwnMove
      ? `The page moved here from ${code(cause)}, and relative links start from where it is.`
      : fateOf(gone, targets, found),
    resource: location.path,
    subject: gone,
    location,
    related: others.map((it) => ({ ...it.location, message: `${code(it.target)} is linked here.` })),
  };
}

function fateOf(gone: string, targets: readonly string[], { moved }: Vanished): string {
  const now = moved.get(gone);
  if (now !== undefined) return `The change moves it to ${code(now)}.`;
  if (targets.every((target) => moved.has(target))) return `The change moves what was in ${code(gone)}.`;
  return `The change takes ${code(gone)} away.`;
}
