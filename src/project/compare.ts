/** Which resources of a project differ between two revisions, and why. */
import type { DbtProject } from './dbt/dbt-project.ts';
import { compare } from './dbt/paths.ts';
import type { Resource } from './dbt/resources.ts';
import type { ProjectChange, ResourceChange } from './project.ts';

export function compareProjects(base: DbtProject | undefined, head: DbtProject | undefined): ProjectChange {
  const names = new Names(base, head);
  const all = names.all((project) => project.resources.keys());
  const macros = changedMacros(base, head, names);
  const changes = all.flatMap((id) => {
    const before = base?.resources.get(names.atBase(id));
    const after = head?.resources.get(id);
    if (!belongs(before, base) && !belongs(after, head)) return [];
    if (!before || !after || !base || !head) {
      if (before) return { id: before.id, base: before, because: ['deleted' as const] };
      return after ? { id, head: after, because: ['added' as const] } : [];
    }
    const because = reasons(base, before, head, after, macros);
    return because.length > 0 ? { id, base: before, head: after, because } : [];
  });
  const ids = (side: 'base' | 'head') => changes.flatMap((change) => change[side]?.id ?? []);
  const kept = base && head?.keptSince(base, changes);
  base?.expect(ids('base'), head, kept);
  head?.expect(ids('head'), base, kept);
  return { ...(base ? { base } : {}), ...(head ? { head } : {}), changes };
}

/** Ids by which both revisions are compared: head's, where the project itself got another name. */
class Names {
  readonly #projects: readonly DbtProject[];
  readonly #then: string;
  readonly #now: string;

  constructor(base: DbtProject | undefined, head: DbtProject | undefined) {
    this.#projects = [base, head].filter((project) => project !== undefined);
    this.#then = `.${base?.name ?? ''}.`;
    this.#now = `.${head?.name ?? base?.name ?? ''}.`;
  }

  /** In code-unit order. */
  all(keys: (project: DbtProject) => Iterable<string>): string[] {
    const ids = this.#projects.flatMap((project) => [...keys(project)].map((id) => this.#atHead(id)));
    return [...new Set(ids)].sort(compare);
  }

  atBase(id: string): string {
    return swapped(id, this.#now, this.#then);
  }

  #atHead(id: string): string {
    return swapped(id, this.#then, this.#now);
  }
}

/** `model.shop.orders`: the package is the second part. */
function swapped(id: string, from: string, to: string): string {
  const at = id.indexOf('.');
  return from !== to && id.startsWith(from, at) ? id.slice(0, at) + to + id.slice(at + from.length) : id;
}

/** A package that is a project of its own is compared there; here only what others than itself read of it. */
function belongs(resource: Resource | undefined, project: DbtProject | undefined): boolean {
  if (!project || !resource) return false;
  if (!project.isLocalPackage(resource.package)) return true;
  return project.consumers(resource.id).some((consumer) => consumer.resource.package !== resource.package);
}

function reasons(
  base: DbtProject,
  before: Resource,
  head: DbtProject,
  after: Resource,
  macros: ChangedMacros,
): ResourceChange['because'] {
  const because: ResourceChange['because'] = [...base.definitionChanges(before, head, after)];
  const called = [...before.macros, ...after.macros].some(({ id }) => id !== undefined && macros.ids.has(id));
  const asks = () => asksIncremental(base.ownText(before)) || asksIncremental(head.ownText(after));
  if (called || (macros.answerOtherwise && asks())) because.push('macro');
  if (before.enabled !== after.enabled) because.push('enabled');
  return because;
}

interface ChangedMacros {
  /** Those that only one revision has, or whose text differs; and those that ask an `is_incremental` which does. */
  ids: ReadonlySet<string>;
  /** True if a project's own `is_incremental` is among them: whoever asks it calls no macro by its name, but dbt's. */
  answerOtherwise: boolean;
}

function changedMacros(
  base: DbtProject | undefined,
  head: DbtProject | undefined,
  names: Names,
): ChangedMacros {
  const all = names.all((project) => project.macros.keys());
  const differ = all.filter((id) => base?.macroText(names.atBase(id)) !== head?.macroText(id));
  const answerOtherwise = differ.some((id) => id.endsWith('.is_incremental'));
  const asking = answerOtherwise ? all.filter((id) => asksIncremental(head?.macroText(id))) : [];
  return { ids: new Set([...differ, ...differ.map((id) => names.atBase(id)), ...asking]), answerOtherwise };
}

function asksIncremental(text: string | undefined): boolean {
  return text !== undefined && /\bis_incremental\s*\(/.test(text);
}
