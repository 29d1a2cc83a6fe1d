import { addedLines } from '../../change/lines.ts';
import type { Location } from '../../finding.ts';
import { code } from '../../finding.ts';
import { linkedPath } from '../../project/markdown/resolve.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { causeOf, vanished } from '../shared/pages.ts';
import type { Vanished } from '../shared/pages.ts';
import { counted, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/reference-stale',
  summary: 'A page names a file in code or in a command that the change deletes or moves',
  severity: 'medium',
  why: 'Who follows the page looks for a file, or runs a command, that is not there any more.',
  advice: 'Name the new place, or take the sentence out.',
  silent: [
    'names without a folder, names in plain text, and paths that are not written in full',
    'names that are also links, lines that the change itself writes, and pages about what was: change logs, decisions, migrations, plans with a date in their name',
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
        name: 'deletes a file that the plan of some day names',
        base: {
          'docs/plans/2026-03-02-limits.md': 'Put the limits into `config/limits.yml`.\n',
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
    const stale = new Map<string, Named[]>();
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
        const location = { path, side: 'head' as const, startLine: line, endLine: line };
        const others = stale.get(cause) ?? [];
        stale.set(cause, [...others, { location, target }]);
      }
    }
    for (const [cause, named] of stale) yield finding(cause, named, found);
  },
});

interface Named {
  location: Location;
  /** What the name meant at base. */
  target: string;
}

function finding(cause: string, named: readonly Named[], { moved }: Vanished): RuleFinding {
  const [{ location }, ...others] = named as [Named, ...Named[]];
  const targets = [...new Set(named.map(({ target }) => target))];
  const gone = targets.length === 1 ? targets[0]! : cause;
  const now = moved.get(gone);
  return {
    confidence: 'likely',
    title: `${sentence(counted(named.length, 'page'))} still ${named.length === 1 ? 'names' : 'name'} ${code(gone)}`,
    message:
      now === undefined ? `The change takes ${code(gone)} away.` : `The change moves it to ${code(now)}.`,
    resource: location.path,
    subject: gone,
    location,
    related: others.map((it) => ({ ...it.location, message: `${code(it.target)} is named here.` })),
  };
}

function isGone(
  path: string,
  { base, head }: { base: ReadonlySet<string>; head: ReadonlySet<string> },
): boolean {
  return path !== '' && base.has(path) && !head.has(path);
}
