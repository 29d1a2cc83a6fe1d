/** Which resources of a project differ between two revisions, and why. */
import type { DbtProject } from './dbt/dbt-project.ts';
import { compare } from './dbt/paths.ts';
import type { Resource } from './dbt/resources.ts';
import type { ProjectChange, ResourceChange } from './project.ts';

export function compareProjects(base: DbtProject | undefined, head: DbtProject | undefined): ProjectChange {
  const ids = [...new Set([...(base?.resources.keys() ?? []), ...(head?.resources.keys() ?? [])])].sort(
    compare,
  );
  const macros = changedMacros(base, head);
  const changes = ids.flatMap((id) => {
    if (!belongs(id, base, head)) return [];
    const before = base?.resources.get(id);
    const after = head?.resources.get(id);
    if (!before || !after || !base || !head) {
      if (before) return { id, base: before, because: ['deleted' as const] };
      return after ? { id, head: after, because: ['added' as const] } : [];
    }
    const because = reasons(base, before, head, after, macros);
    return because.length > 0 ? { id, base: before, head: after, because } : [];
  });
  base?.expect(
    changes.flatMap((change) => change.base?.id ?? []),
    head,
  );
  head?.expect(
    changes.flatMap((change) => change.head?.id ?? []),
    base,
  );
  return { ...(base ? { base } : {}), ...(head ? { head } : {}), changes };
}

/** A package that is a project of its own is compared there; here only what others than itself read of it. */
function belongs(id: string, base: DbtProject | undefined, head: DbtProject | undefined): boolean {
  return [base, head].some((project) => {
    const resource = project?.resources.get(id);
    if (!project || !resource) return false;
    if (!project.isLocalPackage(resource.package)) return true;
    return project.consumers(id).some((consumer) => consumer.resource.package !== resource.package);
  });
}

function reasons(
  base: DbtProject,
  before: Resource,
  head: DbtProject,
  after: Resource,
  macros: ReadonlySet<string>,
): ResourceChange['because'] {
  const because: ResourceChange['because'] = [];
  if (!base.sameDefinition(before, head)) because.push(...definitionReasons(base, before, head, after));
  const called = [...before.macros, ...after.macros].some(({ id }) => id !== undefined && macros.has(id));
  const asks = () => asksIncremental(base.ownText(before)) || asksIncremental(head.ownText(after));
  if (called || (answersOtherwise(macros) && asks())) because.push('macro');
  if (before.enabled !== after.enabled) because.push('enabled');
  return because;
}

function definitionReasons(
  base: DbtProject,
  before: Resource,
  head: DbtProject,
  after: Resource,
): ResourceChange['because'] {
  const because: ResourceChange['because'] = [];
  if (before.path !== after.path) because.push('moved');
  if (base.ownText(before) !== head.ownText(after)) because.push(isYaml(after) ? 'properties' : 'sql');
  if (propertiesKey(before) !== propertiesKey(after) && !because.includes('properties'))
    because.push('properties');
  if (settingsKey(base, before) !== settingsKey(head, after)) because.push('config');
  return because;
}

function isYaml({ path }: Resource): boolean {
  return /\.ya?ml$/i.test(path);
}

/** Macros that only one revision has, or whose text differs; and those that ask an `is_incremental` which does. */
function changedMacros(base: DbtProject | undefined, head: DbtProject | undefined): Set<string> {
  const ids = [...new Set([...(base?.macros.keys() ?? []), ...(head?.macros.keys() ?? [])])];
  const changed = new Set(ids.filter((id) => base?.macroText(id) !== head?.macroText(id)));
  if (answersOtherwise(changed))
    for (const id of ids) if (asksIncremental(head?.macroText(id))) changed.add(id);
  return changed;
}

/** True if a project's own `is_incremental` is among them: whoever asks it calls no macro by its name, but dbt's. */
function answersOtherwise(macros: ReadonlySet<string>): boolean {
  return [...macros].some((id) => id.endsWith('.is_incremental'));
}

function asksIncremental(text: string | undefined): boolean {
  return text !== undefined && /\bis_incremental\s*\(/.test(text);
}

/** Properties by meaning: where they stand does not count. */
function propertiesKey({ properties }: Resource): string {
  return JSON.stringify(properties ?? null, (key, value: unknown) =>
    key === 'span' || key === 'nameSpan' ? undefined : value,
  );
}

function settingsKey(project: DbtProject, resource: Resource): string {
  return JSON.stringify([...project.settings(resource)]);
}
