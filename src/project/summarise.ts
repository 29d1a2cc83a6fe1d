/** What the report says about the project beside the findings. */
import type { Finding } from '../finding.ts';
import { type Impact, impactOf } from './impact.ts';
import type { ProjectChange, Workspace } from './project.ts';

/** The picture of the project that the change hits hardest; none if it reaches nothing. */
export function summarise({ projects }: Workspace, findings: readonly Finding[]): { impact?: Impact } {
  const pictures = projects.map((change) => impactOf(change, brokenBy(findings, change)));
  const broken = ({ nodes }: Impact) => nodes.filter(({ state }) => state === 'broken').length;
  const [worst] = pictures.sort((a, b) => broken(b) - broken(a) || b.nodes.length - a.nodes.length);
  return worst && worst.nodes.length > 0 ? { impact: worst } : {};
}

/** Proven critical findings break what they relate to, and if nothing, what they are about. */
function brokenBy(findings: readonly Finding[], { base, head }: ProjectChange): Set<string> {
  const proven = findings.filter(
    ({ severity, confidence }) => severity === 'critical' && confidence === 'proven',
  );
  const byPath = new Map<string, string>();
  for (const { path, id, type } of [
    ...(base?.resources.values() ?? []),
    ...(head?.resources.values() ?? []),
  ]) {
    if (type !== 'source') byPath.set(path, id);
  }
  const ids = proven.flatMap(({ resource, related }) => {
    const readers = related.flatMap(({ path, side }) => (side === 'head' ? (byPath.get(path) ?? []) : []));
    return readers.length > 0 ? readers : [resource];
  });
  return new Set(ids);
}
