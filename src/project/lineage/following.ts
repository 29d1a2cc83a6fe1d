/** Which of the expressions that rows are grouped by follow from the others, by how they are written. */
import type { Expression } from '../sql/query.ts';

/** More than these are not compared with each other. */
const maxCompared = 50;

/** The expressions that tell groups apart: not `upper(name)` beside `name`, nor the month beside the day. */
export function independent<T extends { expression: Expression }>(items: readonly T[]): T[] {
  const texts = items.map(({ expression }) => expression.text);
  if (items.length > maxCompared) return [...items];
  return items.filter(({ expression }) => {
    const { bare, columns, subqueries, text } = expression;
    if (bare || columns.length === 0 || subqueries.length > 0 || /\bover\b/.test(text)) return true;
    const others = texts.filter((other) => other !== text);
    return !isMadeOf(text, columns, others) && !others.some((day) => isCoarser(text, day));
  });
}

/** True if all columns that an expression names stand in others that are parts of it. */
function isMadeOf(text: string, columns: Expression['columns'], others: readonly string[]): boolean {
  const parts = others.filter((other) => other.length < text.length).toSorted((a, b) => b.length - a.length);
  const rest = parts.reduce((left, part) => left.replaceAll(word(part, '\\w.'), ' '), text);
  return columns.every(({ parts: names, doubtful }) => {
    const { name } = names.at(-1)!;
    // `date_trunc(day, month)`
    return (doubtful && unit.test(name)) || !word(name, '\\w').test(rest);
  });
}

/** An expression, or a name, that is no part of a longer name. */
function word(text: string, before: string): RegExp {
  const written = text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`);
  return new RegExp(
    `${/^\w/.test(text) ? `(?<![${before}])` : ''}${written}${/\w$/.test(text) ? String.raw`(?!\w)` : ''}`,
    'g',
  );
}

const units =
  '(?:year|isoyear|quarter|month|week|isoweek|day|dayofweek|dayofyear|dow|isodow|doy|weekday|day_of_week|weekofyear)';
const unit = new RegExp(`^${units}$`);
const dayOf = [
  /^(?:date|to_date|todate)\((.+)\)$/,
  /^cast\((.+) as date\)$/,
  /^date_trunc\('day', (.+)\)$/,
  /^(?:date|datetime|timestamp)_trunc\((.+), day\)$/,
];
const coarser = [
  new RegExp(`^extract field ${units} syntax from (.+)$`),
  new RegExp(`^date_part\\('${units}', (.+)\\)$`),
  new RegExp(`^date_trunc\\('${units}', (.+)\\)$`),
  new RegExp(`^(?:date|datetime|timestamp)_trunc\\((.+), ${units}\\)$`),
  new RegExp(`^(?:${units}|dayname|monthname|last_day)\\((.+)\\)$`),
  /^tostartof(?:year|quarter|month|week)\((.+)\)$/,
];

/** True for a part of a date that is a day or more, beside the day of the same time. */
function isCoarser(text: string, day: string): boolean {
  const of = innerOf(day, dayOf);
  return of !== undefined && innerOf(text, coarser) === of && innerOf(text, dayOf) === undefined;
}

function innerOf(text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
