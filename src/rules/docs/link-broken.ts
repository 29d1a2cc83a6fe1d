import type { RelatedLocation } from '../../finding.ts';
import { code } from '../../finding.ts';
import { linkedPath } from '../../project/markdown/resolve.ts';
import { defineRule } from '../rule.ts';
import { causeOf, vanished } from '../shared/pages.ts';
import { counted, sentence } from '../shared/text.ts';

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
        findings: [{ path: 'docs/more/a.md', line: 5, subject: 'docs/b.md' }],
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
    const broken = new Map<string, RelatedLocation[]>();
    for (const { path, basePath, links } of found.pages) {
      for (const { target, line } of links) {
        const before = linkedPath(basePath, target);
        const after = linkedPath(path, target);
        if (before === undefined || !found.base.has(before)) continue;
        if (after !== undefined && found.head.has(after)) continue;
        const place = { path, side: 'head' as const, startLine: line, endLine: line };
        const cause = causeOf(before, found);
        const places = broken.get(cause) ?? [];
        broken.set(cause, [...places, { ...place, message: `${code(path)} links to it here.` }]);
      }
    }
    for (const [target, places] of broken) {
      const [{ message: _, ...location }, ...related] = places as [RelatedLocation];
      const now = found.head.has(target) ? target : found.moved.get(target);
      yield {
        confidence: 'proven',
        title: `${sentence(counted(places.length, 'link'))} to ${code(target)} ${places.length === 1 ? 'leads' : 'lead'} nowhere`,
        message:
          now === target
            ? `The page moved, and from its new place the link no longer leads to ${code(target)}.`
            : now === undefined
              ? `The change takes ${code(target)} away.`
              : `The change moves ${code(target)} to ${code(now)}.`,
        resource: location.path,
        subject: target,
        location,
        related,
      };
    }
  },
});
