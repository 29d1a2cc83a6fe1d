/** Columns of a model that show personal data to readers who have not seen it. */
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { isNameOfThing } from './personal-names.ts';
import { personalValue } from './personal-origin.ts';
import type { Place } from './personal-origin.ts';
import { classificationOf, documented, isProtected } from './pii.ts';
import { comesFromEqualAudience, hadValuesOf } from './seen-values.ts';
import { shownBeside } from './shown-beside.ts';
import type { Sink } from './sinks.ts';

/** Of such a column, the worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;

export interface Exposed {
  column: OutputColumn;
  /** Where the change lets it through: in the model, or in what it takes all columns of. */
  span: Span;
  /** The column that the values come from, if it is called otherwise. */
  source: string | undefined;
  severity: (typeof severities)[number];
  /** True if somebody classified the data and it surely is new here; else it may be known, or its name says what it is. */
  proven: boolean;
  /** In a sentence or two: its path, and what shows that it is personal. */
  shown: string;
}

/** In the order of the query. */
export function exposed(sink: Sink, policy: Policy): Exposed[] {
  const { after, before, base, head, audience, replaced, through } = sink;
  if (before && base?.id === head.id && after.keepsColumns(head.id)) return [];
  const had = new Set(base && before ? columnNames(before, base) : []);
  // What a model showed whose columns are not all known may be the same.
  const isSeen = before && replaced.every(({ id }) => before.output(id).open.length === 0);
  return after.output(head.id).columns.flatMap((column) => {
    if (had.has(column.name) || isProtected(head, column.name, policy)) return [];
    const value = personalValue(after, { id: head.id, column: column.name }, column.origins, policy);
    if (!value || comesFromEqualAudience(after, before, column, policy)) return [];
    const { path, classification, named } = value;
    if (before && replaced.some((model) => hadValuesOf({ before, base: model, after }, value))) return [];
    const isClassified = classification !== undefined;
    if (!isClassified && isNameOfThing(column.name)) return [];
    const proven = isClassified && isSeen !== false;
    // Whoever marks the column in the mart as well knows what it is, and the mark's protection goes with it.
    const entry = documented(head, column.name);
    const marked = entry !== undefined && classificationOf(entry, policy) !== undefined;
    const source = path.at(-1)!;
    const shown = path
      .toReversed()
      .map((place) => placeName(after, place))
      .join(' → ');
    const why = isClassified
      ? `${code(source.column)} is classified there: ${classification}.`
      : `The name ${code((named ?? source).column)} says that it is personal data.`;
    const mask = `Nothing on the way masks it${marked ? ', though the column is marked in the mart too' : ''}.`;
    const reader = { project: after, resource: head, audience };
    const beside = before && !isClassified && shownBeside(before, reader, source, policy);
    const known = beside ? ` ${code(beside.name)} beside it shows the same already.` : '';
    return [
      {
        column,
        span:
          spanOf(
            after,
            path.find(({ id }) => through?.has(id)),
          ) ?? column.span,
        source: source.column === column.name ? undefined : placeName(after, source),
        severity: marked ? 'medium' : proven ? 'critical' : beside ? 'low' : 'high',
        proven,
        shown: `${shown}. ${why} ${mask}${known}`,
      },
    ];
  });
}

function spanOf(project: Project, place: Place | undefined): Span | undefined {
  return place && project.output(place.id).columns.find(({ name }) => name === place.column)?.span;
}

function placeName({ resources }: Project, { id, column }: Place): string {
  const resource = resources.get(id);
  return code(`${resource?.name ?? id}.${documented(resource, column)?.name ?? column}`);
}

/** The columns that a model returns, and those that its properties name in case the query does not tell. */
function columnNames(project: Project, resource: Resource): string[] {
  const { columns, open } = project.output(resource.id);
  const documented = open.length > 0 ? (resource.properties?.columns ?? []) : [];
  return [...columns.map(({ name }) => name), ...documented.map(({ name }) => name.toLowerCase())];
}
