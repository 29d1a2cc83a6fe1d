/** Files of macros that differ: what that does shows where one of them is named, and nowhere else. */
import { parseMacroFile } from '../jinja/macro-file.ts';

/**
 * The names that those call who mean a macro of a file: without the adapter's, which dispatch puts in front. Undefined
 * if the file cannot be read, or holds what runs without being named so: tests, materializations, snapshots, and what
 * dbt itself calls to name relations.
 * @param texts of the file, at both revisions; undefined where there is none
 */
export function macroNames(path: string, texts: readonly (string | undefined)[]): string[] | undefined {
  const names = new Set<string>();
  for (const text of texts) {
    const { macros, snapshots, problem } = parseMacroFile({ path, text: text ?? '' });
    if (problem || snapshots.length > 0) return undefined;
    for (const { kind, name } of macros) {
      if (kind !== 'macro' || name.includes('generate_')) return undefined;
      names.add(name.replace(/^.*?__(?=.)/, ''));
    }
  }
  return [...names];
}

/** A dispatched name that is put together: it may be any. */
const anyName = /\bdispatch\s*\((?!\s*(?:macro_name\s*=\s*)?(["'])\w*\1\s*[,)])/;

/** True if a text names one of the macros, in whatever sense, or calls one by a name that is made on the way. */
export function mentionsAny(text: string, names: readonly string[]): boolean {
  if (anyName.test(text)) return true;
  const found = names.filter((name) => text.includes(name));
  return found.length > 0 && new RegExp(String.raw`(?<!\w)(?:\w+__)?(?:${found.join('|')})(?!\w)`).test(text);
}
