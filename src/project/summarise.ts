/** What the report says about the project beside the findings. */
import { code } from '../finding.ts';
import type { Finding } from '../finding.ts';
import type { JinjaProblem } from './jinja/rendered.ts';
import { brokenFiles } from './bi/broken-files.ts';
import { type Impact, impactOf } from './impact.ts';
import type { ProjectChange, Workspace } from './project.ts';

export interface Understanding {
  /** What a reader must know to judge the report. */
  notes: string[];
  /** The picture of the project that the change hits hardest; none if it reaches nothing. */
  impact?: Impact;
}

/** Says what was understood of both revisions, and draws what the change reaches. */
export function summarise(workspace: Workspace, findings: readonly Finding[]): Understanding {
  const notes = notesOn(workspace);
  const { projects } = workspace;
  const files = brokenFiles(findings);
  const pictures = projects.map((change) => impactOf(change, brokenBy(findings, change), files));
  const broken = ({ nodes }: Impact) => nodes.filter(({ state }) => state === 'broken').length;
  const inBi = ({ nodes }: Impact) => nodes.filter(({ type }) => type === 'bi_file').length;
  const [worst] = pictures.sort(
    (a, b) =>
      broken(b) - broken(a) ||
      inBi(b) - inBi(a) ||
      b.edges.length - a.edges.length ||
      b.nodes.length - a.nodes.length,
  );
  return worst && worst.nodes.length > 0 ? { notes, impact: worst } : { notes };
}

function notesOn({ projects, untouched }: Workspace): string[] {
  if (projects.length + untouched.length === 0) {
    return [
      'There is no dbt_project.yml in this repository: only the rules that need no dbt project had something to review.',
    ];
  }
  return projects.flatMap(({ head }) => {
    const broken = paths(head?.problems ?? []);
    const unread = paths(head?.unread ?? []);
    return [
      ...(broken.length > 0
        ? [`What these files define is unknown, because they cannot be read: ${shown(broken)}.`]
        : []),
      ...(unread.length > 0
        ? [
            `The SQL of these files went over a limit of size, depth or time, so their columns were not reviewed: ${shown(unread)}.`,
          ]
        : []),
    ];
  });
}

function paths(problems: readonly JinjaProblem[]): string[] {
  return [...new Set(problems.map(({ span }) => span.path))];
}

function shown(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).map(code).join(', ')}${more}`;
}

/** What a proven critical quality finding names at head is no longer built; other findings break nothing. */
function brokenBy(findings: readonly Finding[], { head }: ProjectChange): Set<string> {
  const failing = findings.filter(
    ({ rule, severity, confidence }) =>
      rule.startsWith('quality/') && severity === 'critical' && confidence === 'proven',
  );
  const places = failing.flatMap(({ location, related }) => [location, ...related]);
  const paths = new Set(places.filter(({ side }) => side === 'head').map(({ path }) => path));
  const resources = [...(head?.resources.values() ?? [])];
  return new Set(
    resources.filter(({ path, type }) => type !== 'source' && paths.has(path)).map(({ id }) => id),
  );
}
