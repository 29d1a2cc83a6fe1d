/** Whom the keys and the machine are for: a pull request of strangers gets the rules alone, unless the team says otherwise. */
import type { ReviewerKind } from '../agents/agent.ts';
import type { ForkPolicy } from '../config/inputs.ts';
import type { PullRequest } from './event.ts';

export interface Trust {
  /** Why the change is not reviewed at all. */
  skip?: string;
  /** Engines that must not run on it. */
  without: readonly ReviewerKind[];
  /** Why, for a sentence that begins with what is left out. */
  reason: string;
}

const trusted: Trust = { without: [], reason: '' };

/**
 * `eventName` is the workflow's: with `pull_request_target` the job has secrets and a token that can write, so that
 * nothing of the pull request may run in it.
 */
export function trustIn(
  pull: Pick<PullRequest, 'fork'> | undefined,
  policy: ForkPolicy,
  eventName: string,
): Trust {
  if (policy === 'full') return trusted;
  if (pull?.fork && policy === 'skip') {
    return {
      ...trusted,
      skip: 'the pull request comes from a fork, and input fork-policy is skip',
    };
  }
  if (pull?.fork) {
    return {
      without: ['tool', 'model'],
      reason: 'the pull request comes from a fork, and input fork-policy is rules-only.',
    };
  }
  if (eventName === 'pull_request_target') {
    return {
      without: ['tool'],
      reason: 'the event pull_request_target has secrets, and input fork-policy is not full.',
    };
  }
  return trusted;
}
