/** Reads the rows of a seed. */

export interface SeedRow {
  cells: string[];
  /** Its first line, from 1. */
  line: number;
}

/** Rows by the rules of CSV, the header included; at most `limit`. A quote that is not closed runs to the end. */
export function readRows(text: string, delimiter = ',', limit = 100_000): SeedRow[] {
  const rows: SeedRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let first = 1;
  let quoted = false;
  const endRow = (): void => {
    if (cells.length > 0 || cell !== '') rows.push({ cells: [...cells, cell], line: first });
    cells = [];
    cell = '';
  };
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length && rows.length < limit; at++) {
    const char = text[at]!;
    if (char === '\n') line++;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[at++];
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n') {
      endRow();
      first = line;
    } else if (char !== '\r') cell += char;
  }
  if (rows.length < limit) endRow();
  return rows;
}
