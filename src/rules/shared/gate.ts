/** What two versions of this tool's own config file say about the gate, and which of them lets more through. */
import { get, texts, textOf } from '../../project/yaml/node.ts';
import type { YamlNode } from '../../project/yaml/node.ts';

/** Where the config file is looked for. */
export const gatePath = '.github/parallel-review.yml';

export interface Weakening {
  /** The setting, with dots between its keys. */
  key: string;
  /** What it was and what it is, as written; undefined where the file does not say. */
  was: string | undefined;
  is: string | undefined;
  /** What that lets through: the rest of a sentence about the gate. */
  means: string;
  /** Where it stands; `head` is undefined where base said more. */
  base: YamlNode | undefined;
  head: YamlNode | undefined;
}

/** From the laxest to the strictest. */
const thresholds = ['none', 'critical', 'high', 'medium', 'low'];
const severities = ['off', 'low', 'medium', 'high', 'critical'];
const access = ['write', 'maintain', 'admin'];
/** Agents without whose verdict nothing is merged, unless the file says otherwise. */
const required = new Set(['governance', 'quality']);

type Roots = [base: YamlNode | undefined, head: YamlNode | undefined];

/** Everything by which head is laxer than base, in the order of the settings. A root that is undefined says nothing. */
export function weakenings(base: YamlNode | undefined, head: YamlNode | undefined): Weakening[] {
  const roots: Roots = [base, head];
  return [
    ...threshold(roots),
    ...paths(roots),
    ...rules(roots),
    ...agents(roots),
    ...skipped(roots),
    ...approvals(roots),
  ];
}

function threshold(roots: Roots): Weakening[] {
  const means = 'findings merge that blocked before';
  return laxer(roots, ['fail-on-severity'], thresholds, 'critical', means);
}

/** Another exclusion, or a first inclusion where everything was included. */
function paths([base, head]: Roots): Weakening[] {
  const [was, is] = [get(base, 'path-filters'), get(head, 'path-filters')];
  const isExclusion = (glob: string) => glob.startsWith('!');
  const excludes = texts(is).some((glob) => isExclusion(glob) && !texts(was).includes(glob));
  const narrows = texts(was).every(isExclusion) && !texts(is).every(isExclusion);
  if (!excludes && !narrows) return [];
  const means = 'files merge that nobody reviews';
  return [{ key: 'path-filters', was: list(was), is: list(is), means, base: was, head: is }];
}

function rules([base, head]: Roots): Weakening[] {
  return keysOf(get(head, 'rules')).flatMap((id) => {
    const [was, is] = [severityOf(get(get(base, 'rules'), id)), severityOf(get(get(head, 'rules'), id))];
    const [old, now] = [textOf(was), textOf(is)];
    if (now === undefined || old === now) return [];
    // What a rule is without the file is its own affair: only turning it off is weaker for certain.
    const isLess = old === undefined ? now === 'off' : severities.indexOf(now) < severities.indexOf(old);
    if (!isLess) return [];
    const means = now === 'off' ? 'the rule reports nothing any more' : 'its findings count for less';
    return [{ key: `rules.${id}`, was: old, is: now, means, base: was, head: is }];
  });
}

function severityOf(rule: YamlNode | undefined): YamlNode | undefined {
  return rule?.kind === 'map' ? get(rule, 'severity') : rule;
}

function agents(roots: Roots): Weakening[] {
  return keysOf(get(roots[1], 'agents')).flatMap((name) => [
    ...changedTo('false', roots, ['agents', name, 'enabled'], 'the agent reviews nothing any more'),
    ...(required.has(name)
      ? changedTo('continue', roots, ['agents', name, 'on-failure'], 'a review merges without its verdict')
      : []),
  ]);
}

function skipped([base, head]: Roots): Weakening[] {
  return ['labels', 'authors'].flatMap((name) => {
    const [was, is] = [at(base, ['skip', name]), at(head, ['skip', name])];
    const added = texts(is).filter((it) => !texts(was).includes(it));
    if (added.length === 0) return [];
    const means = 'more pull requests merge without a review';
    return [{ key: `skip.${name}`, was: list(was), is: list(is), means, base: was, head: is }];
  });
}

function approvals(roots: Roots): Weakening[] {
  const [was, is] = [at(roots[0], ['approvals', 'not']), at(roots[1], ['approvals', 'not'])];
  const lost = is
    ? (texts(was).length > 0 ? texts(was) : secrets).filter((it) => !texts(is).includes(it))
    : [];
  const means = 'findings can be accepted that could not';
  return [
    ...laxer(roots, ['approvals', 'by'], access, 'write', 'people with less access can accept findings'),
    ...laxer(roots, ['approvals', 'count'], counts, '1', 'fewer people can accept findings'),
    ...laxer(
      roots,
      ['approvals', 'code-owner'],
      ['false', 'true'],
      'false',
      'findings can be accepted without a code owner',
    ),
    ...changedTo('true', roots, ['approvals', 'author'], 'authors can accept their own findings'),
    ...(lost.length > 0
      ? [{ key: 'approvals.not', was: list(was), is: list(is), means, base: was, head: is }]
      : []),
  ];
}

/** What nobody can accept where the file does not say. */
const secrets = ['governance/secret-committed'];
const counts = Array.from({ length: 10 }, (_, n) => String(n + 1));

/** `order` goes from lax to strict; a value that is not in it is none that can be compared. */
function laxer(
  [base, head]: Roots,
  path: readonly string[],
  order: readonly string[],
  missing: string,
  means: string,
): Weakening[] {
  const [was, is] = [at(base, path), at(head, path)];
  const [old, now] = [textOf(was), textOf(is)];
  const [from, to] = [order.indexOf(old ?? missing), order.indexOf(now ?? missing)];
  if (from < 0 || to < 0 || to >= from) return [];
  return [{ key: path.join('.'), was: old, is: now, means, base: was, head: is }];
}

function changedTo(value: string, [base, head]: Roots, path: readonly string[], means: string): Weakening[] {
  const [was, is] = [at(base, path), at(head, path)];
  const [old, now] = [textOf(was), textOf(is)];
  return now === value && old !== value
    ? [{ key: path.join('.'), was: old, is: now, means, base: was, head: is }]
    : [];
}

function at(node: YamlNode | undefined, path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>(get, node);
}

function keysOf(node: YamlNode | undefined): string[] {
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

function list(node: YamlNode | undefined): string | undefined {
  return node && `[${texts(node).join(', ')}]`;
}
