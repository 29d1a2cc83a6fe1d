/** The report as markdown for the command line: links lead to files of the work tree. */
import { renderDocument } from './document.ts';
import { encodedPath } from './escape.ts';
import type { Report } from './schema.ts';

export interface MarkdownOptions {
  /** The way from where the document will lie to the repository, with a slash at the end. @default '' */
  root?: string;
}

export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const root = options.root ?? '';
  const body = renderDocument(report, {
    links: {
      blob: (side, path, line) =>
        // What was removed is not in the work tree.
        side === 'base' ? undefined : `${root}${encodedPath(path)}#L${line}`,
    },
    limit: Number.POSITIVE_INFINITY,
    elsewhere: 'the JSON report',
    graph: true,
  });
  return `${body}\n`;
}
