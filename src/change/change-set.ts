/** What a pull request changes, as plain data. */
import type { Entry, Snapshot } from './snapshot.ts';

/**
 * A run of changed lines without context. Lines count from 1. A side without lines has count 0 and
 * its start is the line before which the other side's lines would stand.
 */
export interface Hunk {
  baseStart: number;
  baseCount: number;
  headStart: number;
  headCount: number;
}

export interface ChangedFile {
  /** At head; for a deleted file at base. */
  path: string;
  /** At base, if it was called otherwise there. */
  previousPath?: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** `text` files have hunks; the others are listed, but nobody reads lines in them. */
  kind: 'text' | 'binary' | 'too-large' | 'symlink' | 'submodule';
  base?: Entry;
  head?: Entry;
  hunks: Hunk[];
}

export interface ChangeSet {
  base: Snapshot;
  head: Snapshot;
  /** In code-unit order of `path`. The contents of both sides of each are loaded. */
  files: ChangedFile[];
}
