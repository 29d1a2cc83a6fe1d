/** What may stand at a place in SQL: enough to put something sensible where a value is not known. */

/** Words after which an operand or a clause must follow; any other word ends an operand. */
const keywords = new Set(
  `all and any as asc between by case cross cube desc distinct else except exclude exists from full group grouping
   having if ilike in inner intersect interval into is join lateral left like limit minus natural not offset on or
   order outer over partition qualify range regexp rename replace right rlike rollup rows select set similar sets
   then union using values when where window with array struct cast create table view insert update merge into`.split(
    /\s+/,
  ),
);

export type Slot =
  /** Inside or next to a word or a quoted string: part of it. */
  | 'inside'
  /** A whole query is expected. */
  | 'statement'
  /** An operand, table or alias is expected. */
  | 'operand'
  /** An operand just ended: nothing need stand here. */
  | 'nothing';

/** Reads SQL as it is written and says at any time what may follow. */
export class SqlContext {
  private quote: string | undefined;
  private comment: 'line' | 'block' | undefined;
  /** The last word or sign, lower case. */
  private last = '';
  private beforeLast = '';
  private word = '';

  read(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const char = text[at]!;
      if (this.comment) {
        if (this.comment === 'line' ? char === '\n' : char === '/' && text[at - 1] === '*')
          this.comment = undefined;
      } else if (this.quote) {
        if (char === '\\' && this.quote === "'") at++;
        else if (char === this.quote) {
          this.quote = undefined;
          this.sign("'");
        }
      } else if (isWordCharacter(char)) this.word += char;
      else {
        this.endWord();
        if (char === "'" || char === '"' || char === '`') this.quote = char;
        else if (char === '-' && text[at + 1] === '-') this.comment = 'line';
        else if (char === '#' && /^#(?:\s|$)/.test(text.slice(at, at + 2))) this.comment = 'line';
        else if (char === '/' && text[at + 1] === '*') this.comment = 'block';
        else if (char > ' ') this.sign(char);
      }
    }
  }

  private endWord(): void {
    if (this.word === '') return;
    this.sign(this.word.toLowerCase());
    this.word = '';
  }

  private sign(text: string): void {
    this.beforeLast = this.last;
    this.last = text;
  }

  /** What may stand here, given the text that will follow as far as it is known. */
  slot(following: string): Slot {
    if (this.comment) return 'nothing';
    if (this.quote || this.word !== '') return 'inside';
    const next = /^\s*(\w+|\S)?/.exec(following)?.[1]?.toLowerCase() ?? '';
    if (this.startsQuery()) {
      if (next === 'select' || next === 'with') return 'nothing';
      // `count( {{ x }}, 1)` is no query, nor is `( {{ x }} + 1)`.
      return next === '' || next === ')' || next === 'union' || next === ';' ? 'statement' : 'operand';
    }
    if (/^[\w$]/.test(following)) return 'inside';
    return this.endsOperand() ? 'nothing' : 'operand';
  }

  private startsQuery(): boolean {
    if (this.last === '' || this.last === ';') return true;
    if (this.last === 'union' || this.last === 'except' || this.last === 'intersect' || this.last === 'minus')
      return true;
    if (this.last === 'all' || this.last === 'distinct')
      return ['union', 'except', 'intersect'].includes(this.beforeLast);
    return (
      this.last === '(' && ['as', 'from', 'join', 'materialized', '', 'exists'].includes(this.beforeLast)
    );
  }

  private endsOperand(): boolean {
    const { last } = this;
    if (last === ')' || last === ']' || last === "'" || last === '*') return last !== '*' || this.afterStar();
    return isWordCharacter(last[0] ?? '') && !keywords.has(last);
  }

  /** `select *` and `count(*` end an operand; `2 *` does not. */
  private afterStar(): boolean {
    const { beforeLast } = this;
    return beforeLast === ',' || beforeLast === '.' || beforeLast === '(' || keywords.has(beforeLast);
  }
}

function isWordCharacter(char: string): boolean {
  return /[\w$]/.test(char);
}
