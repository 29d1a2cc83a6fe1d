/** Functions of Postgres whose bodies a migration shows. */
import type { Statement } from './statements.ts';
import { nameAt, outside, wordsIn } from './words.ts';

export interface SqlFunction {
  name: string;
  language: 'sql' | 'plpgsql';
  body: string;
  /**
   * True if Postgres parsed the body when the function was made: it knows what the body reads, and follows new names.
   * A body in a string is a text that is read anew in each session.
   */
  isParsed: boolean;
  /** The type of what it returns, which every table is, too. */
  returns: string;
  /** Every word of the body that may name a table, without its schema. */
  bodyWords: ReadonlySet<string>;
}

/** The name of the function or procedure that a statement makes, drops or changes. */
export function functionNamed({ words }: Statement): string | undefined {
  if (!/^(create|drop|alter)$/.test(words[0] ?? '')) return undefined;
  const at = words[1] === 'or' ? 3 : 1;
  return /^(function|procedure|routine)$/.test(words[at] ?? '') ? nameAt(words, at + 1).name : undefined;
}

/** Undefined for what makes no function, and for one of another language or with a schema of its own. */
export function functionOf(statement: Statement): SqlFunction | undefined {
  const { words } = statement;
  const name = words[0] === 'create' ? functionNamed(statement) : undefined;
  if (name === undefined || (words.includes('search_path') && !words.includes('public'))) return undefined;
  const find = (isMeant: (word: string, at: number) => boolean): number => outside(words, 0, isMeant) ?? -1;
  const named = find((word) => word === 'language');
  const language = named < 0 ? 'sql' : (stringAt(statement, named + 1) ?? words[named + 1] ?? '');
  const returned = find((word) => word === 'returns');
  const returns = nameAt(words, words[returned + 1] === 'setof' ? returned + 2 : returned + 1).name;
  const common = { name, returns: returned < 0 ? '' : returns };
  const as = find((word, at) => word === 'as' && words[at + 1] === "'");
  const body = as < 0 ? undefined : stringAt(statement, as + 1);
  if (body !== undefined)
    return language === 'sql' || language === 'plpgsql'
      ? { ...common, language, body, isParsed: false, bodyWords: wordsIn(body) }
      : undefined;
  const atomic = find((word, at) => word === 'begin' && words[at + 1] === 'atomic');
  if (atomic < 0 || language !== 'sql' || words.at(-1) !== 'end') return undefined;
  const from = statement.offsets[atomic + 1]! + 'atomic'.length - statement.start;
  const to = statement.offsets.at(-1)! - statement.start;
  const parsed = statement.text.slice(from, to);
  return { ...common, language, body: parsed, isParsed: true, bodyWords: wordsIn(parsed) };
}

/** What the string says that is the word at `at`; undefined for another word. */
export function stringAt({ words, offsets, text, start }: Statement, at: number): string | undefined {
  const from = words[at] === "'" ? offsets[at]! - start : -1;
  if (from < 0) return undefined;
  const [tag = ''] = /^\$\w*\$/.exec(text.slice(from, from + 64)) ?? [];
  if (tag !== '') {
    const end = text.indexOf(tag, from + tag.length);
    return end < 0 ? undefined : text.slice(from + tag.length, end);
  }
  let end = text.indexOf("'", from + 1);
  while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  return end < 0 ? undefined : text.slice(from + 1, end).replaceAll("''", "'");
}
