/** Which lines of a changed file say something to a model. What a machine wrote is left out, and named. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { isForeignPath } from '../../rules/shared/path-kinds.ts';
import type { ShownLine } from './numbered-hunks.ts';
import { hunkRuns } from './numbered-hunks.ts';

export interface FileLines {
  /** Runs of lines that stand together in the file; none if there is nothing to show. */
  runs: ShownLine[][];
  /** Why not all of the change is in `runs`. */
  left?: string;
}

const contextLines = 2;
/** Of a file that is gone, and of rows of data. */
const mostSample = 8;

/** The changed lines of the file that are worth their tokens. */
export function linesFor(file: ChangedFile, change: ChangeSet): FileLines {
  const reason = machineWritten(file, change);
  if (reason !== undefined) return { runs: [], left: reason };
  if (file.status === 'deleted') return { runs: [sample(hunkRuns(file, change, 0).flat())] };
  if (isData(file.path)) return rowsOf(file, change);
  const runs = hunkRuns(file, change, contextLines);
  if (!/\.ipynb$/i.test(file.path)) return { runs };
  const written = runs.map((run) => withoutOutputs(run, file, change)).filter((run) => run.length > 0);
  const cut = written.flat().length < runs.flat().length;
  return { runs: written, ...(cut && { left: 'outputs of a notebook' }) };
}

/** True for rows rather than words. */
export function isData(path: string): boolean {
  return /\.(csv|tsv|psv|jsonl|ndjson|geojson|dat)$/i.test(path);
}

function machineWritten({ path, head }: ChangedFile, change: ChangeSet): string | undefined {
  if (
    /(^|[/.-])(lock|package-lock|pnpm-lock|npm-shrinkwrap)(\.(json|ya?ml|hcl))?$|\.lock\.hcl$|(^|\/)go\.sum$/i.test(
      path,
    )
  )
    return 'lock file';
  // What dbt writes about a project.
  if (/(^|\/)(manifest|catalog|run_results|semantic_manifest)\.json$/i.test(path)) return 'generated file';
  if (/\.(svg|map|min\.js|min\.css|snap|prof|patch)$/i.test(path) || isForeignPath(path))
    return 'generated file';
  const start = ((head && change.head.text(path)) ?? '').slice(0, 1000);
  return /@generated\b|\b(?:auto-?|automatically )generated\b.{0,80}\b(?:do not|don't) (?:edit|modify|change)\b/is.test(
    start,
  )
    ? 'generated file'
    : undefined;
}

/** The header, and the first rows that differ. */
function rowsOf(file: ChangedFile, change: ChangeSet): FileLines {
  const rows = hunkRuns(file, change, 0).flat();
  const header = (change.head.text(file.path) ?? '').split(/\r?\n/, 1)[0]!;
  const shown = sample(rows);
  const isShown = rows.some(({ number }) => number === 1);
  return {
    runs: [isShown ? shown : [{ sign: ' ', number: 1, text: header }, ...shown]],
    ...(shown.length < rows.length && { left: `${shown.length} of ${rows.length} rows were sent` }),
  };
}

function sample(lines: readonly ShownLine[]): ShownLine[] {
  return lines.slice(0, mostSample);
}

/** As notebooks are usually written: an `outputs` list ends at the bracket that stands below its name. */
function withoutOutputs(run: readonly ShownLine[], file: ChangedFile, change: ChangeSet): ShownLine[] {
  const base = outputLines((file.base && change.base.text(file.base.path)) ?? '');
  const head = outputLines(change.head.text(file.path) ?? '');
  return run.filter(({ sign, number }) => !(sign === '-' ? base : head).has(number));
}

function outputLines(text: string): Set<number> {
  const inside = new Set<number>();
  let indent: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (indent === undefined) {
      indent = /^(\s*)"(?:outputs|attachments)": [[{]\s*$/.exec(line)?.[1];
      continue;
    }
    if (line.startsWith(`${indent}]`) || line.startsWith(`${indent}}`)) indent = undefined;
    else inside.add(index + 1);
  }
  return inside;
}
