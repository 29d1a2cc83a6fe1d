/** The report as a comment on the pull request. */
import type { Links } from './blocks.ts';
import { renderDocument, size } from './document.ts';
import type { Report } from './schema.ts';

export interface CommentOptions {
  links: Links;
  checkUrl?: string;
  /** An HTML comment by which the publisher finds its own comment again; stands first and nowhere else. */
  marker: string;
  /** GitHub's limit for a body, kept in bytes. @default 65_536 */
  limit?: number;
}

/** The whole body. What the pull request wrote cannot act in it: no element, link, mention or image of its own. */
export function renderComment(report: Report, options: CommentOptions): string {
  const head = `${options.marker}\n`;
  const body = renderDocument(report, {
    links: options.links,
    checkUrl: options.checkUrl,
    limit: (options.limit ?? 65_536) - size(head),
    elsewhere: 'the check run, the job summary and the JSON report',
    graph: true,
    commands: true,
  });
  return head + body;
}
