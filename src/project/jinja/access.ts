/** Attributes, items and slices. */
import type { Machine } from './machine.ts';
import { relationAttribute } from './relation.ts';
import { elements, whyUnknown } from './sequences.ts';
import { sliceText, textAt, textOf, type Place } from './text.ts';
import { asNumber, list, lookUp, plain, through, unknown, type Settled, type Value } from './values.ts';

/** `value.name`: Jinja tries the attribute, then the item. */
export function attributeOf(value: Value, name: string, at: Place): Value {
  return through(value, (settled) => {
    switch (settled.kind) {
      case 'object':
        return settled.attributes.get(name) ?? unknown(`\`${settled.name}.${name}\``, at);
      case 'dict':
        return lookUp(settled, textAt(name, at)) ?? { kind: 'undefined', name };
      case 'relation':
        return relationAttribute(settled, name, at);
      case 'unknown':
        return unknown(settled.reason, at);
      case 'undefined':
        return { kind: 'undefined', name: `${settled.name}.${name}` };
      default:
        return unknown(`\`.${name}\` of a ${settled.kind}`, at);
    }
  });
}

/** `value[index]`. */
export function itemOf(value: Value, index: Value, at: Place): Value {
  return through(value, (settled) => {
    if (settled.kind === 'unknown') return unknown(settled.reason, at);
    if (settled.kind === 'undefined') return settled;
    if (settled.kind === 'dict') return lookUp(settled, index) ?? { kind: 'undefined', name: 'item' };
    if (settled.kind === 'object') {
      const name = plain(index);
      const found =
        name.kind === 'text' && name.known !== undefined ? settled.attributes.get(name.known) : undefined;
      return found ?? unknown(`an item of \`${settled.name}\``, at);
    }
    const place = asNumber(index);
    if (place === undefined) return unknown('an index that is not known', at);
    if (settled.kind === 'text' && settled.known !== undefined) return characterOf(settled, place);
    if (settled.kind !== 'list') return unknown(`an item of ${whyUnknown(settled)}`, at);
    return settled.items.at(place) ?? { kind: 'undefined', name: 'item' };
  });
}

function characterOf(text: Extract<Settled, { kind: 'text' }>, place: number): Value {
  const at = place < 0 ? text.known!.length + place : place;
  if (at < 0 || at >= text.known!.length) return { kind: 'undefined', name: 'item' };
  return sliceText(text, at, at + 1);
}

/** `value[from:to:step]` of a text or list. */
export function sliceOf(
  m: Machine,
  value: Value,
  from: Value | undefined,
  to: Value | undefined,
  step: Value | undefined,
  at: Place,
): Value {
  return through(value, (settled) => {
    const items = elements(settled);
    const bounds = [from, to, step].map((bound) => bound && asNumber(bound));
    const unclear = [from, to, step].some(
      (bound, i) => bound && plain(bound).kind !== 'none' && bounds[i] === undefined,
    );
    if (!items || unclear || settled.kind === 'dict') return unknown(`a slice of ${whyUnknown(settled)}`, at);
    m.step(at, items.length);
    const picked = pythonSlice(items, bounds[0], bounds[1], bounds[2] ?? 1);
    if (!picked) return unknown('a slice with step 0', at);
    if (settled.kind === 'text')
      return textOf(picked.flatMap((item) => (item.kind === 'text' ? item.pieces : [])));
    return list(picked, settled.kind === 'list' && settled.tuple);
  });
}

function pythonSlice<T>(
  items: readonly T[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): T[] | undefined {
  if (step === 0 || !Number.isInteger(step)) return undefined;
  if (step === 1) return items.slice(from, to);
  const size = items.length;
  const fit = (bound: number | undefined, otherwise: number) => {
    if (bound === undefined) return otherwise;
    const low = step < 0 ? -1 : 0;
    return Math.max(low, Math.min(step < 0 ? size - 1 : size, bound < 0 ? bound + size : bound));
  };
  const first = fit(from, step < 0 ? size - 1 : 0);
  const last = fit(to, step < 0 ? -1 : size);
  const picked: T[] = [];
  for (let at = first; step < 0 ? at > last : at < last; at += step) picked.push(items[at]!);
  return picked;
}
