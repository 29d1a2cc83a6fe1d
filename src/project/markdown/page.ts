/** What a Markdown page points to, with lines. A pure function of its text. */

export interface PageLink {
  /** As it stands, without title, anchor and query. */
  target: string;
  /** Counted from 1. */
  line: number;
}

export interface PageToken {
  /** A path as it stands in code: in backticks, or in a block. */
  text: string;
  line: number;
}

export interface Page {
  /** Relative links and images, outside of code. */
  links: PageLink[];
  /** What looks like a path with a folder, inside of code. */
  paths: PageToken[];
}

/** Longest line that is read, in UTF-16 code units. */
const maxLine = 2000;
const inline = /\]\(\s{0,9}<?([^()\s<>]{1,500})>?(?:\s{1,9}["'(][^\n]{0,300}?["')])?\s{0,9}\)/g;
const definition = /^ {0,3}\[[^\]\n]{1,200}\]:\s*<?([^\s<>]{1,500})>?/g;
const attribute = /<(?:img|a)\b[^<>]{0,500}?\b(?:src|href)\s*=\s*["']([^"'\n]{1,500})["']/g;

export function readPage(text: string): Page {
  const page: Page = { links: [], paths: [] };
  let fence: string | undefined;
  let isComment = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.slice(0, maxLine);
    const mark = /^\s*(?:>\s*)*(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    else if (fence !== undefined) page.paths.push(...pathsIn(line, index + 1));
    else {
      if (line.includes('<!--')) isComment = true;
      if (!isComment) readLine(line, index + 1, page);
      if (line.includes('-->')) isComment = false;
    }
  }
  return page;
}

function readLine(line: string, number: number, page: Page): void {
  for (const span of line.matchAll(/`([^`]+)`/g)) page.paths.push(...pathsIn(span[1]!, number));
  const prose = line.replaceAll(/``[^`]*``|`[^`]*`/g, (code) => ' '.repeat(code.length));
  const seen = new Set<string>();
  for (const pattern of [inline, definition, attribute]) {
    for (const match of prose.matchAll(pattern)) {
      const target = relative(match[1]!);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      page.links.push({ target, line: number });
    }
  }
}

/** The path of a link into the repository; undefined for addresses, anchors and templates. */
function relative(link: string): string | undefined {
  if (/^[a-z][\w+.-]*:|^\/\/|^#|[{}$|]/i.test(link)) return undefined;
  const bare = link.replace(/[#?].*$/s, '');
  try {
    return bare === '' ? undefined : decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function pathsIn(code: string, line: number): PageToken[] {
  const words = code.match(/[\w.@/-]{3,300}/g) ?? [];
  return words
    .filter((word) => /[^/]\/[^/]/.test(word))
    .map((word) => ({ text: word.replace(/^\.\//, '').replace(/[./]+$/, ''), line }));
}
