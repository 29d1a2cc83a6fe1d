/** From the renderings of a template to what its SQL says about columns. */
import type { Rendering, Span, Template } from '../jinja/rendered.ts';
import type { QueryFacts } from './facts.ts';
import type { AlikeTexts } from './alike.ts';
import { holeNames } from './holes.ts';
import { mergeFacts, type RenderingFacts } from './merge.ts';
import { nameOf, type Reading, type ReadingEnvironment, readRendering, type Wanted } from './reading.ts';
import type { Readings } from './readings.ts';

export interface LineageEnvironment extends ReadingEnvironment {
  /** Texts that may be read for one another where only columns are listed. */
  alike?: AlikeTexts;
  /** What the other revision's template says, or is to know of this one's, where everything is wanted. */
  readings?: Readings;
}

/** What lineage needs of a template. */
type Rendered = Pick<Template, 'renderings' | 'incomplete' | 'problem'>;

/**
 * What the SQL of a template says about columns, over all its renderings. Never throws.
 * @param path of the template's file, for what has no better place
 */
export function analyzeQuery(template: Rendered, environment: LineageEnvironment, path: string): QueryFacts {
  return analyze(template, environment, path, 'everything');
}

/** Its columns alone, without where they come from: what is above it is read only where that decides. */
export function listColumns(
  template: Rendered,
  environment: LineageEnvironment,
  path: string,
): Pick<QueryFacts, 'output' | 'problem'> {
  return analyze(template, environment, path, 'columns');
}

function analyze(
  template: Rendered,
  environment: LineageEnvironment,
  path: string,
  wanted: Wanted,
): QueryFacts {
  const start: Span = { path, start: 0, end: 0 };
  if (template.problem || template.renderings.length === 0) {
    const message = template.problem?.message ?? 'the template has no rendering';
    return {
      ...nothing(`its Jinja could not be read: ${message}`),
      problem: { message, span: template.problem?.span ?? start, certain: false },
    };
  }
  const { alike, engine, warehouse } = environment;
  const isWhole = wanted === 'everything';
  const read = isWhole || !alike ? template.renderings : template.renderings.map((each) => alike.of(each));
  const readings = isWhole ? environment.readings : undefined;
  const known = read.map((each) => readings?.find(each, environment));
  engine.announce(
    warehouse,
    read.flatMap(({ text }, index) => (known[index] ? [] : text)),
  );
  const all = read.map((each, index) => {
    const reading =
      known[index] ?? readings?.read(each, environment) ?? readRendering(each, environment, wanted);
    return factsOf(each, reading, start);
  });
  const written = all.filter(({ reading }) => !reading.isEmpty);
  // Where a template writes nothing, dbt builds nothing that anybody could read.
  const renderings = written.length > 0 ? written : all;
  return mergeFacts(
    renderings.filter((each) => !isUnreal(each, renderings)),
    [
      ...(template.incomplete ? ['a condition of its Jinja could go more ways than were read'] : []),
      ...renderings.flatMap((each) =>
        isUnreal(each, renderings) ? [`with other answers to its Jinja's conditions it is no SQL`] : [],
      ),
    ],
  );
}

/** True for a guess at undecided conditions that is no SQL, where the first guess is: no run takes it. */
function isUnreal(
  { variants, reading: { problem } }: RenderingFacts,
  all: readonly RenderingFacts[],
): boolean {
  if (!problem || problem.certain || problem.limit || variants.some(({ branch }) => branch === 0))
    return false;
  return variants.every(({ incremental }) =>
    all.some(
      (other) =>
        !other.reading.problem &&
        other.variants.some((variant) => variant.branch === 0 && variant.incremental === incremental),
    ),
  );
}

function nothing(reason: string): QueryFacts {
  return {
    output: { columns: [], open: [reason] },
    uses: [],
    missing: [],
    ambiguous: [],
    repeated: [],
    predicates: [],
    literalTables: [],
    incrementalPredicates: [],
  };
}

function factsOf(rendering: Rendering, reading: Reading, start: Span): RenderingFacts {
  const names = holeNames(rendering);
  for (const { token, call } of rendering.relations) names.set(token, nameOf(call));
  return {
    variants: rendering.variants,
    reading,
    locate: (place) => (place && rendering.map.span(place.start, place.end)) ?? start,
    names,
  };
}
