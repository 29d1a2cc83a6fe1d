import { addedLines } from '../../change/lines.ts';
import type { RelatedLocation } from '../../finding.ts';
import { code } from '../../finding.ts';
import { linkedPath } from '../../project/markdown/resolve.ts';
import { defineRule } from '../rule.ts';
import { causeOf, vanished } from '../shared/pages.ts';
import { counted, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/reference-stale',
  summary: 'A page names a file in code or in a command that the change deletes or moves',
  severity: 'medium',
  why: 'Who follows the page looks for a file, or runs a command, that is not there any more.',
  advice: 'Name the new place, or take the sentence out.',
  silent: [
    'names without a folder, names in plain text, and paths that are not written in full',
    'names that are also links, lines that the change itself writes, and pages about what was: change logs, decisions, migrations',
  ],
  examples: {
    fires: [
      {
        name: 'moves a script that a page tells to run',
        base: {
          'README.md': '# Shop\n\n```sh\npython scripts/load_orders.py --all\n```\n',
          'scripts/load_orders.py': 'print("loading all orders")\n',
        },
        head: { 'scripts/load_orders.py': null, 'tools/load_orders.py': 'print("loading all orders")\n' },
        findings: [{ path: 'README.md', line: 4, subject: 'scripts/load_orders.py' }],
      },
      {
        name: 'deletes a file that two pages name',
        base: {
          'README.md': 'The limits are in `config/limits.yml`.\n',
          'docs/limits.md': 'Edit `config/limits.yml` first.\n',
          'config/limits.yml': 'rows: 10\n',
        },
        head: { 'config/limits.yml': null },
        findings: [{ path: 'README.md', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'deletes a file that is named otherwise',
        base: {
          'README.md':
            'The limits are in config/limits.yml, or `limits.yml`, not in `other/config/limits.yml`.\n',
          'config/limits.yml': 'rows: 10\n',
        },
        head: { 'config/limits.yml': null },
      },
      {
        name: 'deletes a file whose name is a link',
        base: {
          'README.md': 'See [`config/limits.yml`](config/limits.yml).\n',
          'config/limits.yml': 'rows: 10\n',
        },
        head: { 'config/limits.yml': null },
      },
      {
        name: 'deletes a file and says so',
        base: { 'README.md': 'The limits are in `config/limits.yml`.\n', 'config/limits.yml': 'rows: 10\n' },
        head: {
          'README.md': 'There are no limits any more: `config/limits.yml` is gone.\n',
          'config/limits.yml': null,
        },
      },
      {
        name: 'deletes a file that the change log names',
        base: { 'CHANGELOG.md': 'Added `config/limits.yml`.\n', 'config/limits.yml': 'rows: 10\n' },
        head: { 'config/limits.yml': null },
      },
    ],
  },
  async *check(context) {
    const found = await vanished(context);
    if (!found) return;
    const written = new Map(context.change.files.map((file) => [file.path, addedLines(file)]));
    const stale = new Map<string, RelatedLocation[]>();
    for (const { path, basePath, links, paths } of found.pages) {
      const linked = new Set(links.map(({ target, line }) => `${line} ${linkedPath(basePath, target)}`));
      const seen = new Set<string>();
      for (const { text: name, line } of paths) {
        // People write paths from the root or from where the page is.
        const meant = [name, linkedPath(path, name) ?? name];
        const target = meant.find((it) => isGone(it, found));
        if (target === undefined || meant.some((it) => found.head.has(it))) continue;
        const cause = causeOf(target, found);
        // A link with the name in it is one thing to mend.
        if (seen.has(cause) || written.get(path)?.has(line) || linked.has(`${line} ${target}`)) continue;
        seen.add(cause);
        const place = { path, side: 'head' as const, startLine: line, endLine: line };
        const places = stale.get(cause) ?? [];
        stale.set(cause, [...places, { ...place, message: `${code(path)} names it here.` }]);
      }
    }
    for (const [target, places] of stale) {
      const [{ message: _, ...location }, ...related] = places as [RelatedLocation];
      const now = found.moved.get(target);
      yield {
        confidence: 'likely',
        title: `${sentence(counted(places.length, 'page'))} still ${places.length === 1 ? 'names' : 'name'} ${code(target)}`,
        message:
          now === undefined
            ? `The change takes ${code(target)} away.`
            : `The change moves it to ${code(now)}.`,
        resource: location.path,
        subject: target,
        location,
        related,
      };
    }
  },
});

function isGone(
  path: string,
  { base, head }: { base: ReadonlySet<string>; head: ReadonlySet<string> },
): boolean {
  return path !== '' && base.has(path) && !head.has(path);
}
