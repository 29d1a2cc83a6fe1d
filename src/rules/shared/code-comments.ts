/** Which comments a file can hold, by its name. */
import { withoutHashComments } from './added-matches.ts';

/** Blanks the comments of a source file, every offset kept. */
export function commentsOf(path: string): (text: string) => string {
  if (/\.(py|rb|ya?ml|sh|toml)$/.test(path)) return (text) => withoutHashComments(withoutDocstrings(text));
  return withoutSlashComments;
}

/** Replaces comments of the C family by spaces; a slash inside quotes begins none. */
function withoutSlashComments(text: string): string {
  return text.replaceAll(
    /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\/\*[\s\S]*?(?:\*\/|$)|(?<!:)\/\/[^\n]*/g,
    (piece) => (piece.startsWith('/') ? blank(piece) : piece),
  );
}

/** Texts in triple quotes are prose or data, not statements. */
function withoutDocstrings(text: string): string {
  return text.replaceAll(/"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)/g, blank);
}

function blank(piece: string): string {
  return piece.replaceAll(/[^\n]/g, ' ');
}
