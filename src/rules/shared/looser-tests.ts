/** Which test a test was, and how it lets more through. */
import type { DataTest } from '../../project/dbt/resources.ts';
import { columnsOf } from './broken-readers.ts';

/** In words, what `now` lets through and `then` did not. */
export function looser(then: DataTest, now: DataTest): string[] {
  const value = (test: DataTest, key: string) => String(test.config[key] ?? '');
  const found: string[] = [];
  if (isWarning(now) && !isWarning(then)) found.push('only warns now');
  if (value(now, 'where') !== '' && value(then, 'where') === '' && !isJinja(now.config['where']))
    found.push('looks at some rows only');
  // How many failures are an error does not matter to a test that only warned.
  for (const key of isWarning(then) ? ['warn_if'] : ['error_if', 'warn_if']) {
    const [old, current] = [threshold(then.config[key]), threshold(now.config[key])];
    if (old !== undefined && current !== undefined && current > old)
      found.push(`tolerates up to ${current} failures`);
  }
  const shares = [then, now].map((test) =>
    Number(test.arguments['mostly'] ?? test.arguments['at_least'] ?? 1),
  );
  if ((shares[1] ?? 1) < (shares[0] ?? 1)) found.push(`wants ${shares[1]} where it wanted ${shares[0]}`);
  return [...new Set(found)];
}

/** What comes of the first of these words. */
export function consequence([first = '']: readonly string[]): string {
  if (first.startsWith('only warns')) return 'A failure no longer stops the build.';
  if (first.startsWith('looks at')) return 'What is wrong in the other rows is no longer found.';
  if (first.startsWith('tolerates')) return 'The build goes on with as many rows wrong.';
  return 'As many more rows may be wrong without a failure.';
}

function isWarning({ config }: DataTest): boolean {
  return String(config['severity'] ?? 'error').toLowerCase() === 'warn';
}

function isJinja(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{');
}

/** Failures that are tolerated by `>100`; none by dbt's default `!= 0`. */
function threshold(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0;
  const [, operator, number] = /^\s*(>=?|!=)\s*(\d+)\s*$/.exec(String(value)) ?? [];
  if (number === undefined) return undefined;
  return operator === '>=' ? Number(number) - 1 : Number(number);
}

/** A test is the same as long as it has the same name, column, and arguments other than lists of values. */
export function identity(test: DataTest): string {
  return `${test.name} ${placeOf(test)} ${String(test.arguments['field'] ?? '')} ${String(test.arguments['to'] ?? '')} ${String(test.arguments['expression'] ?? '')}`;
}

/** True if a test of a whole model demands by its expression what `lost` demanded of one column. */
export function demandsSame(test: DataTest, lost: DataTest): boolean {
  if (test.name !== lost.name || test.column !== undefined) return false;
  const now = expressionOf(test);
  // Packages put the column before the expression, which some write all the same.
  const then = expressionOf(lost);
  return now !== '' && (now === then || now === `${lost.column?.toLowerCase()} ${then}`);
}

function expressionOf({ arguments: { expression } }: DataTest): string {
  return typeof expression === 'string' ? expression.toLowerCase().replaceAll(/\s+/g, ' ').trim() : '';
}

/** The column, or the columns, that a test is about. */
export function placeOf(test: DataTest): string {
  return test.column?.toLowerCase() ?? columnsOf(test).sort().join(', ');
}
