/** Tokens of YAML as dbt's reader takes it: between brackets and quotes it asks no indentation, as YAML itself does. */
import { Lexer, Parser } from 'yaml';
import type { CST } from 'yaml';

/** What the library's lexer knows and does not show. */
interface Inner {
  /** The least indentation of a line that still belongs to what is open. */
  indentNext: number;
  /** Brackets that are open. */
  flowLevel: number;
  parseQuotedScalar(): Generator<string, unknown>;
}

export function* looseTokens(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of looseLexer().lex(text)) yield* parser.next(lexeme);
  yield* parser.end();
}

function looseLexer(): Lexer {
  const lexer = new Lexer();
  const inner = lexer as unknown as Inner;
  const quoted = inner.parseQuotedScalar.bind(lexer);
  let isQuoted = false;
  inner.parseQuotedScalar = function* () {
    isQuoted = true;
    const next = yield* quoted();
    isQuoted = false;
    return next;
  };
  let { indentNext } = inner;
  Object.defineProperty(lexer, 'indentNext', {
    get: () => (isQuoted || inner.flowLevel > 0 ? 0 : indentNext),
    set(least: number) {
      indentNext = least;
    },
  });
  return lexer;
}
