/** A dbt project at one revision: what rules ask. Everything is computed on demand and remembered. */
import type { Location } from '../finding.ts';
import type { DocBlocks } from './dbt/doc-blocks.ts';

import type { JinjaProblem, Span, Template, TemplateOutline } from './jinja/rendered.ts';
import type { ColumnUse, LiteralTable, Output, QueryFacts } from './lineage/facts.ts';
import type { SqlEngine } from './sql/sql-engine.ts';
import type { NamePart } from './dbt/naming.ts';
import type { Macro, Resource, Setting } from './dbt/resources.ts';
import type { Unplaced } from './dbt/unplaced.ts';

/** A resource that reads another, and the dependency by which it does. */
export interface Consumer {
  resource: Resource;
  span: Span;
}

export interface Project {
  /** Folder of dbt_project.yml relative to the repository, without trailing slash; `` at its root. */
  readonly root: string;
  readonly name: string;
  /** As the SQL parser calls it; `generic` if nothing says which. */
  readonly dialect: string;
  /** By unique id, in code-unit order. Disabled ones are here too. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** Resources whose unique id another one has taken: `resources` holds an enabled one if there is any. */
  readonly duplicates: readonly Resource[];
  readonly macros: ReadonlyMap<string, Macro>;
  /** Packages that packages.yml or dependencies.yml name but the repository does not hold. */
  readonly missingPackages: readonly string[];
  /** True for a package that is a project of this repository itself, with reviews of its own. */
  isLocalPackage(name: string): boolean;
  /** Files of the project that could not be read: broken YAML or Jinja. What they define is unknown. */
  readonly problems: readonly JinjaProblem[];

  /** Of the queries asked for so far, those that were not read because of a limit of size, depth or time; by path. */
  readonly unread: readonly JinjaProblem[];

  /** What `doc()` can name. */
  readonly docBlocks: DocBlocks;

  /** A setting of a resource as dbt would resolve it (`materialized`, `partition_by`, `meta`, `grants`, …). */
  setting(resource: Resource, key: string): Setting;
  /** `setting` where it is known, else undefined. */
  known(resource: Resource, key: string): unknown;

  /**
   * Names that the project's macros, or dbt's own, may give to a part of the relation's name, in code-unit order; what
   * the run brings stands there as `<target.schema>`. Undefined if something else is not known.
   * @param custom what the settings of the resource say
   * @param target its name, if a certain one is meant
   */
  names(
    resource: Resource,
    part: NamePart,
    custom: string | null,
    target?: string,
  ): readonly string[] | undefined;

  /** Resources whose properties may hold `text` somewhere, in code-unit order; reads none of them. */
  mentioning(text: string): readonly Resource[];

  /** Enabled resources that depend on it directly, in code-unit order of ids. */
  consumers(id: string): readonly Consumer[];
  /** All that depend on it, nearest first. */
  descendants(id: string): readonly Resource[];

  /** What the SQL file of a resource says after evaluating its Jinja; undefined for what has no SQL. */
  template(id: string): Template | undefined;
  /** The same without its texts, which costs nothing once its query was read. */
  outline(id: string): TemplateOutline | undefined;
  /** The columns a model, seed, snapshot or source gives to its readers. A source is open. */
  output(id: string): Output;
  /** What the SQL of a model, snapshot, analysis or singular test says; undefined for what has no SQL. */
  query(id: string): QueryFacts | undefined;
  /**
   * True if the query of a resource says the same at both revisions of the project, places aside: nothing comes to
   * light by comparing them. False wherever that is not certain.
   */
  keepsQuery(id: string): boolean;
  /** The same of its columns. */
  keepsColumns(id: string): boolean;
  /** Tables that the SQL of a resource names itself, by schema at least, instead of through ref() or source(). */
  literalTables(id: string): readonly LiteralTable[];
  /** Uses of one column of `id` by its direct consumers' SQL. */
  uses(id: string, column: string): readonly (ColumnUse & { by: Resource })[];

  /** From offsets to lines of this revision. */
  locate(span: Span): Location;
}

/** One resource at both revisions. */
export interface ResourceChange {
  id: string;
  /** Absent if added. */
  base?: Resource;
  /** Absent if deleted. */
  head?: Resource;
  /** Why it counts as changed; a macro or a folder's config may change a model whose file did not. */
  because: ('added' | 'deleted' | 'moved' | 'sql' | 'properties' | 'config' | 'macro' | 'enabled')[];
}

/** The same project at both revisions. */
export interface ProjectChange {
  /** Absent if head adds the project. */
  base?: Project;
  /** Absent if head deletes it. */
  head?: Project;
  /** Resources that differ, in code-unit order of ids. */
  changes: readonly ResourceChange[];
}

/** The dbt part of both revisions of a repository. */
export interface Workspace {
  /**
   * Those of which the change touches a file, in code-unit order of roots. Where a variable names folders, each of
   * its values makes a project of the same root.
   */
  projects: readonly ProjectChange[];
  /** The other projects of head, which were not read. */
  untouched: readonly Pick<Project, 'root' | 'name' | 'dialect'>[];
  /** Changed files that may belong to a project which nobody can tell, by path. */
  unplaced: ReadonlyMap<string, Unplaced>;
  /** Reads SQL that is no project's. */
  engine: SqlEngine;
  /** Ends the thread that parses SQL. Facts that were asked for stay. */
  close(): void;
}
