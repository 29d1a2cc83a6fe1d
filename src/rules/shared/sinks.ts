/** Models that others read, as far as the pull request changes what they show. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ResourceChange } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext } from '../rule.ts';
import { audienceOf } from './audience.ts';

export interface Sink {
  before?: Project;
  after: Project;
  base?: Resource;
  head: Resource;
  audience: string;
  /** What had these readers at base: the model itself, or those that go away while it comes, as in a rename. */
  replaced: Resource[];
}

/** Changed or new models at head that others read. */
export function* sinks(context: RuleContext): Iterable<Sink> {
  for (const { base: before, head: after, changes } of context.workspace.projects) {
    if (!after) continue;
    for (const { base, head, because } of changes) {
      if (head?.type !== 'model' || head.enabled !== true) continue;
      if (!because.some((cause) => cause === 'added' || cause === 'sql' || cause === 'macro')) continue;
      const audience = audienceOf(after, head, context.policy);
      if (audience === undefined) continue;
      const replaced = base ? [base] : before ? goneFrom(before, changes, audience, context.policy) : [];
      yield { after, head, audience, replaced, ...(before && { before }), ...(base && { base }) };
    }
  }
}

function goneFrom(
  before: Project,
  changes: readonly ResourceChange[],
  audience: string,
  policy: Policy,
): Resource[] {
  return changes.flatMap(({ base, head }) =>
    base?.enabled === true && !head && audienceOf(before, base, policy) === audience ? [base] : [],
  );
}
