/** Macros that dbt and dbt_utils bring along, acted out: a repository rarely holds them. */
import { crossDatabase } from './cross-db.ts';
import { dbtUtils } from './dbt-utils.ts';
import type { Builtin } from './sql-text.ts';
import { unknown } from './values.ts';

/** What runs are asked about. */
const ofRuns = new Map<string, Builtin>([
  ['should_full_refresh', ({ at }) => unknown('whether the run builds everything anew', at)],
  ['should_store_failures', ({ at }) => unknown('whether the run keeps what fails', at)],
]);

const dbt: ReadonlyMap<string, Builtin> = new Map([...crossDatabase, ...ofRuns]);

const packages = new Map([
  ['dbt', dbt],
  ['dbt_utils', dbtUtils],
]);

/** @param package_ as written before the name; without one it is dbt's own */
export function emulatedMacro(name: string, package_ = 'dbt'): Builtin | undefined {
  return packages.get(package_)?.get(name);
}
