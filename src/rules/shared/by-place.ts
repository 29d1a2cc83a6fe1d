/** One line can change many resources: a folder's setting, a macro, an anchor in YAML. */
import { code } from '../../finding.ts';
import type { RuleFinding } from '../rule.ts';
import { counted, listed } from './text.ts';

/** Findings about different resources that stand at the same line become the first of them, which names the others. */
export function* onePerPlace<F extends RuleFinding>(findings: Iterable<F>): Iterable<F> {
  const groups = new Map<string, F[]>();
  for (const finding of findings) {
    const { path, side, startLine } = finding.location;
    const key = `${side} ${startLine} ${path}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    // Two projects of one repository may hold the same model.
    const names = [...new Set(others.map(({ resource }) => nameOf(resource)))].filter(
      (name) => name !== nameOf(first.resource),
    );
    if (names.length === 0) yield first;
    else
      yield {
        ...first,
        title: `${first.title}, and ${counted(names.length, `more ${kindOf([first, ...others])}`)} likewise`,
        message: `${first.message} The same line does it to ${listed(names, 8)}.`,
        related: [first, ...others].flatMap(({ related }) => related ?? []),
      };
  }
}

/** Without those that say the same of the same place: two projects of one repository may hold the same model. */
export function* distinct<F extends RuleFinding>(findings: Iterable<F>): Iterable<F> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const { resource, location, title, subject } = finding;
    const key = JSON.stringify([resource, location, title, subject]);
    if (!seen.has(key)) yield finding;
    seen.add(key);
  }
}

/**
 * Findings that say the same of different resources, such as a setting that many lose, become the first of them.
 * @param likeness what findings of one severity have in common that say the same; default: subject and title
 * @param kind what to call the others
 */
export function* onePerSweep<F extends RuleFinding>(
  findings: Iterable<F>,
  likeness: (finding: F) => unknown = sameWords,
  kind: (group: readonly F[]) => string = kindOf,
): Iterable<F> {
  const groups = new Map<string, F[]>();
  for (const finding of distinct(findings)) {
    const key = JSON.stringify([finding.severity ?? '', likeness(finding)]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  for (const group of groups.values()) {
    const [first, ...others] = group as [F, ...F[]];
    if (others.length === 0) {
      yield first;
      continue;
    }
    const mended = group.every(({ edits }) => edits) ? group.flatMap(({ edits }) => edits ?? []) : undefined;
    const swept = {
      ...first,
      title: likewise(first.title, others, kind(group)),
      related: [
        ...(first.related ?? []),
        ...others.flatMap(({ location, title, related }) => [
          { ...location, message: title },
          ...(related ?? []),
        ]),
      ],
    };
    // All of them or none: the first one's own would mend a part.
    if (mended) swept.edits = mended;
    else delete swept.edits;
    yield swept;
  }
}

/** What is said alike of several joins of one model, whose relations are the subjects: whoever changes one changes all. */
export function onePerModel(findings: Iterable<RuleFinding>): Iterable<RuleFinding> {
  const likeness = ({ resource, subject = '', title }: RuleFinding) => [
    resource,
    title.replace(code(subject), ''),
  ];
  return onePerSweep(findings, likeness, () => 'join');
}

/** A finding with what was decided, in words that are the same for all that one decision changes. */
export interface Decided extends RuleFinding {
  decision: string;
}

/** What somebody decided once is reported once, be it at one line or in the file of each resource. */
export function* onePerDecision(findings: Iterable<Decided>): Iterable<RuleFinding> {
  for (const { decision: _, ...finding } of onePerSweep(onePerPlace(findings), ({ decision }) => decision))
    yield finding;
}

/** `… and 3 more models likewise`, where some of the findings may say as much of their own line. */
function likewise(title: string, others: readonly RuleFinding[], kind: string): string {
  const more = / and (one|\d+) more [a-z ]+ likewise$/;
  const own = (text: string) => {
    const [, count] = more.exec(text) ?? [];
    return count === 'one' ? 1 : Number(count ?? 0);
  };
  const count = others.reduce((sum, other) => sum + 1 + own(other.title), own(title));
  return `${title.replace(more, '').replace(/,$/, '')}, and ${counted(count, `more ${kind}`)} likewise`;
}

/** What a person calls all of these: `model`, `table` of a source; `resource` if they have no such word in common. */
export function kindOf(findings: readonly RuleFinding[]): string {
  const kinds = new Set(findings.map(({ resource }) => words.get(resource.split('.', 1)[0] ?? '')));
  const [kind] = kinds;
  return kinds.size === 1 && kind !== undefined ? kind : 'resource';
}

const words: ReadonlyMap<string, string> = new Map([
  ['model', 'model'],
  ['seed', 'seed'],
  ['snapshot', 'snapshot'],
  ['source', 'table'],
  ['exposure', 'exposure'],
  ['test', 'test'],
]);

/** Equal for findings that differ in the name of their resource alone. */
export function sameWords({ subject = '', title, resource }: RuleFinding): string[] {
  return [subject, title.replace(code(nameOf(resource)), '')];
}

/** `model.shop.dim.v2` is called `dim.v2`. */
function nameOf(id: string): string {
  return id.split('.').slice(2).join('.') || id;
}
