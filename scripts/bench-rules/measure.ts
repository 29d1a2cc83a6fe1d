/** Reviews the sites of a mutation and compares what is found with what was done. */
import { resolveConfig } from '../../src/config/resolve.ts';
import { atLeast } from '../../src/finding.ts';
import { changeSet } from '../../src/change/diff.ts';
import type { Snapshot } from '../../src/change/snapshot.ts';
import { createReading, openWorkspace } from '../../src/project/workspace.ts';
import type { Reading } from '../../src/project/workspace.ts';
import type { Report, ReportFinding } from '../../src/report/schema.ts';
import { review } from '../../src/review.ts';
import { rules } from '../../src/rules/index.ts';
import { systemClock } from '../../src/run/clock.ts';
import type { Revision } from '../support/revision.ts';
import type { Corpus } from './corpus.ts';
import type { Mutation, Site } from './mutation.ts';
import { createRandom } from '../support/random.ts';

/** A line may be off by this much: statements and entries have more than one. */
const tolerance = 2;

export interface Result {
  site: Site;
  /** `found`: by a fitting rule in the right place; `misplaced`: elsewhere. Benign edits are `clean` or not. */
  outcome: 'found' | 'misplaced' | 'missed' | 'clean' | 'accused' | 'failed';
  findings: readonly ReportFinding[];
  /** At least medium, and not of what was done. */
  unrelated: readonly ReportFinding[];
  /** Why the review did not come to its end. */
  problem?: string;
  /** Of a miss: what the product could not know of the changed resources. */
  unknown?: readonly string[];
  ms: number;
}

export interface Measured {
  mutation: Mutation;
  /** False if no rule of the product is meant to find it yet. */
  covered: boolean;
  results: readonly Result[];
}

const ids = new Set(rules.map(({ id }) => id));

/** One after the other; `sites` at most, of those that the repository offers. */
export async function measure(
  mutations: readonly Mutation[],
  revision: Revision,
  corpus: Corpus,
  options: { sites: number; seed: string; onDone?: (measured: Measured) => void },
): Promise<Measured[]> {
  const reading = createReading();
  const all: Measured[] = [];
  try {
    for (const mutation of mutations) {
      const covered = mutation.rules.length === 0 || mutation.rules.some((id) => ids.has(id));
      const random = createRandom(`${options.seed}:${mutation.id}`);
      const sites = covered ? first(mutation.sites(corpus, random), options.sites) : [];
      const results: Result[] = [];
      for (const site of sites) results.push(await tried(mutation, site, revision, reading));
      all.push({ mutation, covered, results });
      options.onDone?.(all.at(-1)!);
    }
  } finally {
    reading.close();
  }
  return all;
}

/** No more than needed: the rest is never made. */
function first<T>(values: Iterable<T>, count: number): T[] {
  const found: T[] = [];
  for (const value of values) {
    found.push(value);
    if (found.length === count) break;
  }
  return found;
}

async function tried(mutation: Mutation, site: Site, revision: Revision, reading: Reading): Promise<Result> {
  const started = performance.now();
  const config = resolveConfig({ rules: [...ids].map((id) => ({ id })) });
  const overlay = site.overlay ?? {};
  const base = revision.with(overlay);
  const head = revision.with({ ...overlay, ...site.head });
  let report: Report;
  try {
    report = await review({ config, base, head, clock: systemClock, reading });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { site, outcome: 'failed', findings: [], unrelated: [], problem, ms: performance.now() - started };
  }
  const ms = performance.now() - started;
  const failed = report.agents.find(({ status }) => status !== 'ok' && status !== 'skipped');
  const judged = judge(mutation, site, report.findings);
  if (judged.outcome === 'missed') return { ...judged, unknown: await unknowns(base, head, reading), ms };
  return failed
    ? { ...judged, outcome: 'failed', problem: `${failed.name}: ${failed.reason ?? failed.status}`, ms }
    : { ...judged, ms };
}

/** Why the columns of what changed, or of what reads it, are not all known. */
async function unknowns(base: Snapshot, head: Snapshot, reading: Reading): Promise<string[]> {
  const { projects } = await openWorkspace(await changeSet(base, head), reading);
  return projects.flatMap(({ base: before, head: after, changes }) =>
    changes.flatMap(({ id }) =>
      [before, after].flatMap((project, side) => {
        if (!project?.resources.has(id)) return [];
        const open = (of: string) => project.output(of).open.map((why) => `${of} is open: ${why}`);
        const problem = project.query(id)?.problem?.message;
        const readers = project.consumers(id).flatMap(({ resource }) => {
          const unread = project.query(resource.id)?.problem?.message;
          return unread ? [`${resource.id} is not read: ${unread}`] : [];
        });
        const known = [...open(id), ...(problem ? [`${id} is not read: ${problem}`] : []), ...readers];
        return known.map((why) => `${side === 0 ? 'base' : 'head'}: ${why}`);
      }),
    ),
  );
}

/** What the findings are worth, by the mutator's own record. */
export function judge(
  { rules: fitting, also = [] }: Pick<Mutation, 'rules' | 'also'>,
  site: Site,
  findings: readonly ReportFinding[],
): Omit<Result, 'ms'> {
  if (fitting.length === 0)
    return { site, outcome: findings.length > 0 ? 'accused' : 'clean', findings, unrelated: findings };
  const byRule = findings.filter(({ rule }) => fitting.includes(rule));
  const placed = byRule.filter((finding) => isPlaced(site, finding));
  const right = new Set(placed.length > 0 ? placed : byRule.slice(0, 1));
  const unrelated = findings.filter(
    (finding) =>
      (!right.has(finding) && !also.includes(finding.rule) && atLeast(finding.severity, 'medium')) ||
      (right.has(finding) && site.atMost !== undefined && !atLeast(site.atMost, finding.severity)),
  );
  const outcome = placed.length > 0 ? 'found' : byRule.length > 0 ? 'misplaced' : 'missed';
  return { site, outcome, findings, unrelated };
}

function isPlaced({ places }: Site, { location }: ReportFinding): boolean {
  return places.some(
    ({ path, line, side = 'head' }) =>
      location.path === path && location.side === side && Math.abs(line - location.startLine) <= tolerance,
  );
}
