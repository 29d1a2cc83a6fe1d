/** What the project keeps about each resource beside what it shows. */
import type { TemplateScan } from '../jinja/rendered.ts';
import type { ProjectFile } from './project-file.ts';
import type { Entry } from './properties.ts';
import type { Resource } from './resources.ts';
import type { SourceTable } from './sources.ts';
import type { Layer } from './settings.ts';

export interface Node {
  resource: Resource;
  /** Of the package that it belongs to; the same object in both revisions if it says the same. */
  file: ProjectFile;
  /** dbt's path of a resource through the config tree: package, folders, name. */
  fqn: readonly string[];
  /** From properties files, weakest first. */
  yaml: readonly Layer[];
  /** Of what is written in Jinja or Python. */
  scan?: TemplateScan;
  /** Of a resource that is written in YAML alone. */
  entry?: Entry;
  /** What a properties file says about it, before it is read; for a version, together with that. */
  patch?: Entry;
  /** Of a source: what its properties file says. */
  table?: SourceTable;
  /** Where its SQL is: the whole file, or the body of a block in it. */
  sql?: { path: string; start?: number; end?: number };
}

/** Everything of one revision of a project before names are resolved. */
export interface Inventory {
  /** By id. */
  nodes: Map<string, Node>;
  /** Resources whose id an earlier one has taken. */
  duplicates: Node[];
  /** By `package.name`: the version that an unpinned ref means. */
  latest: Map<string, string>;
}
