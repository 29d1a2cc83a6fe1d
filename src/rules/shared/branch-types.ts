/** Branches of a UNION, INTERSECT or EXCEPT that give one column types of two kinds. */
import { code } from '../../finding.ts';
import type { SetShape, Shape, TypeShape } from '../../project/lineage/shape.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { isConditional } from './conditional.ts';
import { queryChanges, type Queried } from './query-change.ts';
import { typeFamily, type TypeFamily } from './sql-types.ts';

type Typed = SetShape['typed'][number];

/** What is like what; types that some warehouses unite with any other have no kind. */
const kinds: Partial<Record<TypeFamily, string>> = {
  integer: 'number',
  decimal: 'number',
  float: 'number',
  text: 'text',
  date: 'date',
  timestamp: 'date',
  boolean: 'boolean',
};

/** Warehouses that refuse to unite two kinds; others turn the values of one branch into the other's. */
const strict = new Set(['bigquery', 'postgres', 'redshift', 'trino', 'athena']);
/** Columns have no types of their own, or those of two branches need not be related. */
const lax = new Set(['sqlite', 'mysql', 'clickhouse']);

/** Columns whose types no longer agree between the branches; of new queries only what the warehouse refuses. */
export function* unlikeTypes(context: RuleContext): Iterable<RuleFinding> {
  for (const { before, after } of queryChanges(context)) {
    const { dialect } = after.project;
    if (lax.has(dialect)) continue;
    const refuses = strict.has(dialect);
    const earlier = before?.shape.sets.flatMap((set) => set.typed) ?? [];
    for (const [index, set] of after.shape.sets.entries()) {
      const then = sameSet(before?.shape, after.shape, index);
      const unlike = set.typed.find((now) => {
        if (!differs(now, dialect)) return false;
        if (refuses) return !earlier.some((each) => each.name === now.name && differs(each, dialect));
        const was = then?.typed.find(({ name }) => name === now.name);
        return was && !now.left.empty && !now.right.empty && agrees(was, dialect);
      });
      if (!unlike) continue;
      yield finding(context, after, set, unlike, then, refuses);
      break;
    }
  }
}

/** Among other set operations than before, the same one cannot be told. */
function sameSet(before: Shape | undefined, { sets }: Shape, index: number): SetShape | undefined {
  return before?.sets.length === sets.length ? before.sets[index] : undefined;
}

function kindOf({ type, literal }: TypeShape, dialect: string): string | undefined {
  const family = typeFamily(type, dialect);
  const kind = family && kinds[family];
  return kind === 'text' && literal ? 'words' : kind;
}

/** True if it is sure that the two are no types of one kind. */
function differs({ left, right }: Typed, dialect: string): boolean {
  const pair = [kindOf(left, dialect), kindOf(right, dialect)].sort().join();
  // What is written out may be read as a date, and numbers as truth.
  return ['number,text', 'number,words', 'date,text', 'boolean,text', 'date,number'].includes(pair);
}

function agrees({ left, right }: Typed, dialect: string): boolean {
  const kind = kindOf(left, dialect);
  return kind !== undefined && kind === kindOf(right, dialect);
}

function finding(
  { change }: RuleContext,
  { project, resource }: Queried,
  set: SetShape,
  { name, left, right }: Typed,
  then: SetShape | undefined,
  refuses: boolean,
): RuleFinding {
  const was = then?.typed.find((each) => each.name === name);
  const isLeft = was !== undefined && was.right.type === right.type && was.left.type !== left.type;
  const [changed, other] = isLeft ? [left, right] : [right, left];
  const operator = set.operator.toUpperCase();
  const isSure = refuses && ![left, right].some(({ span }) => isConditional(change.head, span));
  return {
    severity: isSure ? 'high' : 'medium',
    confidence: isSure ? 'proven' : 'likely',
    title: `The ${operator} in ${code(resource.name)} has ${code(name)} as ${typed(changed)} in one branch and as ${typed(other)} in another`,
    message: refuses
      ? 'The warehouse finds no type for both and refuses the query.'
      : 'The warehouse turns the values of one branch into the type of the other, and stops at the first that it cannot.',
    resource: resource.id,
    subject: name,
    location: project.locate(changed.span),
    related: [{ ...project.locate(other.span), message: `${typed(other)} in the other branch` }],
  };
}

function typed({ type, literal }: TypeShape): string {
  if (!literal) return code(type);
  return type === 'string' ? 'text' : 'a number';
}
