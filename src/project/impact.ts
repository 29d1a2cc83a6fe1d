/** What a change reaches, as plain data for a picture. */
import { compare } from './dbt/paths.ts';
import type { Resource } from './dbt/resources.ts';
import type { Project, ProjectChange } from './project.ts';

export interface ImpactNode {
  id: string;
  label: string;
  type: Resource['type'];
  /** `exposed`: an exposure that is reached. `broken` wins over all, then `changed`. */
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

const maxNodes = 20;
const rank: Record<ImpactNode['state'], number> = { broken: 0, exposed: 1, changed: 2, affected: 3 };

/** `broken` holds the ids of resources that findings say will fail. Tests are left out unless they are broken. */
export function impactOf(change: ProjectChange, broken: ReadonlySet<string>): Impact {
  const changed = new Set(change.changes.map(({ id }) => id));
  const reached = new Map<string, { resource: Resource; distance: number }>();
  for (const { id, base, head } of change.changes) {
    const resource = head ?? base;
    if (!resource) continue;
    reached.set(id, { resource, distance: 0 });
    const project = head ? change.head : change.base;
    for (const [index, below] of (project?.descendants(id) ?? []).entries()) {
      if (!reached.has(below.id)) reached.set(below.id, { resource: below, distance: index + 1 });
    }
  }
  const all = [...reached.values()].flatMap(({ resource, distance }) => {
    const state = stateOf(resource, changed, broken);
    const hidden = (resource.type === 'test' || resource.type === 'unit_test') && state !== 'broken';
    return hidden ? [] : { id: resource.id, label: resource.name, type: resource.type, state, distance };
  });
  all.sort((a, b) => rank[a.state] - rank[b.state] || a.distance - b.distance || compare(a.id, b.id));
  const nodes = all
    .slice(0, maxNodes)
    .map(({ id, label, type, state }) => ({ id, label, type, state }))
    .sort((a, b) => compare(a.id, b.id));
  return { nodes, edges: edgesAmong(nodes, change), omitted: all.length - nodes.length };
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

function edgesAmong(nodes: readonly ImpactNode[], { base, head }: ProjectChange): [string, string][] {
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = new Map<string, [string, string]>();
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
