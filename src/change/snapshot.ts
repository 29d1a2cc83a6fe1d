/** One immutable revision of a repository: its file list at once, its contents when asked for. */

/** What a path is in git. Executable files are plain files here. */
export type EntryKind = 'file' | 'symlink' | 'submodule';

export interface Entry {
  /** Relative to the repository's root, with `/`. Any bytes git allows, decoded as UTF-8. */
  path: string;
  kind: EntryKind;
  /** Git object id. Equal ids mean equal contents, in every source. */
  oid: string;
}

/** What a blob holds, as far as a reviewer may read it. */
export type Content =
  | { kind: 'text'; text: string }
  /** A link or a submodule has no bytes of its own. */
  | { kind: 'binary'; bytes?: number }
  | { kind: 'too-large'; bytes: number }
  /** The source does not have it, and whoever loaded it can do without. */
  | { kind: 'missing' };

/** Where contents come from: git objects, the working tree, or GitHub's API. */
export interface BlobSource {
  /** Brings what the blobs hold, in batches. One that cannot be had is missing in the answer. */
  read(oids: readonly string[]): Promise<Map<string, Content>>;
}

/**
 * A revision. `entries` is complete from the start; contents are there after `load`.
 * Two snapshots that share a `ContentStore` load equal contents once.
 */
export interface Snapshot {
  /** Full commit id, or `worktree`. */
  readonly revision: string;
  /** By path, in code-unit order of the paths. */
  readonly entries: ReadonlyMap<string, Entry>;
  /**
   * Makes the contents of these paths available to `content`. Unknown paths are ignored. Rejects if the source
   * lacks one, unless they are `dispensable`: a clone may leave out data that nobody changes.
   */
  load(paths: Iterable<string>, dispensable?: 'dispensable'): Promise<void>;
  /** The content of a loaded file; undefined if there is no such file. Throws if it exists but was not loaded. */
  content(path: string): Content | undefined;
  /** Shorthand: the text of a loaded text file, else undefined. */
  text(path: string): string | undefined;
}
