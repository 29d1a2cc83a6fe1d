import { list, plain, unknownIn, type Value } from './values.ts';
import { sliceText } from './text.ts';

/** What a `for` goes through; undefined if that is not known. */
export function elements(value: Value): Value[] | undefined {
  const settled = plain(value);
  switch (settled.kind) {
    case 'list':
      return settled.items;
    case 'dict':
      return settled.open === undefined ? [...settled.entries.values()].map((entry) => entry.key) : undefined;
    case 'text': {
      if (settled.known === undefined) return undefined;
      return Array.from(settled.known, (_, index) => sliceText(settled, index, index + 1));
    }
    case 'undefined':
    case 'none':
      return [];
    default:
      return undefined;
  }
}

export function pairs(value: Value): Value[] | undefined {
  const settled = plain(value);
  if (settled.kind !== 'dict' || settled.open !== undefined) return undefined;
  return [...settled.entries.values()].map(({ key, value: each }) => list([key, each], true));
}

export function whyUnknown(value: Value): string {
  return unknownIn(value) ?? (value.kind === 'relation' ? 'a relation' : `a ${plain(value).kind}`);
}
