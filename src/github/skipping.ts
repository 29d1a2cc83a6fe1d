/** Which pull requests the configuration leaves unreviewed. */
import type { SkipPolicy } from '../config/config.ts';
import { code } from '../finding.ts';
import type { PullRequest } from './event.ts';

/** Why nobody need review the pull request; undefined if somebody does. */
export function skipReason(
  policy: SkipPolicy | undefined,
  pull: Pick<PullRequest, 'draft' | 'labels' | 'author'> | undefined,
): string | undefined {
  if (!policy || !pull) return undefined;
  if (policy.drafts && pull.draft) return 'the pull request is a draft, and the configuration skips drafts';
  const label = pull.labels.find((it) => holds(policy.labels, it));
  if (label !== undefined) return `the configuration skips pull requests with the label ${code(label)}`;
  if (holds(policy.authors, pull.author))
    return `the configuration skips pull requests by ${code(pull.author)}`;
  return undefined;
}

function holds(names: readonly string[], name: string): boolean {
  return names.some((it) => it.toLowerCase() === name.toLowerCase());
}
