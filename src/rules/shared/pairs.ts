/** The resources a pull request changes, as rules like to walk them. */
import type { Project, ResourceChange } from '../../project/project.ts';
import type { Resource, ResourceType } from '../../project/dbt/resources.ts';
import type { RuleContext } from '../rule.ts';

/** A changed resource that exists at both revisions and is not disabled at either. */
export interface Pair {
  change: ResourceChange;
  base: Resource;
  head: Resource;
  /** The project at base and at head. */
  before: Project;
  after: Project;
}

/** A resource that head adds. `before` is absent if the whole project is new. */
export interface Addition {
  head: Resource;
  before?: Project;
  after: Project;
}

/** The resources of these types that were changed and stayed. */
export function* changedPairs(context: RuleContext, types: readonly ResourceType[]): Iterable<Pair> {
  for (const { base: before, head: after, changes } of context.workspace.projects) {
    if (!before || !after) continue;
    for (const change of changes) {
      const { base, head } = change;
      if (!base || !head || !types.includes(head.type)) continue;
      if (base.enabled === false || head.enabled === false) continue;
      // Another file of its name, which may be for another warehouse.
      const isContested = [base, head].some(({ alternative }) => alternative === 'contested');
      if (base.path !== head.path && isContested) continue;
      yield { change, base, head, before, after };
    }
  }
}

/** The resources of these types that are new and enabled. */
export function* additions(context: RuleContext, types: readonly ResourceType[]): Iterable<Addition> {
  for (const { base: before, head: after, changes } of context.workspace.projects) {
    if (!after) continue;
    for (const { base, head } of changes) {
      if (base || !head || head.enabled === false || !types.includes(head.type)) continue;
      yield before ? { head, before, after } : { head, after };
    }
  }
}

/** `additions` without those of installed packages: what these lack, nobody can mend here. */
export function* ownAdditions(context: RuleContext, types: readonly ResourceType[]): Iterable<Addition> {
  for (const addition of additions(context, types))
    if (addition.head.package === addition.after.name) yield addition;
}

/** Resources that build a relation others can select from. */
export const relationTypes = ['model', 'seed', 'snapshot'] as const satisfies readonly ResourceType[];

/** True if a file of the project at this path could not be read, so that what it says is unknown. */
export function isUnreadable(project: Project, path: string): boolean {
  return project.problems.some((problem) => problem.span.path === path);
}
