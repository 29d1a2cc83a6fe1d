/**
 * How well a repository is understood: what is parsed, which column lists are complete, which references are sure.
 *
 *     npm run bench:lineage -- --repo DIR [--json]
 *
 * The newest commit is read as it is. A project that works has no missing columns, and what its properties files
 * document is there: both tell how far the reading can be trusted. Shares are of everything, what could not be read
 * included.
 */
import { parseArgs } from 'node:util';
import { changeSet } from '../src/change/diff.ts';
import type { Resource } from '../src/project/dbt/resources.ts';
import type { Rendering } from '../src/project/jinja/rendered.ts';
import type { Project } from '../src/project/project.ts';
import { openWorkspace } from '../src/project/workspace.ts';
import { newestRevision } from './support/revision.ts';
import type { Revision } from './support/revision.ts';

/** A part of a whole. */
interface Share {
  part: number;
  of: number;
}

interface Understanding {
  project: string;
  dialect: string;
  measures: Record<string, Share>;
  /** Why outputs are open and files unread, the most frequent first. */
  reasons: [string, number][];
  /** What a working project should not have: `model.column`. */
  suspicious: string[];
}

class Tally {
  readonly measures: Record<string, Share> = {};
  readonly #reasons = new Map<string, number>();

  count(measure: string, holds: boolean, times = 1): void {
    const share = (this.measures[measure] ??= { part: 0, of: 0 });
    share.of += times;
    if (holds) share.part += times;
  }

  /** By the first cause, without names, so that equal reasons count as one. */
  reason(why: string): void {
    const cause = why.replace(/^(the columns of \S+ are not all known: )+/, '');
    const kind = cause.replaceAll(/`[^`]*`|'[^']*'/g, '…').replaceAll(/\b\d+\b/g, 'N');
    this.#reasons.set(kind, (this.#reasons.get(kind) ?? 0) + 1);
  }

  reasons(): [string, number][] {
    return [...this.#reasons].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }
}

function understanding(project: Project, { texts }: Revision): Understanding {
  const tally = new Tally();
  const suspicious: string[] = [];
  for (const resource of project.resources.values()) {
    if (resource.type !== 'model' || resource.enabled === false || !resource.path.endsWith('.sql')) continue;
    readModel(project, resource, tally, suspicious);
    for (const rendering of project.template(resource.id)?.renderings ?? []) mapped(rendering, texts, tally);
    columnPlaces(project, resource, texts, tally);
  }
  return {
    project: project.root || project.name,
    dialect: project.dialect,
    measures: tally.measures,
    reasons: tally.reasons(),
    suspicious,
  };
}

/** True if what is missing stands in a warehouse, or in a package that the repository does not hold. */
function isElsewhere(why: string): boolean {
  return /a source may have columns that are not listed|the relations of a union|the values (of a pivot|in a column)|the result of a query|a loop over something unknown|is not in this repository|the columns of a relation that is not known|of `\w+` are not known/.test(
    why,
  );
}

function readModel(project: Project, resource: Resource, tally: Tally, suspicious: string[]): void {
  const template = project.template(resource.id);
  const query = project.query(resource.id);
  const output = project.output(resource.id);
  const isParsed = query !== undefined && !query.problem;
  tally.count('Jinja rendered', template !== undefined && !template.problem);
  tally.count('SQL parsed', isParsed);
  tally.count('output closed', output.open.length === 0);
  if (!output.open.some(isElsewhere))
    tally.count('output closed, where the repository alone decides', output.open.length === 0);
  for (const why of new Set(output.open)) tally.reason(why);
  if (query?.problem) tally.reason(`SQL: ${query.problem.message}`);
  for (const { target } of resource.dependencies)
    tally.count('refs and sources resolved', target !== undefined);
  // One name in the text may stand for columns of many relations, those that a union puts together.
  const names = new Map<string, boolean>();
  for (const { exact, column, span } of query?.uses ?? []) {
    const key = `${span.path} ${span.start} ${span.end} ${column}`;
    names.set(key, exact && (names.get(key) ?? true));
  }
  for (const exact of names.values()) tally.count('column references sure', exact);
  for (const { column } of query?.missing ?? [])
    suspicious.push(`${resource.name}.${column} is said to be missing`);
  for (const { column } of query?.ambiguous ?? [])
    suspicious.push(`${resource.name}.${column} is said to be ambiguous`);
  tally.count('column references sure', false, query?.missing.length ?? 0);
  for (const { name } of resource.properties?.columns ?? []) {
    if (output.open.length > 0) continue;
    // `address.city` is a field of a column that is there.
    const [documented] = name.toLowerCase().replaceAll(/["`]/g, '').split('.');
    const isThere = output.columns.some((column) => column.name === documented);
    tally.count('documented columns found in closed outputs', isThere);
    if (!isThere) suspicious.push(`${resource.name}.${name} is documented, but not in its output`);
  }
}

/** Identifiers that came unchanged out of a file must stand in it where the source map says. */
function mapped({ text, map }: Rendering, texts: ReadonlyMap<string, string>, tally: Tally): void {
  for (const { 0: word, index } of text.matchAll(/[a-z_]\w*/gi)) {
    const first = map.at(index);
    const last = map.at(index + word.length - 1);
    tally.count('rendered identifiers with a place', first !== undefined && last !== undefined);
    if (!first?.verbatim || !last?.verbatim || first.path !== last.path) continue;
    // Put together by Jinja, as in `{{ prefix }}_id`: it stands nowhere as a whole.
    const isWhole = [...word].every((_, at) => map.at(index + at)?.start === first.start + at);
    if (!isWhole && last.end - first.start !== word.length) continue;
    tally.count(
      'places that hold the identifier',
      texts.get(first.path)?.slice(first.start, last.end) === word,
    );
  }
}

/** Where a column of the model's own file is first written, its name or a star must stand. */
function columnPlaces(
  project: Project,
  { id, path }: Resource,
  texts: ReadonlyMap<string, string>,
  tally: Tally,
): void {
  for (const { name, span } of project.output(id).columns) {
    if (span.path !== path) continue;
    const text = texts.get(path)!;
    const written = text.slice(span.start, span.end).toLowerCase();
    // What Jinja makes has the place of its tag.
    const inTag =
      text.lastIndexOf('{{', span.start) > text.lastIndexOf('}}', span.start) || /\{[{%]/.test(written);
    const isThere = written.includes('*') || inTag || written.includes(name);
    tally.count('output columns whose place names them', isThere);
  }
}

const { values } = parseArgs({
  options: { repo: { type: 'string' }, json: { type: 'boolean', default: false } },
});
if (values.repo === undefined) {
  console.error('usage: npm run bench:lineage -- --repo DIR [--json]');
  process.exit(2);
}
const revision = await newestRevision(values.repo);
const snapshot = revision.with({});
const started = performance.now();
const workspace = await openWorkspace(await changeSet(snapshot, snapshot), undefined, 'all');
try {
  const found = workspace.projects.flatMap(({ head }) => (head ? understanding(head, revision) : []));
  const seconds = (performance.now() - started) / 1000;
  if (values.json)
    console.log(JSON.stringify({ commit: revision.commit, seconds, projects: found }, null, 2));
  else print(found, seconds);
} finally {
  workspace.close();
}

function print(found: readonly Understanding[], seconds: number): void {
  for (const { project, dialect, measures, reasons, suspicious } of found) {
    console.log(`${project} (${dialect})`);
    for (const [name, { part, of }] of Object.entries(measures)) {
      console.log(`  ${name.padEnd(46)} ${part} of ${of}, ${((100 * part) / Math.max(1, of)).toFixed(1)} %`);
    }
    for (const [why, times] of reasons.slice(0, 12)) console.log(`  ${String(times).padStart(4)} × ${why}`);
    for (const what of suspicious.slice(0, 20)) console.log(`  ? ${what}`);
    if (suspicious.length > 20) console.log(`  ? and ${suspicious.length - 20} more`);
  }
  console.log(`${seconds.toFixed(1)} s`);
}
