/** What a change reaches, as plain data for a picture. */
import type { BrokenFile } from './bi/broken-files.ts';
import { compare } from './dbt/paths.ts';
import type { Resource } from './dbt/resources.ts';
import type { Project, ProjectChange } from './project.ts';

export interface ImpactNode {
  /** A dbt unique id, or the path of a BI file. */
  id: string;
  label: string;
  type: Resource['type'] | 'bi_file';
  /** `exposed`: an exposure that is reached, or a BI file that reads what goes. `broken` wins over all, then `changed`. */
  state: 'changed' | 'broken' | 'affected' | 'exposed';
}

export interface Impact {
  /** In code-unit order of ids. */
  nodes: ImpactNode[];
  /** From what is read to what reads it, among the nodes. */
  edges: [string, string][];
  /** Reached resources that the picture leaves out. */
  omitted: number;
}

/** A node with how far from the change it is. */
interface Placed extends ImpactNode {
  distance: number;
  /** True for a change below which something breaks. */
  harms: boolean;
}

const maxNodes = 20;
/** So many changes that break something are drawn before all that they break. */
const maxCauses = 5;
/** What is drawn first if not all can be; what BI files lose goes with them, so that they do not stand alone. */
const rank: Record<ImpactNode['state'] | 'cause' | 'bi', number> = {
  cause: -1,
  broken: 0,
  bi: 1,
  exposed: 2,
  changed: 3,
  affected: 4,
};

/**
 * Tests are left out unless they are broken.
 * @param broken ids of resources that findings say will fail
 * @param files what findings name; drawn if the change reaches what they read
 */
export function impactOf(
  change: ProjectChange,
  broken: ReadonlySet<string>,
  files: readonly BrokenFile[] = [],
): Impact {
  const resources = reachedBy(change, broken);
  const placed = new Map(resources.map((node) => [node.id, node]));
  const reads = files.flatMap(({ path, reads: ids }) =>
    ids.filter((id) => placed.has(id)).map((id): [string, string] => [id, path]),
  );
  const losing = new Set(reads.map(([id]) => id));
  const all = [...resources.filter(isShown), ...files.flatMap((file) => nodeOf(file, placed))];
  all.sort((a, b) => compare(a.id, b.id));
  const causes = new Set(all.filter(({ harms }) => harms).slice(0, maxCauses));
  const rankOf = (node: Placed) => {
    if (causes.has(node)) return rank.cause;
    return node.type === 'bi_file' || losing.has(node.id)
      ? Math.min(rank.bi, rank[node.state])
      : rank[node.state];
  };
  // What stands alone says less than what reads another, or is read.
  const linked = new Set(all.length > maxNodes ? edgesAmong(all, change, reads).flat() : []);
  const looseness = ({ id }: Placed) => (linked.has(id) ? 0 : 1);
  const nodes = all
    .toSorted((a, b) => rankOf(a) - rankOf(b) || looseness(a) - looseness(b) || a.distance - b.distance)
    .slice(0, maxNodes)
    .map(({ id, label, type, state }) => ({ id, label, type, state }))
    .sort((a, b) => compare(a.id, b.id));
  return { nodes, edges: edgesAmong(nodes, change, reads), omitted: all.length - nodes.length };
}

const own = new Set<string>(['added', 'deleted', 'moved', 'sql', 'enabled']);

function reachedBy(change: ProjectChange, broken: ReadonlySet<string>): Placed[] {
  const changed = new Set(change.changes.map(({ id }) => id));
  const reached = new Map<string, { resource: Resource; distance: number; harms: boolean }>();
  for (const { id, base, head, because } of change.changes) {
    const resource = head ?? base;
    if (!resource) continue;
    const descendants = (head ? change.head : change.base)?.descendants(id) ?? [];
    const harms = !broken.has(id) && descendants.some((below) => broken.has(below.id));
    // A macro or a setting changes many that nobody has touched.
    const distance = because.some((cause) => own.has(cause)) ? 0 : 1;
    reached.set(id, { resource, distance, harms });
    for (const [index, below] of descendants.entries()) {
      if (!reached.has(below.id))
        reached.set(below.id, { resource: below, distance: index + 1, harms: false });
    }
  }
  return [...reached.values()].map(({ resource, distance, harms }) => ({
    id: resource.id,
    label: resource.name,
    type: resource.type,
    state: stateOf(resource, changed, broken),
    distance,
    harms,
  }));
}

function isShown({ type, state }: ImpactNode): boolean {
  return (type !== 'test' && type !== 'unit_test') || state === 'broken';
}

/** Behind the nearest of what it reads; nothing if all of that is of another project. */
function nodeOf({ path, label, reads }: BrokenFile, placed: ReadonlyMap<string, Placed>): Placed[] {
  const distances = reads.flatMap((id) => placed.get(id)?.distance ?? []);
  if (distances.length === 0) return [];
  const distance = Math.min(...distances) + 1;
  return [{ id: path, label, type: 'bi_file', state: 'exposed', distance, harms: false }];
}

function stateOf(
  { id, type }: Resource,
  changed: ReadonlySet<string>,
  broken: ReadonlySet<string>,
): ImpactNode['state'] {
  if (broken.has(id)) return 'broken';
  if (changed.has(id)) return 'changed';
  return type === 'exposure' ? 'exposed' : 'affected';
}

function edgesAmong(
  nodes: readonly ImpactNode[],
  { base, head }: ProjectChange,
  further: readonly [string, string][],
): [string, string][] {
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = new Map<string, [string, string]>();
  for (const [from, to] of further) {
    if (ids.has(from) && ids.has(to)) edges.set(`${from}\0${to}`, [from, to]);
  }
  for (const { id } of nodes) {
    for (const project of [base, head]) {
      for (const reader of readersOf(project, id)) {
        if (ids.has(reader)) edges.set(`${id}\0${reader}`, [id, reader]);
      }
    }
  }
  return [...edges].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge);
}

function readersOf(project: Project | undefined, id: string): string[] {
  return project?.consumers(id).map(({ resource }) => resource.id) ?? [];
}
