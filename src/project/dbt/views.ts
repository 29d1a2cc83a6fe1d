/** What one dbt_project.yml is where an environment variable names folders: a project for each value it may have. */
import type { Snapshot } from '../../change/snapshot.ts';
import { extension, join, relative } from './paths.ts';
import { type FolderKind, folderKinds, type ProjectFile } from './project-file.ts';

/** A project file with folders as one run has them. */
export interface View {
  file: ProjectFile;
  /** What the variable is; absent in a run without it. */
  value?: string;
}

export interface Views {
  /** At least one. */
  views: readonly View[];
  /** Folders, and how they are written, of which nobody can tell what else they may be. */
  unknown: readonly { root: string; folder: string; written: string }[];
  /** True if the views lack folders that a run has. */
  incomplete: boolean;
}

/** What is beside a project's own files. */
export interface Surroundings {
  root: string;
  /** Of the repository's files, by path. */
  entries: Snapshot['entries'];
  /** True for files of other projects inside of this one. */
  isNested: (path: string) => boolean;
  /** So many views at most; with more of them nobody knows which ones are run. */
  most: number;
  /** Views of the later revision, by value: there is something to compare them with at the earlier one. */
  later?: ReadonlySet<string | undefined>;
}

/** `before {{ env_var('variable', 'fallback') }} after` */
interface Pattern {
  kind: FolderKind;
  written: string;
  before: string;
  variable: string;
  fallback?: string;
  after: string;
}

const call =
  /^([^{}]*)\{\{-?\s*env_var\(\s*(['"])([^'"\\]+)\2\s*(?:,\s*(?:default\s*=\s*)?(['"])([^'"\\{}]*)\4\s*)?\)\s*-?\}\}([^{}]*)$/;

/** Besides the project's own, folders of the root that hold no models. */
const notModels = new Set(['target', 'logs', 'dbt_packages', 'dbt_modules', 'node_modules', 'venv']);

/** Where models alone are kept there is nothing but these. */
const readable = new Set(['sql', 'py', 'yml', 'yaml', 'md', 'csv']);

/**
 * Each folder that the variable may name makes a view of its own, beside the one of a run without the variable, if
 * there is such a folder. A folder that has no fixed part in its name must look like one of models.
 */
export function viewsOf(file: ProjectFile, around: Surroundings): Views {
  const written = folderKinds.flatMap((kind) =>
    file.folders[kind].flatMap((folder) => (isTemplate(folder) ? { kind, folder } : [])),
  );
  if (written.length === 0) return { views: [{ file }], unknown: [], incomplete: false };
  const rest = filled(file, () => undefined);
  const patterns = written.flatMap(({ kind, folder }) => patternOf(kind, folder) ?? []);
  const areAll = patterns.length === written.length;
  if (areAll && patterns.every((pattern) => isCovered(pattern, rest)))
    return { views: [{ file: rest }], unknown: [], incomplete: false };

  const isBounded = around.most > 0;
  const usual = areAll && isBounded ? usualOf(file, patterns, around) : undefined;
  if (areAll && isBounded && new Set(patterns.map(({ variable }) => variable)).size === 1) {
    const views = [
      ...(usual ? [{ file: usual }] : []),
      ...valuesBeside(usual, patterns, rest, around).map((value) => ({
        file: filled(file, (each) => folderOf(each, value)),
        value,
      })),
    ];
    if (views.length > 0 && views.length <= around.most) return { views, unknown: [], incomplete: false };
  }
  const unknown = written.map(({ folder }) => ({
    root: around.root,
    folder: join(around.root, placeOf({ before: folder.slice(0, folder.indexOf('{')) })) ?? around.root,
    written: folder,
  }));
  return { views: [{ file: usual ?? rest }], unknown, incomplete: !usual };
}

/** As a run without the variables has it; undefined if there is no such run, or no such folder. */
function usualOf(
  file: ProjectFile,
  patterns: readonly Pattern[],
  around: Surroundings,
): ProjectFile | undefined {
  const folders = patterns.flatMap((each) =>
    each.fallback === undefined ? [] : folderOf(each, each.fallback),
  );
  const isThere = around.later?.has(undefined) || folders.some((folder) => holdsAny(folder, around));
  if (folders.length < patterns.length || !isThere) return undefined;
  return filled(file, (each) => each.fallback !== undefined && folderOf(each, each.fallback));
}

/** Values besides the default, in code-unit order. */
function valuesBeside(
  usual: ProjectFile | undefined,
  patterns: readonly Pattern[],
  rest: ProjectFile,
  around: Surroundings,
): string[] {
  const isWhole = usual && patterns.some((pattern) => isCovered(pattern, usual) || isBare(pattern));
  const values = new Set(isWhole ? [] : valuesOf(patterns, rest, around));
  for (const value of around.later ?? []) if (value !== undefined) values.add(value);
  if (usual) for (const { fallback } of patterns) values.delete(fallback!);
  return [...values].sort();
}

/** True if two revisions of a project differ in how variables name its folders. */
export function namesOtherwise(a: ProjectFile, b: ProjectFile): boolean {
  const [one, other] = [a, b].map(({ folders }) => JSON.stringify(folderKinds.map((kind) => folders[kind])));
  return one !== other && [a, b].some(({ folders }) => Object.values(folders).flat().some(isTemplate));
}

function isTemplate(folder: string): boolean {
  return /\{[{%]/.test(folder);
}

/** Undefined if more than one variable's plain value is in it. */
function patternOf(kind: FolderKind, written: string): Pattern | undefined {
  const [, before = '', , variable, , fallback, after = ''] = call.exec(written.trim()) ?? [];
  if (variable === undefined || /(^|\/)\.\.(\/|$)/.test(`${before}x${after}`)) return undefined;
  return {
    kind,
    written,
    before: before.replace(/^(\.?\/)+/, ''),
    variable,
    ...(fallback !== undefined && { fallback }),
    after: after.replace(/\/+$/, ''),
  };
}

function folderOf({ before, after }: Pattern, value: string): string {
  return `${before}${value}${after}`;
}

/** The folder of which the named one is a part. */
function placeOf({ before }: Pick<Pattern, 'before'>): string {
  return before.slice(0, Math.max(0, before.lastIndexOf('/')));
}

function isBare({ before, after }: Pattern): boolean {
  return before === '' && after === '';
}

/** With other folders in place of those that are templates; without those for which there is none. */
function filled(file: ProjectFile, folder: (pattern: Pattern) => string | false | undefined): ProjectFile {
  const folders = { ...file.folders };
  for (const kind of folderKinds) {
    folders[kind] = file.folders[kind].flatMap((written) => {
      if (!isTemplate(written)) return written;
      const pattern = patternOf(kind, written);
      const named = pattern && folder(pattern);
      return typeof named === 'string' ? named : [];
    });
  }
  return { ...file, folders };
}

/** True if a folder of its kind holds whatever the pattern may name. */
function isCovered(pattern: Pattern, { folders }: ProjectFile): boolean {
  return folders[pattern.kind].some((folder) => isBelow(placeOf(pattern), folder));
}

function isBelow(folder: string, other: string): boolean {
  const [inner, outer] = [join('', folder), join('', other)];
  return (
    inner !== undefined && outer !== undefined && (inner === outer || relative(outer, inner) !== undefined)
  );
}

function holdsAny(folder: string, { root, entries }: Surroundings): boolean {
  const whole = join(root, folder);
  if (whole === undefined) return false;
  for (const path of entries.keys()) if (relative(whole, path) !== undefined) return true;
  return false;
}

/** What is seen of a folder that may be named. */
interface Candidate {
  /** Has what its kind of folder is for. */
  fits: boolean;
  isDescribed: boolean;
  /** Has what no folder of the kind needs. */
  isStrange: boolean;
}

/** Values that lead to a folder with files of its kind. */
function valuesOf(
  patterns: readonly Pattern[],
  { folders, installPath }: ProjectFile,
  { root, entries, isNested }: Surroundings,
): string[] {
  const taken = [...Object.values(folders).flat(), installPath];
  const matchers = patterns.map((pattern) => ({
    pattern,
    matcher: matcherOf(pattern),
    found: new Map<string, Candidate>(),
  }));
  for (const path of entries.keys()) {
    const inside = relative(root, path);
    if (inside === undefined) continue;
    for (const { pattern, matcher, found } of matchers) {
      const value = matcher.exec(inside)?.[1];
      if (value === undefined || value.startsWith('.') || isNested(path)) continue;
      const candidate = found.get(value) ?? { fits: false, isDescribed: false, isStrange: false };
      const kind = extension(path);
      candidate.fits ||= fits(pattern.kind, kind);
      candidate.isDescribed ||= kind === 'yml' || kind === 'yaml';
      candidate.isStrange ||= !readable.has(kind);
      found.set(value, candidate);
    }
  }
  const values = matchers.flatMap(({ pattern, found }) =>
    [...found].flatMap(([value, { fits: isOfKind, isDescribed, isStrange }]) => {
      const folder = folderOf(pattern, value);
      const isTaken =
        notModels.has(folder.split('/', 1).join()) || taken.some((other) => isBelow(folder, other));
      const looksRight = !isBare(pattern) || (isDescribed && !isStrange);
      return isOfKind && looksRight && !isTaken ? value : [];
    }),
  );
  return values;
}

function matcherOf({ before, after }: Pattern): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal(before)}([^/]+)${literal(after)}/`);
}

function fits(kind: FolderKind, ending: string): boolean {
  if (kind === 'seed') return ending === 'csv';
  if (kind === 'docs') return ending === 'md';
  return ending === 'sql' || (kind === 'model' && ending === 'py');
}
