/** The report as markdown for the command line: links are relative to the repository's root. */
import { renderDocument } from './document.ts';
import { encodedPath } from './escape.ts';
import type { Report } from './schema.ts';

export function renderMarkdown(report: Report): string {
  const body = renderDocument(report, {
    links: {
      // What was removed is not in the work tree.
      blob: (side, path, line) => (side === 'base' ? undefined : `${encodedPath(path)}#L${line}`),
    },
    limit: Number.POSITIVE_INFINITY,
    elsewhere: 'the JSON report',
    graph: true,
  });
  return `${body}\n`;
}
