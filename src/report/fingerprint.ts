/** The identity of a finding across pushes. */
import { createHash } from 'node:crypto';
import type { Finding } from '../finding.ts';

/** What a finding is about. Lines, texts and severity may change from push to push without making it another one. */
export type Identity = Pick<Finding, 'rule' | 'resource' | 'subject'>;

/**
 * One fingerprint (20 hexadecimal digits) for each finding, in the order given.
 * Findings that share rule, resource and subject are told apart by their order among each other.
 */
export function fingerprints(findings: readonly Identity[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, resource, subject }) => {
    const identity = JSON.stringify([rule, resource, subject ?? null]);
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    // The first one's fingerprint does not depend on whether there is a second.
    const text = ordinal === 1 ? identity : `${identity}#${ordinal}`;
    return createHash('sha256').update(text).digest('hex').slice(0, 20);
  });
}
