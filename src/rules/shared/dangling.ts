/** Dependencies that lead nowhere at head. */
import type { Dependency, Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';

/** A dependency of an enabled resource on something that is surely not there. */
export interface Dangling {
  by: Resource;
  dependency: Dependency;
  /** The unique id that base resolved the same words to, if head has lost it. */
  lost?: string;
}

/**
 * Dependencies that head does not resolve. Left out are those that may resolve elsewhere (a package that
 * is not installed, a setting that depends on the target), those that base did not resolve either, and those of a
 * package that resolve in each project of the repository that takes it in.
 */
export function danglingDependencies(
  { base, head }: ProjectChange,
  projects: readonly ProjectChange[],
): Dangling[] {
  if (!head) return [];
  const users = projects.flatMap((other) => (other.head?.isLocalPackage(head.name) ? [other.head] : []));
  const knownAtBase = base ? targetsByLabel(base) : new Map<string, string>();
  const found: Dangling[] = [];
  for (const by of head.resources.values()) {
    if (by.enabled !== true) continue;
    for (const dependency of by.dependencies) {
      if (dependency.target || !isSure(dependency) || mayBeHidden(head, dependency)) continue;
      // Who takes a package in says what of it is built; by itself it may lack half of what it needs.
      if (users.length > 0 && !users.some((user) => dangles(user, by, dependency))) continue;
      const lost = knownAtBase.get(labelOf(dependency));
      if (lost !== undefined) found.push({ by, dependency, lost });
      else if (!leadsNowhere(base, by, dependency)) found.push({ by, dependency });
    }
  }
  return found;
}

function isSure({ unresolved }: Dependency): boolean {
  return unresolved === 'missing' || unresolved === 'disabled' || unresolved === 'version-missing';
}

/** A properties file that cannot be read may declare the source; a broken SQL file may hold the snapshot. */
function mayBeHidden(project: Project, { kind }: Dependency): boolean {
  return project.problems.some(({ span }) => kind === 'ref' || /\.ya?ml$/.test(span.path));
}

function labelOf({ kind, label }: Dependency): string {
  return `${kind} ${label}`;
}

function targetsByLabel(project: Project): Map<string, string> {
  const targets = new Map<string, string>();
  for (const { dependencies } of project.resources.values()) {
    for (const dependency of dependencies) {
      if (dependency.target) targets.set(labelOf(dependency), dependency.target);
    }
  }
  return targets;
}

function leadsNowhere(base: Project | undefined, by: Resource, dependency: Dependency): boolean {
  return (
    base?.resources
      .get(by.id)
      ?.dependencies.some((other) => !other.target && labelOf(other) === labelOf(dependency)) ?? false
  );
}

/** True if the same dependency of the same resource leads nowhere in a project that builds it. */
function dangles(project: Project, by: Resource, dependency: Dependency): boolean {
  return project.resources.get(by.id)?.enabled === true && leadsNowhere(project, by, dependency);
}
