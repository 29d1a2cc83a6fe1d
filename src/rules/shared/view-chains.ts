/** Views that select from views: each query of the last one computes them all. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';

type Chain = readonly Resource[];
type Neighbours = (resource: Resource) => Iterable<string>;

/** Chains are followed this far. */
const maxLength = 60;

/** The longest chains of views and ephemeral models in a project; reads the neighbours of what is asked for. */
export class ViewChains {
  readonly #project: Project;
  readonly #above = new Map<string, Chain>();
  readonly #below = new Map<string, Chain>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** The longest one with this model in it, what is read first; empty if the model is no view. */
  through(id: string): Chain {
    const read: Neighbours = ({ dependencies }) => dependencies.flatMap(({ target }) => target ?? []);
    const readers: Neighbours = (resource) =>
      this.#project.consumers(resource.id).map((consumer) => consumer.resource.id);
    const [, ...below] = this.#longest(id, readers, this.#below);
    return [...this.#longest(id, read, this.#above).toReversed(), ...below];
  }

  /** From the model away. Of equally long ones the first; a circle ends where it closes. */
  #longest(id: string, neighbours: Neighbours, known: Map<string, Chain>, steps = 0): Chain {
    const before = known.get(id);
    if (before) return before;
    const resource = this.#project.resources.get(id);
    if (!resource || steps > maxLength || !isView(this.#project, resource)) return [];
    known.set(id, [resource]);
    let longest: Chain = [];
    for (const next of neighbours(resource)) {
      const chain = this.#longest(next, neighbours, known, steps + 1);
      if (chain.length > longest.length) longest = chain;
    }
    const chain = [resource, ...longest];
    known.set(id, chain);
    return chain;
  }
}

/** True if each query of the model computes it. */
export function isView(project: Project, resource: Resource): boolean {
  if (resource.type !== 'model' || resource.enabled === false) return false;
  const materialized = project.known(resource, 'materialized');
  return materialized === 'view' || materialized === 'ephemeral';
}
