/** Telling broken SQL from SQL our parser lacks: only what no warehouse accepts counts as broken. */
import { allowsAnyName, allowsTrailingComma } from './dialect.ts';
import { nesting, tokenize, type Token } from './tokens.ts';

export interface Fault {
  message: string;
  offset: number;
}

/** The first plain mistake in a text without holes; undefined if it may well be right. */
export function faultAt(text: string, warehouse: string): Fault | undefined {
  const { tokens, unterminated } = tokenize(text, warehouse);
  if (unterminated !== undefined)
    return { message: 'a string, quoted name or comment does not end', offset: unterminated };
  const { unbalanced } = nesting(text, tokens);
  if (unbalanced !== undefined)
    return { message: `\`${text[unbalanced]}\` has no counterpart`, offset: unbalanced };
  return pairFault(text, tokens, warehouse);
}

/** Words that begin a clause: none may follow a comma or another of them. */
const clauses = new Set(['from', 'where', 'having']);

function pairFault(text: string, tokens: readonly Token[], warehouse: string): Fault | undefined {
  for (let index = 1; index < tokens.length; index++) {
    // After AS and a dot a word is a name, whatever it is elsewhere.
    const isName = index > 1 && /^(as|\.)$/.test(wordOf(text, tokens[index - 2]!));
    const before = isName ? '' : wordOf(text, tokens[index - 1]!);
    const word = wordOf(text, tokens[index]!);
    const offset = tokens[index]!.start;
    const opens = clauses.has(before) && !allowsAnyName(warehouse);
    const comma = word === ',' && (before === ',' || before === 'select' || before === '(' || opens);
    if (comma) return { message: `a comma after \`${before}\``, offset };
    if (clauses.has(word) && opens) return { message: `\`${word}\` directly after \`${before}\``, offset };
    if (isSecondEntry(text, tokens, index)) return { message: `no comma before \`${word}\``, offset };
    if (before === ',' && (word === ')' || clauses.has(word)) && !allowsTrailingComma(warehouse))
      return { message: `a comma before \`${word}\``, offset };
  }
  return undefined;
}

/** Functions of every warehouse, none of them a word that may follow a name. */
const functions = new Set(
  'max min sum avg count coalesce nullif lower upper trim round concat greatest least row_number'.split(' '),
);

/** True for `sum(b)` in `max(a) as x sum(b) as y`: a name that AS gives and an opened function. */
function isSecondEntry(text: string, tokens: readonly Token[], index: number): boolean {
  const [end, as, name, word, open] = [-3, -2, -1, 0, 1].map((by) => {
    const token = tokens[index + by];
    return token ? wordOf(text, token) : '';
  });
  return end === ')' && as === 'as' && /^[a-z_]/.test(name!) && functions.has(word!) && open === '(';
}

function wordOf(text: string, token: Token): string {
  return token.kind === 'word' || token.kind === 'symbol'
    ? text.slice(token.start, token.end).toLowerCase()
    : '';
}
