/** Dependencies that lead nowhere at head. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { Dependency, Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { isMisspelt } from './misspelt.ts';

/** A dependency of an enabled resource on something that is surely not there. */
export interface Dangling {
  by: Resource;
  dependency: Dependency;
  /** The unique id that base resolved the same words to, if head has lost it. */
  lost?: string;
  /** True if a package that is not here may define it as well. Since dbt 1.6 two packages may call a model alike. */
  isElsewhere: boolean;
  /** What it is called almost alike, if nothing but that shows that no package defines it. */
  meant?: string;
}

/**
 * Dependencies that head does not resolve. Left out are those that may resolve elsewhere (a package that is not
 * here, unless the project had it itself at base or has one of almost that name; a setting that depends on the
 * target), what base waits for as well, those of a package that resolve in each project of the repository that takes
 * it in, and new ones that resolve where a variable names other folders.
 */
export function danglingDependencies(
  { base, head }: ProjectChange,
  projects: readonly ProjectChange[],
  change: ChangeSet,
): Dangling[] {
  if (!head) return [];
  const sameInstalls = !change.files.some(({ path }) => decidesOnInstalls(path));
  const users = projects.flatMap((other) => (other.head?.isLocalPackage(head.name) ? [other.head] : []));
  let knownAtBase: Map<string, string> | undefined;
  let waited: ReadonlySet<string> | undefined;
  let declared: ReadonlySet<string> | undefined;
  const found: Dangling[] = [];
  for (const by of head.resources.values()) {
    if (by.enabled !== true) continue;
    for (const dependency of by.dependencies) {
      if (dependency.target || mayBeHidden(head, dependency)) continue;
      knownAtBase ??= base ? targetsByLabel(base) : new Map();
      const lost = knownAtBase.get(labelOf(dependency));
      const isElsewhere = dependency.unresolved === 'package-not-installed';
      const isLikely = isElsewhere && sameInstalls;
      const meant = isLikely && lost === undefined ? meantBy(head, dependency) : undefined;
      if (!isSure(dependency) && !(isLikely && lost !== undefined) && meant === undefined) continue;
      // Who takes a package in says what of it is built; by itself it may lack half of what it needs.
      if (users.length > 0 && !users.some((user) => dangles(user, by, dependency))) continue;
      if (lost !== undefined) found.push({ by, dependency, lost, isElsewhere });
      else if (resolvesInTwin(projects, head, by, dependency)) continue;
      else if (leadsNowhere(base, twinOf(base, head, by), dependency)) continue;
      else if (!(waited ??= waitedFor(base)).has(missingName(dependency, (declared ??= sourcesOf(head)))))
        found.push({ by, dependency, isElsewhere, ...(meant !== undefined && { meant }) });
    }
  }
  return found;
}

/** Sources of which the project declares a table. */
export function sourcesOf({ resources }: Project): ReadonlySet<string> {
  const tables = [...resources.values()].filter(({ type }) => type === 'source');
  return new Set(tables.map(({ name }) => sourceIn(name)));
}

/** What is missing, with its kind: of a source of which no table is declared, the source. */
export function missingName({ kind, label }: Dependency, declared: ReadonlySet<string>): string {
  return `${kind} ${kind === 'source' && !declared.has(sourceIn(label)) ? sourceIn(label) : label}`;
}

function sourceIn(table: string): string {
  return table.split('.', 1)[0] ?? table;
}

/** What is surely not there and is referred to all the same: whoever takes the project in has it. */
function waitedFor(project: Project | undefined): ReadonlySet<string> {
  if (!project) return new Set();
  const declared = sourcesOf(project);
  const enabled = [...project.resources.values()].filter((resource) => resource.enabled === true);
  return new Set(
    enabled.flatMap(({ dependencies }) =>
      dependencies
        .filter((dependency) => !dependency.target && isSure(dependency))
        .map((dependency) => missingName(dependency, declared)),
    ),
  );
}

/** What of the project is called almost as what a reference names. */
function meantBy({ resources }: Project, { kind, label }: Dependency): string | undefined {
  for (const { type, name } of resources.values()) {
    const isKind = kind === 'source' ? type === 'source' : refable.has(type);
    if (isKind && isMisspelt(label, name)) return name;
  }
  return undefined;
}

const refable = new Set<string>(['model', 'seed', 'snapshot']);

/** True for files that say which packages a project installs, and what of them it builds. */
function decidesOnInstalls(path: string): boolean {
  return /(^|\/)(packages|dependencies|package-lock|dbt_project|dbt_loom\.config)\.ya?ml$/.test(path);
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

/** The id at base, where the project may have had another name. */
function twinOf(base: Project | undefined, head: Project, { id }: Resource): string {
  return base && !base.resources.has(id) ? id.replace(`.${head.name}.`, `.${base.name}.`) : id;
}

function leadsNowhere(base: Project | undefined, id: string, dependency: Dependency): boolean {
  return (
    base?.resources
      .get(id)
      ?.dependencies.some((other) => !other.target && labelOf(other) === labelOf(dependency)) ?? false
  );
}

/** True if a run in which a variable names other folders has the same file, and what it refers to. */
function resolvesInTwin(
  projects: readonly ProjectChange[],
  project: Project,
  { id, path }: Resource,
  dependency: Dependency,
): boolean {
  return projects.some(({ head }) => {
    const twin = head && head !== project && head.root === project.root ? head.resources.get(id) : undefined;
    return (
      twin?.path === path &&
      twin.dependencies.some((other) => other.target && labelOf(other) === labelOf(dependency))
    );
  });
}

/** True if the same dependency of the same resource leads nowhere in a project that builds it. */
function dangles(project: Project, by: Resource, dependency: Dependency): boolean {
  return project.resources.get(by.id)?.enabled === true && leadsNowhere(project, by.id, dependency);
}
