/** Acceptances of findings, read from the comments themselves at every run: there is no state that could be forged. */
import type { ApprovalPolicy } from '../config/config.ts';
import { acceptances, findingId } from '../merge/acceptance.ts';
import type { Acceptable, Acceptances, Claim } from '../merge/acceptance.ts';
import type { Client } from './client.ts';
import { parseCommands } from './commands.ts';
import { eachComment } from './comment.ts';
import type { Comment } from './comment.ts';
import type { PullRequest } from './event.ts';
import type { OwnsPath } from './owners.ts';
import type { AccessOf } from './permissions.ts';

/** People whose access is asked for, in the order of their comments; those after them do not count. */
const mostPeople = 20;

export interface ApprovalSources {
  client: Client;
  pull: PullRequest;
  policy: ApprovalPolicy;
  accessOf: AccessOf;
  /** Asked where the policy demands a code owner. */
  ownsPath: OwnsPath;
}

/** What people accepted of these findings. Rejects with octokit's error if comments or permissions cannot be read. */
export async function readAcceptances(
  findings: readonly Acceptable[],
  { client, pull, policy, accessOf, ownsPath }: ApprovalSources,
): Promise<Acceptances> {
  const paths = new Map(findings.map((finding) => [findingId(finding), finding.location.path]));
  const claims: Claim[] = [];
  const people = new Set<string>();
  for await (const comment of eachComment(client, pull.number)) {
    for (const { id, reason } of acceptsIn(comment)) {
      const path = paths.get(id);
      if (path === undefined) continue;
      people.add(comment.author);
      if (people.size > mostPeople) return acceptances(findings, claims, policy, pull.author);
      const { author: by, url, bot, edited } = comment;
      // A program's is refused without asking.
      const access = bot ? 'none' : await accessOf(by);
      const asked = policy.codeOwner && access !== 'none' && access !== 'read';
      const owner = asked ? { owner: await ownsPath(by, path) } : {};
      claims.push({ id, by, reason, url, access, bot, edited, ...owner });
    }
  }
  return acceptances(findings, claims, policy, pull.author);
}

function acceptsIn({ body, author }: Comment): { id: string; reason: string }[] {
  if (author === '') return [];
  return parseCommands(body).flatMap((it) =>
    it.verb === 'accept' ? [{ id: it.id, reason: it.reason }] : [],
  );
}
