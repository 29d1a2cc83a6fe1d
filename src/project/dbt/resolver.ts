/** Finds what ref() and source() mean, as dbt does. */
import type { RefCall, SourceCall } from '../jinja/rendered.ts';
import { mayDefine } from './packages.ts';
import type { Dependency, Resource } from './resources.ts';

/** What a call leads to, or why it leads nowhere. */
export type Resolution = { target: Resource } | { unresolved: NonNullable<Dependency['unresolved']> };

interface Names {
  mainPackage: string;
  packages: ReadonlySet<string>;
  missing: readonly string[];
  /** Some .yml file cannot be read: it may declare a source or a version. */
  brokenYaml: boolean;
  /** Some .sql file of a snapshot folder cannot be read. */
  brokenSnapshots: boolean;
}

/** Two resources of one package and name that are both enabled make a name ambiguous. */
export class Resolver {
  readonly #names: Names;
  readonly #refable = new Map<string, Resource[]>();
  readonly #sources = new Map<string, Resource[]>();
  readonly #latest: ReadonlyMap<string, string>;

  /** `latest` holds, by `package.name`, the version that an unpinned ref of a versioned model means. */
  constructor(resources: Iterable<Resource>, latest: ReadonlyMap<string, string>, names: Names) {
    this.#names = names;
    this.#latest = latest;
    for (const resource of resources) {
      const { type } = resource;
      if (type === 'model' || type === 'seed' || type === 'snapshot')
        push(this.#refable, resource.name, resource);
      else if (type === 'source') push(this.#sources, resource.name, resource);
    }
  }

  ref(call: RefCall, from: string): Resolution {
    const named = this.#refable.get(call.name) ?? [];
    const versioned = named.filter((resource) => this.#isVersion(resource, call.version));
    const found = this.#search(versioned, call.package, from);
    if (found) return found;
    const otherVersion = named.some((each) => call.package === undefined || each.package === call.package);
    if (otherVersion && call.version !== undefined) {
      return { unresolved: this.#names.brokenYaml ? 'unknown' : 'version-missing' };
    }
    return this.#nothing(call.name, call.package, this.#names.brokenSnapshots || this.#names.brokenYaml);
  }

  source(call: SourceCall, from: string): Resolution {
    const name = `${call.source}.${call.table}`;
    const found = this.#search(this.#sources.get(name) ?? [], undefined, from);
    return found ?? this.#nothing(name, undefined, this.#names.brokenYaml);
  }

  #isVersion(resource: Resource, version: string | undefined): boolean {
    if (resource.version === undefined) return version === undefined;
    const wanted = version ?? this.#latest.get(`${resource.package}.${resource.name}`);
    return resource.version === wanted;
  }

  /** dbt looks in the caller's package, then in the main project, then anywhere. */
  #search(named: readonly Resource[], qualifier: string | undefined, from: string): Resolution | undefined {
    const scopes = qualifier === undefined ? [from, this.#names.mainPackage, undefined] : [qualifier];
    let disabled = false;
    for (const scope of scopes) {
      const inScope = scope === undefined ? named : named.filter((resource) => resource.package === scope);
      const live = inScope.filter(({ enabled }) => enabled !== false);
      const certain = live.filter(({ enabled }) => enabled === true);
      if (certain.length === 1 && certain[0]) return { target: certain[0] };
      if (live.length === 1 && live[0]) return { target: live[0] };
      if (live.length > 1) return { unresolved: 'unknown' };
      disabled ||= inScope.length > 0;
    }
    return disabled ? { unresolved: 'disabled' } : undefined;
  }

  #nothing(name: string, qualifier: string | undefined, broken: boolean): Resolution {
    const { missing, packages } = this.#names;
    if (qualifier !== undefined && !packages.has(qualifier)) {
      // Nobody names the package: a typo, or a project of a mesh that is set up elsewhere.
      return {
        unresolved: missing.includes(qualifier) || missing.length > 0 ? 'package-not-installed' : 'missing',
      };
    }
    if (broken) return { unresolved: 'unknown' };
    const elsewhere = qualifier === undefined && missing.some((each) => mayDefine(each, name));
    return { unresolved: elsewhere ? 'package-not-installed' : 'missing' };
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
