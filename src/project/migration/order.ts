/** In which order the migrations of one folder run. */
import { compareVersions } from './flyway.ts';

interface Turn {
  /** `R__…` runs again whenever it changes, behind all that have a version. */
  repeats: boolean;
  version: string;
  path: string;
}

/**
 * The paths as they run: by version, time or number in front of the file's name or its own folder's. Undefined if
 * one has none, as where a plan beside the files says the order.
 * @param home the folder that holds them, with `/` at its end
 */
export function inOrder(paths: readonly string[], home: string): string[] | undefined {
  const turns = paths.flatMap((path) => turnOf(path, home) ?? []);
  if (turns.length < paths.length) return undefined;
  return turns.sort(compareTurns).map(({ path }) => path);
}

function turnOf(path: string, home: string): Turn | undefined {
  const name = path.slice(home.length);
  if (/^R__/.test(name)) return { repeats: true, version: '0', path };
  const [, number] = /^[VB]?(\d{1,40}(?:[._-]\d{1,40}){0,20})/.exec(name) ?? [];
  return number === undefined
    ? undefined
    : { repeats: false, version: number.replaceAll(/[_-]/g, '.'), path };
}

function compareTurns(a: Turn, b: Turn): number {
  if (a.repeats !== b.repeats) return a.repeats ? 1 : -1;
  const versions = compareVersions(a.version, b.version);
  return versions === 0 ? (a.path < b.path ? -1 : 1) : versions;
}
