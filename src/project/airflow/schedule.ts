/** How often a schedule fires, whatever it is written in. */
import type { PythonValue } from './python.ts';

const week = 7 * 86_400;

/**
 * Runs per week on average; undefined for what is not known, and for what does not run by the clock (`None`,
 * `@once`, datasets). Cron's parser is loaded when the first one is asked for.
 */
export async function runsPerWeek(schedule: PythonValue | undefined): Promise<number | undefined> {
  if (typeof schedule === 'string') return cronRunsPerWeek(schedule);
  if (typeof schedule === 'object' && schedule?.kind === 'duration' && schedule.seconds > 0)
    return week / schedule.seconds;
  return undefined;
}

/** The same for a cron expression of five fields (six with seconds in front) or `@daily` and its like. */
export async function cronRunsPerWeek(expression: string): Promise<number | undefined> {
  const text = expression.trim();
  if (text.length > 200 || /^@(once|continuous|reboot)$/i.test(text)) return undefined;
  const { CronExpressionParser } = await import('cron-parser');
  try {
    const { fields } = CronExpressionParser.parse(text.replace(/^@quarterly$/i, '0 0 1 1,4,7,10 *'), {
      tz: 'UTC',
    });
    const { second, minute, hour, dayOfMonth, month, dayOfWeek } = fields;
    const inWeek = new Set(dayOfWeek.values.map((day) => Number(day) % 7)).size / 7;
    const inMonth = Math.min(1, dayOfMonth.values.length / 30.44);
    // Cron runs on either day if both fields are restricted.
    const days = dayOfMonth.isWildcard
      ? inWeek
      : dayOfWeek.isWildcard
        ? inMonth
        : 1 - (1 - inWeek) * (1 - inMonth);
    return (
      second.values.length * minute.values.length * hour.values.length * days * (month.values.length / 12) * 7
    );
  } catch {
    return undefined;
  }
}

/** In words: `about 24 times a day`. */
export function frequency(perWeek: number): string {
  const [count, unit] =
    perWeek >= 7 ? [perWeek / 7, 'day'] : perWeek >= 1 ? [perWeek, 'week'] : [perWeek * 4.35, 'month'];
  const rounded = count < 10 ? Math.round(count * 10) / 10 : Math.round(count);
  return rounded === 1 ? `once a ${unit}` : `${rounded} times a ${unit}`;
}
