/** Models that stay as they are and still get other columns, because they take `*` of one that changes. */
import type { Project } from '../../project/project.ts';
import type { RuleContext } from '../rule.ts';
import { changedPairs, relationTypes, type Pair } from './pairs.ts';

export interface Follower {
  /** The model that stays as it is. */
  pair: Pair;
  /** What changes above it. */
  cause: Pair;
}

/** So many readers of one change are looked at: each is a query to resolve at both revisions. */
const maxReaders = 300;

/** Each once, below the first change that reaches it; what the pull request changes itself is none. */
export function* followers(context: RuleContext): Iterable<Follower> {
  const pairs = [...changedPairs(context, relationTypes)];
  const known = new Map(
    context.workspace.projects.map(({ head, changes }) => [head, new Set(changes.map(({ id }) => id))]),
  );
  for (const cause of pairs) {
    const changed = known.get(cause.after);
    if (!changed || !gainsOrLoses(cause)) continue;
    const reached = new Set([cause.head.id]);
    for (const id of reached) {
      for (const { resource: head } of cause.after.consumers(id)) {
        const base = cause.before.resources.get(head.id);
        if (changed.has(head.id) || reached.size > maxReaders || !base || base.enabled === false) continue;
        if (head.type !== 'model' && head.type !== 'snapshot') continue;
        changed.add(head.id);
        const pair: Pair = { ...cause, base, head, change: { id: head.id, base, head, because: [] } };
        if (!gainsOrLoses(pair)) continue;
        reached.add(head.id);
        yield { pair, cause };
      }
    }
  }
}

function gainsOrLoses({ before, after, base, head }: Pair): boolean {
  const names = (project: Project, id: string) =>
    JSON.stringify([...new Set(project.output(id).columns.map(({ name }) => name))].sort());
  return !after.keepsColumns(head.id) && names(before, base.id) !== names(after, head.id);
}
