/** Whether a pull request changes what a query itself says. */
import type { Pair } from './pairs.ts';

/** True if its SQL, a macro or a setting that it may read differs: what only comes from upstream is reported there. */
export function hasOwnChange({ change }: Pair): boolean {
  return change.because.some((cause) => cause === 'sql' || cause === 'macro' || cause === 'config');
}
