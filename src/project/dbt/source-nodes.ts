/**
 * Source tables as nodes. A large project lists more of them than of all else. Nothing of one depends on anything
 * but its entry and the project files that set something for it, so both revisions share its node where those
 * are the same.
 */
import { isEnabled } from './enabled.ts';
import { LazyResource } from './lazy-resource.ts';
import type { Package } from './layout.ts';
import type { Node } from './nodes.ts';
import type { ProjectFile } from './project-file.ts';
import type { Entry } from './properties.ts';
import type { Layer } from './settings.ts';
import { readSource, type SourceTable } from './sources.ts';

/** Whose a source is. */
interface Owner {
  package: Package;
  main: Package;
  /** Between one of the package's folders and the entry's file. */
  folders: readonly string[];
}

interface Listed {
  file: ProjectFile;
  main: ProjectFile;
  nodes: readonly Node[];
}

const known = new WeakMap<Entry, Listed[]>();

/** The tables of a source, in the order of the file; the same objects for the same entry and project files. */
export function sourceNodes(entry: Entry, owner: Owner): readonly Node[] {
  const [{ file }, { file: main }] = [owner.package, owner.main];
  const lists = known.get(entry) ?? [];
  const before = lists.find((list) => list.file === file && list.main === main);
  if (before) return before.nodes;
  const nodes = readSource(entry).map((table) => new SourceNode(table, entry.path, owner));
  known.set(entry, [...lists, { file, main, nodes }]);
  return nodes;
}

class SourceNode implements Node {
  readonly resource: LazyResource;
  readonly file: ProjectFile;
  readonly table: SourceTable;
  readonly #folders: readonly string[];

  constructor(table: SourceTable, path: string, { package: own, main, folders }: Owner) {
    const name = `${table.source}.${table.table}`;
    this.resource = new LazyResource({
      id: `source.${own.name}.${name}`,
      type: 'source',
      package: own.name,
      name,
      path,
      span: () => table.properties().span,
      properties: table.properties,
    });
    this.file = own.file;
    this.table = table;
    this.#folders = folders;
    this.resource.enabled = isEnabled(this, main.file);
  }

  get fqn(): readonly string[] {
    const { source, table } = this.table;
    return [this.resource.package, ...this.#folders, source, table];
  }

  get yaml(): readonly Layer[] {
    return this.table.layers;
  }
}
