/** Markdown files that differ in nothing but docs blocks which come newly. */
import { parseMacroFile } from '../jinja/macro-file.ts';

/**
 * The names of docs blocks that a file holds newly; undefined if another one differs, or if the file is gone.
 * @param before undefined if the file is new
 */
export function addedDocs(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string[] | undefined {
  if (after === undefined) return undefined;
  const [old, now] = [before ?? '', after].map((text) => parseMacroFile({ path, text }).docs);
  const texts = new Map(now!.map(({ name, text }) => [name, text]));
  const isKept = old!.every(({ name, text }) => texts.get(name) === text);
  // One of two blocks of a name counts.
  if (!isKept || texts.size < now!.length) return undefined;
  const known = new Set(old!.map(({ name }) => name));
  return [...texts.keys()].filter((name) => !known.has(name));
}

/** True if the file holds a docs block of one of the names. */
export function holdsDocs(path: string, text: string, names: readonly string[]): boolean {
  if (!names.some((name) => text.includes(name))) return false;
  return parseMacroFile({ path, text }).docs.some(({ name }) => names.includes(name));
}
