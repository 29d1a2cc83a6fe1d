/** A repository as the mutators see it: texts, models with what they plainly read, and properties entries. */
import { posix } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { YAMLMap } from 'yaml';
import { blanked, lineOf, readSelects } from './sql-text.ts';
import type { Item, Select } from './sql-text.ts';

export interface Model {
  path: string;
  /** Folder of its dbt project, with trailing slash; empty at the repository's root. */
  root: string;
  /** As its file is called: dbt tells upper from lower case. */
  name: string;
  text: string;
  plain: string;
  selects: Select[];
  /** Its last select outside parentheses, unless that is one side of a union or depends on a condition. */
  final?: Select;
  /** What gives its columns their names: `final`, or the CTE that `final` takes whole. */
  output?: Select;
  /** Literal refs, with the line of each. */
  refs: { name: string; line: number; start: number; end: number }[];
}

/** An entry of a properties file. Lines count from 1. */
export interface Entry {
  path: string;
  root: string;
  /** `models`, `sources`, `seeds`, … */
  section: string;
  name: string;
  line: number;
  /** Offsets of the whole entry. */
  start: number;
  end: number;
  node: YAMLMap;
  columns: Column[];
}

export interface Column {
  name: string;
  node: YAMLMap;
  line: number;
  start: number;
  end: number;
}

/** A qualified, or otherwise certain, use of a model's column. */
export interface Use {
  by: Model;
  column: string;
  offset: number;
  line: number;
  /** The clause that it stands in. */
  clause: 'list' | 'join' | 'where' | 'group' | 'other';
}

export class Corpus {
  readonly files: ReadonlyMap<string, string>;
  readonly roots: readonly string[];
  readonly models: readonly Model[];
  readonly entries: readonly Entry[];
  readonly #byName = new Map<string, Model>();
  readonly #children = new Map<Model, Model[]>();
  readonly #uses = new Map<Model, Use[]>();
  readonly #projects = new Map<string, unknown>();

  /** @param files texts by path; those that are not here are not read */
  constructor(files: ReadonlyMap<string, string>) {
    this.files = files;
    this.roots = [...files.keys()]
      .filter(
        (path) => /(^|\/)dbt_project\.ya?ml$/.test(path) && !/(^|\/)(dbt_packages|dbt_modules)\//.test(path),
      )
      .map((path) => path.replace(/[^/]*$/, ''))
      .sort((a, b) => b.length - a.length);
    this.entries = [...files].flatMap(([path, text]) =>
      /\.ya?ml$/.test(path) ? this.#entries(path, text) : [],
    );
    const switched = new Set(this.entries.filter(isSwitched).map(({ root, name }) => `${root}\0${name}`));
    this.models = [...files]
      .flatMap(([path, text]) => this.#model(path, text) ?? [])
      // What a folder switches on or off by a condition is not certain either.
      .filter(
        (model) =>
          !switched.has(`${model.root}\0${model.name}`) &&
          (this.folderSetting(model, 'enabled') ?? true) === true,
      );
    for (const model of this.models) this.#byName.set(`${model.root}\0${model.name}`, model);
    for (const model of this.models) {
      const parents = new Set(model.refs.flatMap(({ name }) => this.#referred(model.root, name) ?? []));
      for (const parent of parents) this.#children.set(parent, [...this.children(parent), model]);
    }
  }

  text(path: string): string {
    return this.files.get(path)!;
  }

  rootOf(path: string): string | undefined {
    return this.roots.find((root) => path.startsWith(root));
  }

  model(root: string, name: string): Model | undefined {
    return this.#byName.get(`${root}\0${name}`);
  }

  /** A model of the project, or of the projects that it takes in as local packages. */
  #referred(root: string, name: string): Model | undefined {
    const text = this.files.get(`${root}packages.yml`) ?? '';
    const folders = [...text.matchAll(/^\s*- local:\s*(\S+)\s*$/gm)].map(([, folder]) =>
      posix.join(root, folder!, '/'),
    );
    return this.model(root, name) ?? folders.map((folder) => this.model(folder, name)).find(Boolean);
  }

  /** Models with a literal ref to it. */
  children(model: Model): readonly Model[] {
    return this.#children.get(model) ?? [];
  }

  /** Models with a ref whose name is put together and begins like this one's: `ref('orders_' ~ year)`. */
  possibleReaders({ root, name }: Model): readonly Model[] {
    return this.models.filter(
      (model) =>
        model.root === root &&
        [...model.text.matchAll(/\bref\(\s*['"](\w+)['"]\s*~/g)].some(([, begin]) => name.startsWith(begin!)),
    );
  }

  entry(model: Model): Entry | undefined {
    return this.entries.find(
      ({ section, root, name }) => section === 'models' && root === model.root && name === model.name,
    );
  }

  /** All files of the project that hold this word, but for the model's own. */
  mentions(model: Model, word: string): string[] {
    const pattern = new RegExp(`\\b${word}\\b`, 'i');
    return [...this.files]
      .filter(([path, text]) => path !== model.path && path.startsWith(model.root) && pattern.test(text))
      .map(([path]) => path);
  }

  /** What models plainly read of its columns. */
  uses(model: Model): readonly Use[] {
    let uses = this.#uses.get(model);
    if (!uses) {
      uses = this.children(model).flatMap((child) => usesIn(child, model));
      this.#uses.set(model, uses);
    }
    return uses;
  }

  #model(path: string, text: string): Model | undefined {
    const root = this.rootOf(path);
    if (root === undefined || !path.endsWith('.sql') || !path.startsWith(`${root}models/`)) return undefined;
    // What is switched on or off by a setting is not certain to be there.
    if (/\benabled['"]?\s*[=:]/.test(text)) return undefined;
    const plain = blanked(text);
    const selects = readSelects(text, plain);
    const final = selects.findLast(({ depth }) => depth === 0);
    const isOnly = final && !final.united && text.trim() !== '' && !isConditional(text, final.start);
    const whole = isOnly ? final : undefined;
    const output = whole && outputOf(selects, whole);
    const refs = [...text.matchAll(/\bref\(\s*['"](\w+)['"]\s*\)/g)]
      .filter(({ index }) => plain[index] === '¤')
      .map((match) => ({
        name: match[1]!,
        line: lineOf(text, match.index),
        start: match.index,
        end: match.index + match[0].length,
      }));
    const name = path.replace(/^.*\//, '').slice(0, -'.sql'.length);
    return {
      path,
      root,
      name,
      text,
      plain,
      selects,
      refs,
      ...(whole && { final: whole }),
      ...(output && { output }),
    };
  }

  /** What dbt_project.yml sets for the folder of a model, or for the model itself. */
  folderSetting({ path, root }: Pick<Model, 'path' | 'root'>, key: string): unknown {
    const project = this.#project(root);
    const own = (level: unknown) => at(level, `+${key}`) ?? at(level, key);
    let level = at(at(project, 'models'), String(at(project, 'name')));
    let value = own(level);
    for (const folder of path.slice(`${root}models/`.length, -'.sql'.length).split('/')) {
      level = at(level, folder);
      value = own(level) ?? value;
    }
    return value;
  }

  /** The first folder, with trailing slash, in which the project keeps its seeds. */
  seedsOf(root: string): string {
    const project = this.#project(root);
    const paths = at(project, 'seed-paths') ?? at(project, 'data-paths');
    const [first]: unknown[] = Array.isArray(paths) ? paths : [];
    return posix.join(root, typeof first === 'string' ? first : 'seeds', '/');
  }

  #project(root: string): unknown {
    let project = this.#projects.get(root);
    if (project === undefined) {
      const text = this.files.get(`${root}dbt_project.yml`) ?? '';
      project = (parseDocument(text, { logLevel: 'silent' }).toJS() as unknown) ?? {};
      this.#projects.set(root, project);
    }
    return project;
  }

  #entries(path: string, text: string): Entry[] {
    const root = this.rootOf(path);
    if (root === undefined || !/\/(models|seeds|snapshots)\//.test(`/${path}`)) return [];
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
    if (document.errors.length > 0 || !isMap(document.contents)) return [];
    const maps = (node: unknown) => (isSeq(node) ? node.items.filter((item) => isMap(item)) : []);
    const named = (node: YAMLMap) => {
      const name = node.get('name');
      const [start, end] = node.range!;
      return typeof name === 'string' ? [{ name, node, line: lines.linePos(start).line, start, end }] : [];
    };
    const columnsOf = (node: YAMLMap): Column[] =>
      maps(node.get('columns'))
        .flatMap(named)
        .map((column) => ({ ...column, name: column.name.toLowerCase() }));
    return document.contents.items.flatMap(({ key, value }) =>
      maps(value).flatMap((node) =>
        named(node).map((entry) => ({
          ...entry,
          path,
          root,
          section: isScalar(key) ? String(key.value) : '',
          columns: columnsOf(node),
        })),
      ),
    );
  }
}

/** True between `{% if … %}` and its `{% endif %}`: another run may build something else. */
export function isConditional(text: string, offset: number): boolean {
  const tags = [...text.slice(0, offset).matchAll(/\{%[-+]?\s*(if|endif)\b/g)].map(([, word]) => word);
  return tags.filter((word) => word === 'if').length > tags.filter((word) => word === 'endif').length;
}

/** The value of a key; undefined for what is no mapping. */
export function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function isSwitched({ section, node }: Entry): boolean {
  return section === 'models' && (node.getIn(['config', 'enabled']) ?? true) !== true;
}

function outputOf(selects: readonly Select[], final: Select): Select | undefined {
  const [only] = final.items;
  if (final.items.every(({ plain }) => !isStar(plain))) return final;
  if (final.items.length !== 1 || only?.plain !== '*' || final.sources.length !== 1 || final.opaque)
    return undefined;
  const inner = selects.filter(({ cte }) => cte !== undefined && cte === final.sources[0]!.target);
  return inner.length === 1 && !inner[0]!.united && inner[0]!.items.every(({ plain }) => !isStar(plain))
    ? inner[0]
    : undefined;
}

export function isStar(plain: string): boolean {
  return /(^|\.)\*/.test(plain) || /^¤+$/.test(plain);
}

function usesIn(child: Model, parent: Model): Use[] {
  const direct = `ref:${parent.name}`;
  // A CTE that is nothing but the model under another name.
  const imports = child.selects
    .filter(
      ({ cte, items, sources, opaque, united }) =>
        cte !== undefined &&
        items.length === 1 &&
        items[0]!.plain === '*' &&
        sources.length === 1 &&
        !opaque &&
        !united &&
        sources[0]!.target === direct,
    )
    .map(({ cte }) => cte!);
  const targets = new Set([direct, ...imports]);
  return child.selects.flatMap((select) =>
    select.sources
      .filter(({ target }) => targets.has(target))
      .flatMap(({ alias }) => usesOf(child, select, alias)),
  );
}

function usesOf(by: Model, select: Select, alias: string): Use[] {
  const inner = by.selects.filter(({ start }) => start > select.start && start < select.end);
  const isOwn = (offset: number) => !inner.some(({ start, end }) => offset > start && offset < end);
  const qualified = [
    ...by.plain.slice(select.start, select.end).matchAll(new RegExp(`\\b${alias}\\.([a-z_]\\w*)`, 'gi')),
  ]
    .map((match) => ({
      column: match[1]!,
      offset: select.start + match.index + match[0].length - match[1]!.length,
    }))
    .filter(({ offset }) => isOwn(offset) && by.plain[offset - alias.length - 2] !== '.');
  const alone = select.sources.length === 1 && !select.opaque;
  const bare = alone
    ? select.items.flatMap(({ plain, start }) => {
        const column = /^([a-z_]\w*)(\s+as\s+\w+)?$/i.exec(plain)?.[1];
        return column && !/^(null|true|false|current_\w+)$/i.test(column) ? [{ column, offset: start }] : [];
      })
    : [];
  return [...qualified, ...bare].map(({ column, offset }) => ({
    by,
    column: column.toLowerCase(),
    offset,
    line: lineOf(by.text, offset),
    clause: clauseAt(by, select, offset),
  }));
}

function clauseAt({ plain }: Model, { from }: Select, offset: number): Use['clause'] {
  if (offset < from) return 'list';
  const word = [
    ...plain.slice(from, offset).matchAll(/\b(on|using|where|group\s+by|order\s+by|qualify|having)\b/gi),
  ].at(-1)?.[1];
  if (word === undefined) return 'other';
  if (/^(on|using)$/i.test(word)) return 'join';
  if (/^where$/i.test(word)) return 'where';
  return /^group/i.test(word) ? 'group' : 'other';
}

/** The item of the output with this name, if it is safe to take it away: nothing else in the model needs it. */
export function removable(model: Model, name: string): Item | undefined {
  const { output, final, text, plain } = model;
  if (!output || !final) return undefined;
  const found = output.items.filter((item) => item.name === name);
  const [item] = found;
  // The first item keeps the list from starting with a comma.
  if (found.length !== 1 || !item || item === output.items[0] || output.items.length < 3) return undefined;
  const word = new RegExp(`\\b${name}\\b`, 'i');
  const around = [plain.slice(output.start, item.start), plain.slice(item.end, output.end)];
  if (around.some((part) => word.test(part))) return undefined;
  if (output !== final && word.test(plain.slice(final.start))) return undefined;
  // Settings may name it, and ordinals may count it.
  const jinja = [...text.matchAll(/\{[{%][\s\S]*?[%}]\}/g)].some(([tag]) => word.test(tag));
  const clauses = plain.slice(output.from, output.end);
  if (jinja || /\b(group|order)\s+by\s+[\d¤]/i.test(clauses)) return undefined;
  const readers = model.selects.filter(({ sources }) => sources.some(({ target }) => target === output.cte));
  return output === final || readers.length === 1 ? item : undefined;
}
