/** Keys that are put together of columns, by hashes and concatenations, from model to model. */
import { isCombining } from '../../project/lineage/combining.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import type { Dependency } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';

/** Chains of models are followed this far. */
const maxSteps = 20;

/** A hash of several columns is a key wherever these are one. */
export function isSurrogate(project: Project, id: string, name: string): boolean {
  const column = project.output(id).columns.find((candidate) => candidate.name === name);
  return column?.origins.some(({ functions }) => functions.some(isCombining)) ?? false;
}

/** The columns of a relation that one of it is put together of, here or where it comes from. */
export function partsIn(project: Project, id: string, name: string, steps = 0): string[] {
  const { columns } = project.output(id);
  const column = columns.find((candidate) => candidate.name === name);
  const [origin] = column?.origins ?? [];
  if (!column || steps > maxSteps) return [];
  if (!origin) {
    const { dependencies = [] } = project.query(id)?.shape?.rows ?? {};
    return unreadAmong(dependencies).has(name) ? columns.map((each) => each.name) : [];
  }
  if (column.passthrough) {
    const { relation } = origin;
    const parts = partsIn(project, relation, origin.column, steps + 1);
    const isOfPart = (each: OutputColumn): boolean =>
      each.passthrough && each.origins[0]?.relation === relation && parts.includes(each.origins[0].column);
    return columns.filter(isOfPart).map((each) => each.name);
  }
  return isSurrogate(project, id, name) ? madeOfNoMore(columns, column) : [];
}

/** True if something is put together of nobody knows what, though it may be known what it follows from. */
export function isOfUnknown({ combined, columns }: Dependency): boolean {
  return combined === true && columns.length === 0;
}

/** True if it is by what an expression says, not by what a join finds. */
export function isWritten({ by, combined, join, rows }: Dependency): boolean {
  return by !== undefined && !combined && join === undefined && !rows;
}

/** What is made by something that cannot be read, such as a macro of a package that is not there. */
export function unreadAmong(dependencies: readonly Dependency[]): Set<string> {
  const known = new Set(dependencies.filter(isWritten).flatMap(({ columns }) => columns.map(({ id }) => id)));
  const made = dependencies.filter(isOfUnknown).flatMap(({ by = [] }) => by);
  return new Set(made.filter((id) => !known.has(id)));
}

/** True for a hash of the columns, or of what they are the greatest value or another of. */
export function isPutTogether(project: Project, id: string, name: string, of: readonly string[]): boolean {
  const { columns } = project.output(id);
  const parts = originsOf(columns.filter((column) => of.includes(column.name)));
  const whole = columns.filter((column) => column.name === name);
  return isSurrogate(project, id, name) && [...originsOf(whole)].every((part) => parts.has(part));
}

/** The other columns that come from what a column comes from. */
function madeOfNoMore(columns: readonly OutputColumn[], of: OutputColumn): string[] {
  const known = originsOf([of]);
  return columns
    .filter((column) => column !== of && column.origins.length > 0)
    .filter((column) => [...originsOf([column])].every((origin) => known.has(origin)))
    .map(({ name }) => name);
}

function originsOf(columns: readonly OutputColumn[]): Set<string> {
  return new Set(
    columns.flatMap(({ origins }) => origins.map(({ relation, column }) => `${relation} ${column}`)),
  );
}
