/** Between template values and plain JSON. */
import type { ConfigValue } from './rendered.ts';
import { textAt, type Place } from './text.ts';
import { boolean, dict, list, none, number, unknown, type Value } from './values.ts';

/** Plain JSON, as far as nothing in the value is unknown or may be overridden. */
export function toJson(value: Value, depth = 0): ConfigValue {
  if (depth > 50) return { known: false };
  switch (value.kind) {
    case 'none':
      return { known: true, value: null };
    case 'boolean':
    case 'number':
      return { known: true, value: value.value };
    case 'text':
      return value.known === undefined ? { known: false } : { known: true, value: value.known };
    case 'list': {
      const items = value.items.map((item) => toJson(item, depth + 1));
      if (!items.every((item) => item.known)) return { known: false };
      return { known: true, value: items.map((item) => item.value) };
    }
    case 'dict': {
      if (value.open !== undefined) return { known: false };
      const entries: [string, unknown][] = [];
      for (const entry of value.entries.values()) {
        const key = toJson(entry.key, depth + 1);
        const json = toJson(entry.value, depth + 1);
        if (!key.known || !json.known) return { known: false };
        entries.push([String(key.value), json.value]);
      }
      // fromEntries defines properties, so a key named __proto__ is only a key.
      return { known: true, value: Object.fromEntries(entries) };
    }
    default:
      return { known: false };
  }
}

/** A template value of plain JSON; every text in it is said to come from `at`. */
export function ofJson(json: unknown, at: Place, depth = 0): Value {
  if (depth > 50) return unknown('a value nested too deeply', at);
  if (json === null || json === undefined) return none;
  if (typeof json === 'boolean') return boolean(json);
  if (typeof json === 'number') return number(json, !Number.isInteger(json));
  if (typeof json === 'string') return textAt(json, at);
  if (Array.isArray(json)) return list(json.map((item) => ofJson(item, at, depth + 1)));
  if (typeof json !== 'object') return unknown(`a ${typeof json}`, at);
  return dict(
    Object.entries(json).map(([key, item]) => [textAt(key, at), ofJson(item, at, depth + 1)] as const),
  );
}

export function fromJson(text: string | undefined, at: Place): Value {
  if (text === undefined) return unknown('JSON that is not known', at);
  try {
    return ofJson(JSON.parse(text), at);
  } catch {
    return unknown('text that is not JSON', at);
  }
}
