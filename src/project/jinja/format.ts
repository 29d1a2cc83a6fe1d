/** `'{} of {name}'.format(…)` and `'%s' | format(…)`. */
import { itemOf } from './access.ts';
import type { Machine } from './machine.ts';
import { joinTexts, sliceText, textAt, type Place, type Text } from './text.ts';
import { asNumber, print, unknown, type Arguments, type Value } from './values.ts';

/** Python's str.format, without format specifications other than widths of numbers. */
export function formatText(m: Machine, text: Text, args: Arguments, at: Place): Value {
  const known = text.known ?? '';
  const parts: Text[] = [];
  let last = 0;
  let next = 0;
  for (const field of known.matchAll(/\{\{|\}\}|\{(\w*)(?:\[([^\]]*)\])?(?:![rsa])?(?::([^{}]*))?\}/g)) {
    parts.push(sliceText(text, last, field.index));
    last = field.index + field[0].length;
    if (field[0] === '{{' || field[0] === '}}') {
      parts.push(textAt(field[0][0]!, at));
      continue;
    }
    const name = field[1]! === '' ? String(next++) : field[1]!;
    let value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name);
    if (value && field[2] !== undefined) value = itemOf(value, textAt(field[2], at), at);
    if (!value) return unknown(`the field {${name}} of a format`, at);
    parts.push(formatted(value, field[3], at));
  }
  parts.push(sliceText(text, last, known.length));
  return m.made(at, joinTexts(parts));
}

function formatted(value: Value, specification: string | undefined, at: Place): Text {
  if (!specification) return print(value, at);
  const zeros = /^0(\d{1,3})d?$/.exec(specification);
  const count = asNumber(value);
  if (zeros && count !== undefined) return textAt(String(count).padStart(Number(zeros[1]), '0'), at);
  return print(unknown(`a value formatted with :${specification}`, at), at);
}

/** printf style: `%s`, `%d`, `%05d`, `%.2f`, `%(name)s`. */
export function percentFormat(m: Machine, text: Text, args: Arguments, at: Place): Value {
  const known = text.known ?? '';
  const parts: Text[] = [];
  let last = 0;
  let next = 0;
  for (const field of known.matchAll(/%(?:\((\w+)\))?(0?)(\d{0,3})(?:\.(\d{1,2}))?([sdif%])/g)) {
    parts.push(sliceText(text, last, field.index));
    last = field.index + field[0].length;
    const [, name, zero, width, decimals, type] = field;
    if (type === '%') {
      parts.push(textAt('%', at));
      continue;
    }
    const value = name === undefined ? args.positional[next++] : args.named.get(name);
    if (!value) return unknown(`the field ${field[0]} of a format`, at);
    const count = asNumber(value);
    if (type === 's' && !width) parts.push(print(value, at));
    else if (count === undefined) parts.push(print(unknown(`a value formatted with ${field[0]}`, at), at));
    else {
      const digits = type === 'f' ? count.toFixed(Number(decimals ?? 6)) : String(Math.trunc(count));
      parts.push(textAt(digits.padStart(Number(width), zero === '0' ? '0' : ' '), at));
    }
  }
  parts.push(sliceText(text, last, known.length));
  return m.made(at, joinTexts(parts));
}
