/** What was measured, for people and as JSON. */
import { createTwoFilesPatch } from 'diff';
import type { ReportFinding } from '../../src/report/schema.ts';
import { median } from '../support/measure.ts';
import type { Revision } from '../support/revision.ts';
import type { Measured, Result } from './measure.ts';

const expected = new Set<Result['outcome']>(['found', 'clean']);

interface Counts {
  sites: number;
  /** Found by a fitting rule, wherever; of benign edits, those without a finding. */
  right: number;
  /** In the right place besides. */
  placed: number;
  unrelated: number;
  criticals: number;
  failed: number;
}

function count(all: readonly Result[]): Counts {
  const results = all.filter(({ site }) => site.beyondProof === undefined);
  const unrelated = all.flatMap((result) => result.unrelated);
  const having = (...outcomes: Result['outcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    sites: results.length,
    right: having('found', 'misplaced', 'clean'),
    placed: having('found', 'clean'),
    unrelated: unrelated.length,
    criticals: unrelated.filter(({ severity }) => severity === 'critical').length,
    failed: having('failed'),
  };
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`;
}

/** One line on one mutation. */
export function row({ mutation, covered, results }: Measured): string {
  const { sites, right, placed, unrelated, criticals, failed } = count(results);
  const apart = beyondProof(results);
  const benign = mutation.rules.length === 0;
  const head = `${mutation.id}  ${mutation.what.padEnd(72)}`;
  if (!covered) return `${head}  no such rule: ${mutation.rules[0]}`;
  if (results.length === 0) return `${head}  no site`;
  const score = benign
    ? `clean ${right}/${sites}, false ${unrelated}`
    : `found ${right}/${sites} ${share(right, sites)}, placed ${share(placed, right)}, unrelated ${unrelated}`;
  const worse = `${criticals > 0 ? `, CRITICAL ${criticals}` : ''}${failed > 0 ? `, FAILED ${failed}` : ''}`;
  return `${head}  ${score}${apart}${worse}, ${Math.round(median(results.map(({ ms }) => ms)))} ms`;
}

/** Sites that are no part of recall, with the reasons. */
function beyondProof(results: readonly Result[]): string {
  const apart = results.filter(({ site }) => site.beyondProof !== undefined);
  if (apart.length === 0) return '';
  const found = apart.filter(({ outcome }) => outcome === 'found' || outcome === 'misplaced').length;
  const reasons = [...new Set(apart.map(({ site }) => site.beyondProof))].join('; ');
  return `, beyond proof ${apart.length}, of which found ${found} (${reasons})`;
}

/** Per rule, over all mutations that it is the first choice for. */
export function ruleTable(measured: readonly Measured[]): string {
  const ids = [
    ...new Set(measured.flatMap(({ mutation, covered }) => (covered ? (mutation.rules[0] ?? []) : []))),
  ];
  return ids
    .toSorted()
    .map((id) => {
      const results = measured.filter(({ mutation }) => mutation.rules[0] === id).flatMap((it) => it.results);
      const { sites, right, placed } = count(results);
      return `${id.padEnd(40)} recall ${share(right, sites).padStart(5)} of ${sites}, placed ${share(placed, right)}`;
    })
    .join('\n');
}

export function totals(measured: readonly Measured[]): string {
  const of = (benign: boolean) =>
    count(
      measured.filter(({ mutation }) => (mutation.rules.length === 0) === benign).flatMap((it) => it.results),
    );
  const broken = of(false);
  const benign = of(true);
  return [
    `broken: ${broken.sites} sites, recall ${share(broken.right, broken.sites)}, placed ${share(broken.placed, broken.right)}, ` +
      `unrelated ${broken.unrelated} (critical ${broken.criticals}), failed ${broken.failed}`,
    `benign: ${benign.sites} sites, clean ${share(benign.right, benign.sites)}, false findings ${benign.unrelated} ` +
      `(critical ${benign.criticals}), failed ${benign.failed}`,
  ].join('\n');
}

/** Each site that did not go as expected: the edit, and what was said of it. */
export function* explained({ mutation, results }: Measured, revision: Revision): Generator<string> {
  for (const result of results) {
    if (expected.has(result.outcome) && result.unrelated.length === 0) continue;
    const { site, outcome, problem } = result;
    const places = site.places.map(({ path, line, side = 'head' }) => `${path}:${line} (${side})`);
    yield [
      `--- ${mutation.id} ${outcome}: ${site.name}${problem ? `: ${problem}` : ''}`,
      ...(places.length > 0 ? [`expected ${mutation.rules.join(' or ')} at ${places.join(' or ')}`] : []),
      ...Object.entries(site.overlay ?? {}).map(([path, text]) =>
        patch(path, revision.texts.get(path) ?? '', text, 'overlay'),
      ),
      ...Object.entries(site.head).map(([path, text]) =>
        patch(path, site.overlay?.[path] ?? revision.texts.get(path) ?? '', text ?? '', 'head'),
      ),
      ...(result.unknown ?? []).map((why) => `  ${why}`),
      ...result.findings.map(
        (finding) => `${result.unrelated.includes(finding) ? '! ' : '  '}${line(finding)}`,
      ),
      '',
    ].join('\n');
  }
}

function patch(path: string, before: string, after: string, side: string): string {
  return createTwoFilesPatch(path, path, before, after, undefined, side, { context: 2 });
}

function line({ rule, severity, confidence, location, title, message }: ReportFinding): string {
  return `${severity} ${confidence} ${rule} ${location.path}:${location.startLine} (${location.side}) ${title}\n    ${message.replaceAll('\n', '\n    ')}`;
}

export function asJson(commit: string, seed: string, measured: readonly Measured[]): unknown {
  return {
    commit,
    seed,
    mutations: measured.map(({ mutation: { id, what, rules }, covered, results }) => ({
      id,
      what,
      rules,
      covered,
      ...count(results),
      sitesInDetail: results.map(({ site, outcome, unrelated, problem }) => ({
        name: site.name,
        outcome,
        unrelated: unrelated.map(({ rule, severity, title }) => ({ rule, severity, title })),
        ...(problem !== undefined && { problem }),
      })),
    })),
  };
}
