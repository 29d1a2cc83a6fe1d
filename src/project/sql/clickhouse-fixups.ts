/** What ClickHouse reads and the parser does not. None of it says which columns there are. */
import { fixUpAt, type FixUp } from './fix-up.ts';

/** Some editors begin a file with it. */
const byteOrderMark = fixUpAt(['\ufeff'], () => ({ count: 1 }));

/** `pair.1`: an element of a tuple by its number. */
const tupleElement = fixUpAt(['.'], ({ tokens, word }, index) => {
  const [before, dot, number] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (number?.kind !== 'number' || !before || !dot) return undefined;
  const isOne = before.end === dot.start && dot.end === number.start;
  return isOne && (/^(word|name)$/.test(before.kind) || /^[)\]]$/.test(word(index - 1)))
    ? { count: 2 }
    : undefined;
});

const sides = /^(left|right|inner|full|outer)$/;

/** `any left join`, `left asof join`, `global all join`: how many rows match is another question than which columns. */
export function withoutStrictness(strictness: readonly string[]): FixUp {
  return fixUpAt(strictness, ({ word }, index) => {
    if (word(index - 1) === '.') return undefined;
    let at = index + 1;
    while (strictness.includes(word(at)) || sides.test(word(at))) at++;
    const isJoin = word(at) === 'join' || (/^(semi|anti)$/.test(word(at)) && word(at + 1) === 'join');
    return isJoin ? { count: 1 } : undefined;
  });
}

const joinStrictness = withoutStrictness(['any', 'all', 'asof', 'global']);

/** What may follow a relation of FROM: no list of columns goes on like that. */
const afterRelation =
  /^(|\)|join|left|right|inner|full|cross|any|all|asof|global|semi|anti|array|on|using|prewhere|where|group|order|limit|settings|sample|union)$/;
const notRelation = /^(|from|join|with|as|select|distinct|and|or|not|on|where|by|table)$/;

/** `from orders as o final`: rows as they will be once the table is merged. */
const finalRows = fixUpAt(['final'], ({ tokens, word }, index) => {
  if (!afterRelation.test(word(index + 1))) return undefined;
  const before = tokens[index - 1];
  return before && /^(word|name)$/.test(before.kind) && !notRelation.test(word(index - 1))
    ? { count: 1 }
    : undefined;
});

export const clickhouse: readonly FixUp[] = [byteOrderMark, tupleElement, joinStrictness, finalRows];
