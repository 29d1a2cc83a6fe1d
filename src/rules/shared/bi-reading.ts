/** What files of BI tools read of a project's relations at head. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { OutsideReader, RelatedLocation } from '../../finding.ts';
import { code } from '../../finding.ts';
import { biUses, isBiPath } from '../../project/bi/files.ts';
import { lightdashMetaUses } from '../../project/bi/lightdash-meta.ts';
import type { BiUse } from '../../project/bi/uses.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, Workspace } from '../../project/project.ts';
import type { RuleContext } from '../rule.ts';
import { relationTypes } from './pairs.ts';
import { isForeignPath, isSamplePath } from './path-kinds.ts';
import { mayBeInSchema, relationName } from './relation-names.ts';

/** A place at head at which a BI file reads a relation or a column. */
export interface BiPlace extends RelatedLocation {
  reader: OutsideReader;
}

/** The places alone, as findings list them. */
export function placesOf(places: readonly BiPlace[]): RelatedLocation[] {
  return places.map(({ path, side, startLine, endLine, message, reader }) => ({
    path,
    side,
    startLine,
    endLine,
    message,
    reader,
  }));
}

/** More files than this are not read. */
const maxFiles = 5000;
/** Nor is what goes beyond so much text, in UTF-16 code units. */
const maxText = 50_000_000;

interface BiFile {
  path: string;
  text: string;
  uses(text: string): BiUse[];
}

/** Loads the BI files of head: to be asked for only where something is lost. */
export async function biReading({
  change,
  workspace,
}: Pick<RuleContext, 'change' | 'workspace'>): Promise<BiReading> {
  const { head } = change;
  const paths = [...head.entries.values()]
    .filter(({ kind, path }) => kind === 'file' && isBiPath(path))
    .map(({ path }) => path)
    .filter((path) => !isForeignPath(path) && !isSamplePath(path))
    .slice(0, maxFiles);
  const properties = propertiesWithSql(workspace).slice(0, maxFiles - paths.length);
  await head.load([...paths, ...properties], 'dispensable');
  let left = maxText;
  const file = (path: string, uses: BiFile['uses']): BiFile[] => {
    const text = head.text(path);
    if (text === undefined || text.length > left) return [];
    left -= text.length;
    return [{ path, text, uses }];
  };
  const files = [
    ...paths.flatMap((path) => file(path, (text) => biUses(path, text))),
    ...properties.flatMap((path) => file(path, lightdashMetaUses)),
  ];
  return new BiReading(files, change, workspace);
}

/** Properties files of head in which `meta` may hold SQL of Lightdash. */
function propertiesWithSql({ projects }: Workspace): string[] {
  const paths = projects.flatMap(({ head }) =>
    (head?.mentioning('${') ?? []).flatMap(({ properties }) => properties?.span.path ?? []),
  );
  return [...new Set(paths)].sort();
}

interface Candidate {
  project: Project;
  resource: Resource;
  side: 'base' | 'head';
}

export class BiReading {
  readonly #files: readonly BiFile[];
  readonly #change: ChangeSet;
  readonly #workspace: Workspace;
  readonly #uses = new Map<BiFile, readonly BiUse[]>();
  readonly #holding = new Map<string, readonly BiFile[]>();
  readonly #candidates = new Map<string, readonly Candidate[]>();

  constructor(files: readonly BiFile[], change: ChangeSet, workspace: Workspace) {
    this.#files = files;
    this.#change = change;
    this.#workspace = workspace;
  }

  /** Where a column is read of what `resource` builds at head. */
  ofColumn(project: Project, resource: Resource, column: string): BiPlace[] {
    return this.#places(project, resource, (use) => {
      if (use.column !== column || this.#meaning(use, 'head') !== resource.id) return false;
      return use.names === 'relation' || !isMadeOtherwise(resource, column);
    });
  }

  /** Where the relation is read that `resource` built at base, and nothing builds at head. */
  ofRelation(project: Project, resource: Resource): BiPlace[] {
    return this.#places(
      project,
      resource,
      (use) =>
        use.column === undefined &&
        this.#meaning(use, 'base') === resource.id &&
        this.#meaning(use, 'head') === undefined,
    );
  }

  #places(project: Project, resource: Resource, isMeant: (use: BiUse) => boolean): BiPlace[] {
    if (this.#files.length === 0) return [];
    const relation = relationName(project, resource);
    const names = new Set([resource.name.toLowerCase(), ...(relation === undefined ? [] : [relation])]);
    const files = new Set([...names].flatMap((name) => this.#filesHolding(name)));
    return [...files].flatMap((file) =>
      this.#usesIn(file)
        .filter((use) => names.has(use.table.name) && isMeant(use))
        .map(({ by, line, column, table }) => ({
          path: file.path,
          side: 'head' as const,
          startLine: line,
          endLine: line,
          message: `${by} reads ${code(column ?? table.name)}`,
          reader: { name: by, reads: resource.id },
        })),
    );
  }

  #filesHolding(name: string): readonly BiFile[] {
    const files =
      this.#holding.get(name) ?? this.#files.filter(({ text }) => text.toLowerCase().includes(name));
    this.#holding.set(name, files);
    return files;
  }

  #usesIn(file: BiFile): readonly BiUse[] {
    const uses = this.#uses.get(file) ?? file.uses(file.text);
    this.#uses.set(file, uses);
    return uses;
  }

  /** The id of the resource that a use means at a revision; undefined unless no other may be meant at either. */
  #meaning({ table: { name, schema }, names }: BiUse, side: Candidate['side']): string | undefined {
    const candidates = this.#called(name, names).filter(
      ({ project, resource }) => schema === undefined || mayBeInSchema(project, resource, schema),
    );
    if (new Set(candidates.map(({ resource }) => resource.id)).size !== 1) return undefined;
    return candidates.find((candidate) => candidate.side === side)?.resource.id;
  }

  #called(name: string, by: BiUse['names']): readonly Candidate[] {
    const key = `${by} ${name}`;
    const candidates = this.#candidates.get(key) ?? this.#lookUp(name, by);
    this.#candidates.set(key, candidates);
    return candidates;
  }

  #lookUp(name: string, by: BiUse['names']): Candidate[] {
    // A project that was not read may build it as well.
    if (this.#isElsewhere(name)) return [];
    return this.#workspace.projects.flatMap(({ base, head }) =>
      [base, head].flatMap((project, index) =>
        project === undefined
          ? []
          : [...project.resources.values()]
              .filter((resource) => isCalled(project, resource, name, by))
              .map((resource) => ({ project, resource, side: index === 0 ? ('base' as const) : 'head' })),
      ),
    );
  }

  #isElsewhere(name: string): boolean {
    const roots = this.#workspace.untouched.map(({ root }) => (root === '' ? '' : `${root}/`));
    if (roots.length === 0) return false;
    const files = ['sql', 'csv', 'py'].map((ending) => `/${name}.${ending}`);
    return [...this.#change.head.entries.keys()].some((path) => {
      const lower = `/${path}`.toLowerCase();
      return files.some((file) => lower.endsWith(file)) && roots.some((root) => path.startsWith(root));
    });
  }
}

const types = new Set<string>([...relationTypes, 'source']);

function isCalled(project: Project, resource: Resource, name: string, by: BiUse['names']): boolean {
  if (!types.has(resource.type) || resource.enabled === false) return false;
  if (by === 'model') return resource.type === 'model' && resource.name.toLowerCase() === name;
  if (project.known(resource, 'materialized') === 'ephemeral') return false;
  // Where nobody knows how its relation is called, it may be called as itself.
  return (relationName(project, resource) ?? resource.name.toLowerCase()) === name;
}

/** True if the properties make a field of this name out of something else than the column. */
function isMadeOtherwise({ properties }: Resource, column: string): boolean {
  if (!properties) return false;
  const made = [properties, ...properties.columns].flatMap(({ meta }) => [
    ...['additional_dimensions', 'metrics'].flatMap((key) => Object.keys(recordOf(meta[key]))),
    recordOf(meta['dimension'])['name'],
  ]);
  return made.some((name) => typeof name === 'string' && name.toLowerCase() === column);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
