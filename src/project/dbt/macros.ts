/** The macros of a project and its packages, and which of them a call means. */
import type { MacroLookup } from '../jinja/environment.ts';
import type { ScannedMacro } from '../jinja/macro-file.ts';
import type { MacroCall } from '../jinja/rendered.ts';
import type { Macro } from './resources.ts';

export interface KnownMacro {
  macro: Macro;
  definition: ScannedMacro;
}

export function toMacro(package_: string, { name, span, parameters, variadic }: ScannedMacro): Macro {
  return {
    id: `macro.${package_}.${name}`,
    package: package_,
    name,
    span,
    parameters: parameters.map((each) => ({ name: each.name, optional: !each.required, span: each.span })),
    variadic,
    calls: [],
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
  /** By package and name: templates ask some thousands of times. */
  readonly #answers = new Map<string, Map<string, MacroLookup>>();
  readonly #scope: Scope;

  constructor(byId: ReadonlyMap<string, KnownMacro>, scope: Scope) {
    this.#byId = byId;
    this.#scope = scope;
    for (const { macro, definition } of byId.values()) {
      const { id, package: package_, name } = macro;
      const named = this.#answers.get(package_) ?? new Map<string, MacroLookup>();
      this.#answers.set(package_, named.set(name, { id, package: package_, definition }));
    }
  }

  get(id: string): KnownMacro | undefined {
    return this.#byId.get(id);
  }

  /** `package_` is what stands before the dot, or the namespace given to adapter.dispatch. */
  lookup(name: string, package_: string | undefined, from: string): MacroLookup {
    const { mainPackage, packages, missing, dispatch } = this.#scope;
    if (package_ === undefined) return this.#first([from, mainPackage], name) ?? 'builtin-unknown';
    // Names with an adapter in front are what dispatch tries; a project may put its own before a package's.
    const searched = name.includes('__') ? (dispatch.get(package_) ?? [mainPackage, package_]) : [];
    const found = this.#first([...searched, package_], name);
    if (found) return found;
    const absent = missing.includes(package_) || !packages.has(package_);
    return absent && package_ !== 'dbt' ? 'missing-package' : 'builtin-unknown';
  }

  /** What a scanned call reaches: for adapter.dispatch the implementation of this dialect, else the default one. */
  called({ name, dispatch }: MacroCall, from: string): MacroLookup {
    const dot = name.indexOf('.');
    const package_ = dot < 0 ? undefined : name.slice(0, dot);
    const bare = name.slice(dot + 1);
    if (!dispatch) return this.lookup(bare, package_, from);
    const implementation = this.lookup(`${this.#scope.dialect()}__${bare}`, package_ ?? from, from);
    return typeof implementation === 'object'
      ? implementation
      : this.lookup(`default__${bare}`, package_ ?? from, from);
  }

  #first(packages: readonly string[], name: string): MacroLookup | undefined {
    for (const package_ of packages) {
      const found = this.#answers.get(package_)?.get(name);
      if (found) return found;
    }
    return undefined;
  }
}
