/** Who reads whom. */
import type { Consumer } from '../project.ts';
import type { Resource } from './resources.ts';
import { compare } from './paths.ts';

export class Graph {
  readonly #consumers = new Map<string, Consumer[]>();

  constructor(resources: Iterable<Resource>) {
    for (const resource of resources) {
      if (resource.enabled === false) continue;
      const seen = new Set<string>();
      for (const { target, span } of resource.dependencies) {
        if (target === undefined || seen.has(target)) continue;
        seen.add(target);
        const readers = this.#consumers.get(target);
        if (readers) readers.push({ resource, span });
        else this.#consumers.set(target, [{ resource, span }]);
      }
    }
    for (const readers of this.#consumers.values())
      readers.sort((a, b) => compare(a.resource.id, b.resource.id));
  }

  consumers(id: string): readonly Consumer[] {
    return this.#consumers.get(id) ?? [];
  }

  /** Breadth first, so nearest first; `id` itself is not in it, even if it is part of a cycle. */
  descendants(id: string): Resource[] {
    const seen = new Set([id]);
    const found: Resource[] = [];
    const pending = [id];
    for (const next of pending) {
      for (const { resource } of this.consumers(next)) {
        if (seen.has(resource.id)) continue;
        seen.add(resource.id);
        found.push(resource);
        pending.push(resource.id);
      }
    }
    return found;
  }
}
