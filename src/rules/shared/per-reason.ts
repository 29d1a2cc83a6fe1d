/** What is wrong with several joins of one model alike. */
import { code } from '../../finding.ts';
import type { RuleFinding } from '../rule.ts';
import { counted } from './text.ts';

/** Findings of joins that say the same of different relations, their subjects: whoever changes one changes all. */
export function* onePerReason(findings: Iterable<RuleFinding>): Iterable<RuleFinding> {
  const groups = new Map<string, [RuleFinding, ...RuleFinding[]]>();
  for (const finding of findings) {
    const words = finding.title.replace(code(finding.subject ?? ''), '');
    const key = JSON.stringify([finding.resource, finding.severity ?? '', words]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  for (const [first, ...others] of groups.values()) {
    if (others.length === 0) yield first;
    else
      yield {
        ...first,
        title: `${first.title}, and ${counted(others.length, 'more join')} likewise`,
        subject: [first, ...others].map(({ subject }) => subject).join(', '),
        related: [
          ...(first.related ?? []),
          ...others.flatMap(({ location, title, related }) => [
            { ...location, message: title },
            ...(related ?? []),
          ]),
        ],
      };
  }
}
