/** The report as a job summary. */
import type { Links } from './blocks.ts';
import { renderDocument } from './document.ts';
import type { Report } from './schema.ts';

export interface SummaryOptions {
  links?: Links;
  checkUrl?: string;
  /** In bytes. GitHub drops a step's whole summary above 1 MiB, and other steps write there too. @default 1_000_000 */
  limit?: number;
}

export function renderSummary(report: Report, options: SummaryOptions = {}): string {
  const body = renderDocument(report, {
    links: options.links,
    checkUrl: options.checkUrl,
    limit: (options.limit ?? 1_000_000) - 1,
    elsewhere: 'the JSON report',
    graph: true,
    waits: true,
  });
  return `${body}\n`;
}
