/** The macros of a project and its packages, and which of them a call means. */
import type { MacroLookup } from '../jinja/environment.ts';
import type { ScannedMacro } from './languages.ts';
import type { Macro } from './resources.ts';

export interface KnownMacro {
  macro: Macro;
  definition: ScannedMacro;
}

export function toMacro(package_: string, { name, path, node }: ScannedMacro): Macro {
  return {
    id: `macro.${package_}.${name}`,
    package: package_,
    name,
    span: { path, start: node.start, end: node.end },
    parameters: node.parameters.map((parameter) => ({
      name: parameter.name,
      optional: parameter.default !== undefined,
    })),
  };
}

interface Scope {
  mainPackage: string;
  packages: ReadonlySet<string>;
  missing: readonly string[];
  dispatch: ReadonlyMap<string, readonly string[]>;
  dialect: () => string;
}

/** Answers calls as dbt does: a package's own macros first, then the main project's. */
export class MacroIndex {
  readonly #byId: ReadonlyMap<string, KnownMacro>;
  readonly #scope: Scope;

  constructor(byId: ReadonlyMap<string, KnownMacro>, scope: Scope) {
    this.#byId = byId;
    this.#scope = scope;
  }

  get(id: string): KnownMacro | undefined {
    return this.#byId.get(id);
  }

  /** `package_` is what stands before the dot, or the namespace given to adapter.dispatch. */
  lookup(name: string, package_: string | undefined, from: string): MacroLookup {
    if (package_ === undefined) {
      return this.#first([from, this.#scope.mainPackage], [name]) ?? 'builtin-unknown';
    }
    const searched = this.#scope.dispatch.get(package_) ?? [package_, this.#scope.mainPackage];
    const found = this.#first([package_], [name]) ?? this.#first(searched, this.#implementations(name));
    if (found) return found;
    const absent = this.#scope.missing.includes(package_) || !this.#scope.packages.has(package_);
    return absent && package_ !== 'dbt' ? 'missing-package' : 'builtin-unknown';
  }

  /** Names that adapter.dispatch tries for a macro. */
  #implementations(name: string): string[] {
    const dialect = this.#scope.dialect();
    return [...(dialect === 'generic' ? [] : [`${dialect}__${name}`]), `default__${name}`];
  }

  #first(packages: readonly string[], names: readonly string[]): MacroLookup | undefined {
    for (const package_ of packages) {
      for (const name of names) {
        const found = this.#byId.get(`macro.${package_}.${name}`);
        if (found) return { id: found.macro.id, package: package_, definition: found.definition };
      }
    }
    return undefined;
  }
}
