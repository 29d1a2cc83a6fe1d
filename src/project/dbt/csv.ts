/** Reads the header of a seed. */

/** A column of a seed and where its name stands in the file. */
export interface SeedColumn {
  name: string;
  start: number;
  end: number;
}

/**
 * The columns of the first line, by the rules of CSV: a quoted name may hold the delimiter, line breaks
 * and doubled quotes. Undefined if a name is empty or a quote is not closed.
 */
export function readHeader(text: string, delimiter = ','): SeedColumn[] | undefined {
  const columns: SeedColumn[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    const column = text[at] === '"' ? quotedName(text, at) : plainName(text, at, delimiter);
    if (!column || column.name === '') return undefined;
    columns.push(column);
    at = column.end + (text[column.start - 1] === '"' ? 1 : 0);
    if (text[at] !== delimiter) break;
    at++;
  }
  const next = text[at];
  return next === undefined || next === '\n' || next === '\r' ? columns : undefined;
}

function quotedName(text: string, at: number): SeedColumn | undefined {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] !== '"') continue;
    if (text[end + 1] === '"') end++;
    else return { name: text.slice(at + 1, end).replaceAll('""', '"'), start: at + 1, end };
  }
  return undefined;
}

function plainName(text: string, at: number, delimiter: string): SeedColumn {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { name: text.slice(at, end).trim(), start: at, end };
}
