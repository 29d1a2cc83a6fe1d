/** Models that others read, as far as the pull request changes what they show. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange, ResourceChange } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext } from '../rule.ts';
import { audienceOf } from './audience.ts';
import { gainedColumns } from './gained-columns.ts';
import { personalOrigin } from './personal-origin.ts';

export interface Sink {
  before?: Project;
  after: Project;
  base?: Resource;
  head: Resource;
  audience: string;
  /** What had these readers at base: the model itself, or those that go away while it comes, as in a rename. */
  replaced: Resource[];
  /** The changed models, if it is none of them and takes all columns of one. */
  through?: ReadonlySet<string>;
}

/** Models at head that others read: changed or new ones, and those that pass on whatever a changed one has. */
export function* sinks({ workspace, change, policy }: RuleContext): Iterable<Sink> {
  for (const project of workspace.projects) {
    const { base: before, head: after } = project;
    if (!after) continue;
    const changed = project.changes.filter(showsAnew);
    for (const { base, head } of changed) {
      const audience = audienceOf(after, head!, policy);
      if (audience === undefined) continue;
      const replaced = base ? [base] : before ? goneFrom(before, project.changes, audience, policy) : [];
      yield { after, head: head!, audience, replaced, ...(before && { before }), ...(base && { base }) };
    }
    const text = (model: Resource) => change.head.text(model.path) ?? '';
    yield* passingOn(project, new Set(changed.map(({ head }) => head!.id)), text, policy);
  }
}

function showsAnew({ head, because }: ResourceChange): boolean {
  return (
    head?.type === 'model' &&
    head.enabled === true &&
    because.some((cause) => cause === 'added' || cause === 'sql' || cause === 'macro')
  );
}

/** Models that are as they were, and whose `*` takes in personal data that a changed one newly has. */
function* passingOn(
  { base: before, head: after }: ProjectChange,
  through: ReadonlySet<string>,
  text: (model: Resource) => string,
  policy: Policy,
): Iterable<Sink> {
  if (!before || !after) return;
  const readers = (id: string): Resource[] =>
    after
      .consumers(id)
      .map(({ resource }) => resource)
      .filter((head) => head.type === 'model' && head.enabled === true && !through.has(head.id))
      .filter((head) => before.resources.has(head.id) && text(head).includes('*'));
  const barren = new Set<string>();
  const reached = new Set(through);
  for (const id of reached) {
    // To follow a column to its source takes longer than to see that nobody is there to read it.
    if (!leadsToReaders(id, readers, (head) => audienceOf(after, head, policy) !== undefined, barren))
      continue;
    if (!gainsPersonal(before, after, id, policy)) continue;
    for (const head of readers(id)) {
      if (reached.has(head.id)) continue;
      reached.add(head.id);
      const base = before.resources.get(head.id)!;
      const audience = audienceOf(after, head, policy);
      if (audience !== undefined) yield { before, after, base, head, audience, replaced: [base], through };
    }
  }
}

/** @param barren what is known to lead to nobody; what is found to is added */
function leadsToReaders(
  id: string,
  readers: (id: string) => readonly Resource[],
  isRead: (head: Resource) => boolean,
  barren: Set<string>,
): boolean {
  const below = new Set([id]);
  for (const each of below) {
    for (const head of readers(each)) {
      if (barren.has(head.id)) continue;
      if (isRead(head)) return true;
      below.add(head.id);
    }
  }
  for (const each of below) barren.add(each);
  return false;
}

/** True if the model was there, and returns personal data under a name that it did not have. */
function gainsPersonal(before: Project, after: Project, id: string, policy: Policy): boolean {
  const [base, head] = [before.resources.get(id), after.resources.get(id)];
  return (
    base !== undefined &&
    head !== undefined &&
    gainedColumns(before, base, after, head).some((name) => personalOrigin(after, id, name, policy))
  );
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
