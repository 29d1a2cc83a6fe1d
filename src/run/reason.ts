/** Reasons are one line: they stand in logs, tables and annotations. */

const longest = 300;

/** What went wrong, from whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return oneLine(messageOf(thrown)) || 'it failed without saying why';
}

/** `text` without line breaks and other control characters, cut to 300 characters. */
export function oneLine(text: string): string {
  // Cut first: a hostile text may be megabytes long.
  const line = text
    .slice(0, 4 * longest)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Milliseconds in the largest unit that fits: `90 s`, `3 min`. */
export function spoken(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  } catch {
    // Anything can be thrown, even what cannot be turned into a text.
    return '';
  }
}
