/** How often something runs: what cron expressions mean, apart from any clock. */
import { CronExpressionParser } from 'cron-parser';

/** Days over which the calendar repeats, leap years included. */
const cycleDays = 1461;

/**
 * Runs per week on average that a cron expression of five fields (or a macro such as `@daily`) asks for.
 * Undefined for what is no such expression, and for fields that no calendar alone decides.
 */
export function runsPerWeek(cron: string): number | undefined {
  const text = cron.trim();
  if (text.length > 200 || (!text.startsWith('@') && text.split(/\s+/).length !== 5)) return undefined;
  const fields = fieldsOf(text);
  if (!fields) return undefined;
  const { minute, hour, dayOfMonth, dayOfWeek, month } = fields;
  if ([...dayOfMonth.values, ...dayOfWeek.values].some((value) => typeof value !== 'number'))
    return undefined;
  const isEveryDay = dayOfMonth.isWildcard || dayOfWeek.isWildcard;
  // Sunday is both 0 and 7.
  const days = {
    of: new Set<unknown>(dayOfMonth.values),
    week: new Set(dayOfWeek.values.map((value) => Number(value) % 7)),
  };
  const months = new Set<number>(month.values);
  let matched = 0;
  for (let day = 0; day < cycleDays; day++) {
    const date = new Date(day * 86_400_000);
    if (!months.has(date.getUTCMonth() + 1)) continue;
    const byMonth = days.of.has(date.getUTCDate());
    const byWeek = days.week.has(date.getUTCDay());
    // If both fields are restricted, either may match: that is how cron reads them.
    if (isEveryDay ? byMonth && byWeek : byMonth || byWeek) matched++;
  }
  return (minute.values.length * hour.values.length * matched * 7) / cycleDays;
}

function fieldsOf(text: string) {
  try {
    return CronExpressionParser.parse(text).fields;
  } catch {
    return undefined;
  }
}

/** A number of runs in words: `168 times a week`, `once a week`, `12 times a year`. */
export function frequency(perWeek: number): string {
  if (perWeek >= 1) return times(perWeek, 'week');
  return times((perWeek * cycleDays) / 4 / 7, 'year');
}

function times(count: number, period: string): string {
  const rounded = Math.round(count);
  if (rounded < 1) return `less than once a ${period}`;
  return rounded === 1 ? `once a ${period}` : `${rounded} times a ${period}`;
}
