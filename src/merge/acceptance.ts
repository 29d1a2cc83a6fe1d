/** Which blocking findings people have accepted: a pure function of findings, claims and policy. */
import { createHash } from 'node:crypto';
import type { ApprovalPolicy } from '../config/config.ts';
import { code } from '../finding.ts';
import type { Finding } from '../finding.ts';

/** What a person may do in the repository, least first. */
export const accessLevels = ['none', 'read', 'write', 'maintain', 'admin'] as const;
export type Access = (typeof accessLevels)[number];

/** One command to accept a finding, as it was found. */
export interface Claim {
  /** The finding's id, as `findingId` makes it. */
  id: string;
  /** Login. */
  by: string;
  reason: string;
  /** The comment. */
  url: string;
  access: Access;
  /** True if a program wrote it. */
  bot: boolean;
  /** True if the comment was changed after it was written: others than its author may do that. */
  edited: boolean;
  /** Whether they own the finding's file, where that is asked for: true, or why not as half a sentence. */
  owner?: true | string;
}

/** Who accepted a finding, and why. */
export interface Acceptance {
  by: string;
  reason: string;
  url: string;
}

export interface Acceptances {
  /** By the finding's id; only findings that enough people accepted. */
  accepted: ReadonlyMap<string, readonly Acceptance[]>;
  /** What did not count, one line each. */
  notes: string[];
}

/** What a finding says besides its words; a finding with more readers that break is another one to accept. */
export type Acceptable = Pick<
  Finding,
  'rule' | 'resource' | 'severity' | 'title' | 'location' | 'related'
> & { subject?: string | undefined };

/**
 * Twelve hexadecimal digits for exactly this finding. Unlike its fingerprint it changes with what the finding says, so
 * that what somebody accepted cannot become worse under the same name; lines may move.
 */
export function findingId({
  rule,
  resource,
  subject,
  severity,
  title,
  location,
  related,
}: Acceptable): string {
  const places = [...new Set([location, ...related].map(({ path }) => path))].sort();
  const said = JSON.stringify([rule, resource, subject ?? null, severity, title, places]);
  return createHash('sha256').update(said).digest('hex').slice(0, 12);
}

/** Claims about other findings are left alone: they are about an older state. `author` is the pull request's. */
export function acceptances(
  findings: readonly Acceptable[],
  claims: readonly Claim[],
  policy: ApprovalPolicy,
  author: string,
): Acceptances {
  const accepted = new Map<string, Acceptance[]>();
  const notes: string[] = [];
  for (const finding of findings) {
    const id = findingId(finding);
    const counted = new Map<string, Acceptance>();
    const strangers: string[] = [];
    let owned = !policy.codeOwner;
    for (const claim of claims.filter((it) => it.id === id)) {
      const objection = objectionTo(claim, finding, policy, author);
      if (objection !== undefined) {
        notes.push(`${code(claim.by)} wants to accept ${code(id)}, which does not count: ${objection}.`);
      } else if (!counted.has(claim.by)) {
        counted.set(claim.by, { by: claim.by, reason: claim.reason, url: claim.url });
        if (claim.owner === true) owned = true;
        else if (claim.owner !== undefined) strangers.push(claim.owner);
      }
    }
    if (counted.size === 0) continue;
    if (counted.size < policy.count) {
      notes.push(`${code(id)} is accepted by ${counted.size} of the ${policy.count} people that it takes.`);
    } else if (owned) accepted.set(id, [...counted.values()]);
    else notes.push(`${code(id)} is accepted by nobody who is known to own its file: ${strangers[0]}.`);
  }
  return { accepted, notes };
}

function objectionTo(
  { by, access, bot, edited }: Claim,
  { rule }: Acceptable,
  policy: ApprovalPolicy,
  author: string,
): string | undefined {
  if (!policy.allow) return 'the configuration allows no acceptance';
  if (policy.not.includes(rule)) return `the configuration allows none for ${code(rule)}`;
  if (bot) return 'a program wrote it';
  if (accessLevels.indexOf(access) < accessLevels.indexOf(policy.by))
    return `it takes ${policy.by} access to the repository, and this is ${access === 'none' ? 'no' : access} access`;
  if (edited) return 'the comment was edited afterwards; it must be written anew';
  if (!policy.author && by.toLowerCase() === author.toLowerCase())
    return "the pull request's own author cannot accept its findings";
  return undefined;
}
