/** Projects that a change moves to another folder: dbt knows a project by its name. */
import type { Layout } from './dbt/layout.ts';

/**
 * The keys at base of projects that stand elsewhere at head, by their keys there. Of those of one name that come and go
 * nobody knows which is which, unless there is one of each.
 */
export function movedProjects(base: readonly Layout[], head: readonly Layout[]): Map<string, string> {
  const came = without(head, base);
  const gone = without(base, head);
  const moved = new Map<string, string>();
  for (const { key, main } of came) {
    const [twin, ...others] = gone.filter((each) => each.main.name === main.name);
    if (!twin || others.length > 0) continue;
    if (came.filter((each) => each.main.name === main.name).length === 1) moved.set(key, twin.key);
  }
  return moved;
}

function without(layouts: readonly Layout[], others: readonly Layout[]): Layout[] {
  const keys = new Set(others.map(({ key }) => key));
  return layouts.filter(({ key }) => !keys.has(key));
}
