/** What rules let a team configure: values with a default, a description and words for what is allowed. */
import { z } from 'zod';

/** A number from `min` to `max`. */
export function amount(by: number, min: number, max: number, description: string) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error }).default(by).describe(description);
}

/** A whole number from `min` to `max`. */
export function count(by: number, min: number, max: number, description: string) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).default(by).describe(description);
}

/** Texts, such as globs or names; none by default. */
export function texts(what: string, description: string) {
  const error = `a list of at most 200 ${what}, each of 1 to 300 characters in one line`;
  const item = z.string({ error }).regex(/^[^\0-\x1f\x7f]{1,300}$/, { error });
  return z.array(item, { error }).max(200, { error }).default([]).describe(description);
}
