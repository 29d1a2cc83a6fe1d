/** What Flyway knows of a versioned migration: its version, its description and the checksum of its text. */

export interface Versioned {
  /** With dots, without zeros in front: `1.2` of `V01_2__name.sql`. */
  version: string;
  description: string;
  /** Path of the folder with `/` at its end; empty for the root. */
  folder: string;
}

const name = /^((?:.*\/)?)V(\d+(?:[._]\d+)*)__([^/]+)\.sql$/s;

/** What a path says of a migration that runs once; undefined for repeatable ones, those that undo, and other files. */
export function versioned(path: string): Versioned | undefined {
  const [, folder = '', number = '', description = ''] = name.exec(path) ?? [];
  if (number === '') return undefined;
  const version = number
    .split(/[._]/)
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('.');
  return { version, description: description.replaceAll('_', ' '), folder };
}

/**
 * True for a name that begins as a versioned migration's, and that Flyway passes over: its prefix is small, or what
 * stands before the two underscores is no version. A version alone, without a description, is one.
 */
export function isPassedOver(path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return /^V\d.*\.sql$/i.test(file) && !/^V\d+(?:[._]\d+)*(?:__.*)?\.sql$/.test(file);
}

/** Equal for texts of which Flyway computes one checksum: it reads lines, and does not count what ends them. */
export function checksummed(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll(/[\r\n]/g, '');
}

/** Other tools that call their files alike, and run on although one is edited. */
const others = /(^|\/)schemachange([-_.][^/]*)?(\/|$)|(^|\/)(snowchange|evolve)[^/]*(\/|$)/i;
const settings = /(^|\/)flyway[^/]*\.(conf|toml|ya?ml|properties|json)$/i;

/**
 * The folders that are surely Flyway's: with several versioned migrations, and called as Flyway expects them or in
 * a repository with a configuration of Flyway's. None if another tool of such files is there.
 * @param paths all of a revision
 */
export function flywayFolders(paths: Iterable<string>): Set<string> {
  const counts = new Map<string, number>();
  let isConfigured = false;
  for (const path of paths) {
    if (others.test(path)) return new Set();
    if (settings.test(path)) isConfigured = true;
    const folder = versioned(path)?.folder;
    if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Set(
    [...counts].flatMap(([folder, count]) =>
      count > 1 && (isConfigured || /(^|\/)(db\/migration|flyway[^/]*)\//i.test(folder)) ? folder : [],
    ),
  );
}

/** Paths of the files that may tell Flyway to overlook edits. */
export function flywaySettings(paths: Iterable<string>): string[] {
  return [...paths].filter(
    (path) => settings.test(path) || /(^|\/)application[^/]*\.(properties|ya?ml)$/i.test(path),
  );
}

/** True for a text that switches the comparison off, or lets migrations be missing. */
export function overlooksEdits(text: string): boolean {
  return (
    /validate-?on-?migrate["']?\s*[=:]\s*["']?false/i.test(text) ||
    /ignore-?(migration-?patterns|missing-?migrations)["']?\s*[=:]/i.test(text)
  );
}

/** True for a text that has files called otherwise than by default. */
export function callsOtherwise(text: string): boolean {
  return /sql-?migration-?(prefix|separator|suffix)(es)?["']?\s*[=:]/i.test(text);
}

/** Negative if `a` comes before `b`, as numbers are compared between dots; what is missing counts as zero. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [BigInt(left[at] ?? 0), BigInt(right[at] ?? 0)];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Paths of the files in which a build, a container or a workflow may hand Flyway settings. */
export function flywayCallers(paths: Iterable<string>): string[] {
  return [...paths].filter((path) =>
    /(^|\/)(pom\.xml|build\.gradle(\.kts)?|Makefile|Dockerfile[^/]*|(docker-)?compose[^/]*\.ya?ml|\.env[^/]*|package\.json)$|^\.github\/workflows\/[^/]+$|\.sh$/.test(
      path,
    ),
  );
}

/** True for a text that speaks of running migrations behind later ones. */
export function mentionsOutOfOrder(text: string): boolean {
  return /out[-_]?of[-_]?order/i.test(text);
}
