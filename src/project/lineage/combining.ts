/**
 * Columns that put others together, as keys are made: hashes and concatenations. That equal parts make an equal whole is
 * certain. That different ones make a different whole is so but for collisions (`'1' || '11'` is `'11' || '1'`): enough
 * to stay silent, never enough to say something.
 */
import type { NamedItem } from '../sql/query.ts';

/** `columns`: of those that it names, and of nothing else. `unknown`: of something. */
export type Combination = 'columns' | 'unknown';

const combining =
  /concat|md5|sha(1|2|224|256|384|512)?(_|$)|hash|fingerprint|checksum|uuid|^(plus|format|printf|struct|row|tuple|to_json(_string)?|object_construct|array_construct|array)$/;
/** Other functions of which two values hardly ever give one. */
const keeping =
  /^((try_|safe_)?cast|convert|coalesce|ifnull|isnull|nvl|nullif|(to_?)?(string|text|varchar|char|hex|base64)|(hex|base64)_encode|upper|lower|[lr]?trim|replace|abs)$/;

/** True for a function or operator that makes one value of several, different where those are; `+` may add numbers. */
export function isCombining(name: string): boolean {
  return combining.test(name);
}

/** How a projected expression puts columns together, if it does. */
export function combinationIn({ expression, value }: NamedItem): Combination | undefined {
  const { columns, subqueries } = expression;
  if (value.aggregate) return undefined;
  if (!columns.some(({ functions }) => functions.some(isCombining))) return undefined;
  const isWhole = columns.every(
    ({ functions, role, doubtful }) =>
      role === 'value' && !doubtful && functions.every((name) => isCombining(name) || keeping.test(name)),
  );
  return isWhole && subqueries.length === 0 ? 'columns' : 'unknown';
}
