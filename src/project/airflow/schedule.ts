/** How often a DAG runs. */
import { runsPerWeek as cronRunsPerWeek } from '../schedule.ts';
import type { PythonValue } from './python.ts';

const secondsInWeek = 7 * 86_400;

/**
 * Runs per week on average; undefined for what is not known, and for what does not run by the clock (`None`,
 * `@once`, datasets).
 */
export function runsPerWeek(schedule: PythonValue | undefined): number | undefined {
  if (typeof schedule === 'string') return cronRunsPerWeek(schedule);
  if (typeof schedule === 'object' && schedule?.kind === 'duration' && schedule.seconds > 0)
    return secondsInWeek / schedule.seconds;
  return undefined;
}
