import type { Machine } from './machine.ts';
import { joinTexts, textAt, type Place, type Text } from './text.ts';
import { print, type Arguments, type Value } from './values.ts';

export interface BuiltinCall {
  m: Machine;
  args: Arguments;
  at: Place;
}

/** A macro of dbt or dbt_utils, acted out: SQL that keeps its arguments' text where it was written. */
export type Builtin = (call: BuiltinCall) => Value;

/** SQL around values: the words come from the call as a whole, the values from where they were written. */
export function sql({ m, at }: BuiltinCall, words: readonly string[], ...values: (Value | string)[]): Text {
  const parts = words.flatMap((word, index) => {
    const value = values[index];
    if (value === undefined) return [textAt(word, at)];
    return [textAt(word, at), typeof value === 'string' ? textAt(value, at) : print(value, at)];
  });
  return m.made(at, joinTexts(parts));
}

/** A name in the quotes of the warehouse that an adapter is for. */
export function quoted(name: string, adapter: string | undefined): string {
  const quote = adapter === 'bigquery' || adapter === 'databricks' ? '`' : '"';
  return `${quote}${name}${quote}`;
}

/** Texts with a separator between. */
export function separated(call: BuiltinCall, items: readonly Value[], separator: string): Text {
  const between = textAt(separator, call.at);
  const parts = items.flatMap((item, index) =>
    index === 0 ? [print(item, call.at)] : [between, print(item, call.at)],
  );
  return call.m.made(call.at, joinTexts(parts));
}
