/** Changed files whose meaning stays unknown, although somebody read them. */
import type { ChangeSet } from '../change/change-set.ts';
import type { JinjaProblem } from './jinja/rendered.ts';
import type { Project, Workspace } from './project.ts';
import { parseYaml } from './yaml/parse.ts';

export interface Unread {
  /** Why, in a few words. */
  reason: string;
  /** True if the change made it so: base could be read, or had no such file. */
  isNew: boolean;
  /** True if the file goes over a limit of size, depth or repetition; else it is broken. */
  isHuge: boolean;
}

/** By path. Complete once the rules have asked for what they need. */
export async function unreadFiles(
  change: ChangeSet,
  { projects, unplaced }: Workspace,
): Promise<Map<string, Unread>> {
  const changed = change.files.map(({ path }) => path);
  const found = new Map<string, Unread>();
  for (const [path, why] of unplaced) if (changed.includes(path)) found.set(path, { ...why, isHuge: false });
  for (const { base, head } of projects) {
    const known = new Set(base ? problemsOf(base).map(({ span }) => span.path) : []);
    for (const { message, span, limit } of head ? problemsOf(head) : []) {
      if (!changed.includes(span.path)) continue;
      found.set(span.path, { reason: said(message), isNew: !known.has(span.path), isHuge: limit === true });
    }
  }
  const others = changed.filter((path) => /\.ya?ml$/i.test(path) && !found.has(path));
  await Promise.all([change.base.load(others), change.head.load(others)]);
  for (const path of others) {
    // What is no YAML may be a template of it; what goes over a limit is neither.
    const { problem } = parseYaml(change.head.text(path) ?? '');
    if (!problem?.limit) continue;
    const before = parseYaml(change.base.text(path) ?? '').problem;
    found.set(path, { reason: said(problem.message), isNew: !before, isHuge: true });
  }
  return found;
}

function problemsOf({ problems, unread }: Project): JinjaProblem[] {
  return [...problems, ...unread];
}

function said(message: string): string {
  return `cannot be read: ${message}`;
}
