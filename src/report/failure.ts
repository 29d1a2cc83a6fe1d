/** What is said where there is no report, because the review could not be done. */
import { codeSpan, html, link } from './escape.ts';

export interface FailureOptions {
  /** The commit that was to be reviewed; absent if not even that is known. */
  head?: string | undefined;
  checkUrl?: string | undefined;
  /** For a comment: by what it is found again, and that it takes the place of an older answer. */
  marker?: string;
}

/** Markdown for the job summary or a comment. `line` is the error. */
export function renderFailure(line: string, { head, checkUrl, marker }: FailureOptions): string {
  const what = head === undefined ? '' : ` ${codeSpan(head.slice(0, 9))}`;
  const more = checkUrl === undefined ? [] : [link('check run', checkUrl)];
  const older = marker === undefined ? [] : ['what stood here was about an earlier run'];
  const foot = [...older, ...more].join(' · ');
  return [
    ...(marker === undefined ? [] : [`${marker}\n`]),
    `### ⚠️ **Could not review**${what}\n\n${html(line)}\n`,
    ...(foot === '' ? [] : [`\n<sub>${foot}</sub>\n`]),
  ].join('');
}
