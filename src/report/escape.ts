/**
 * Text from a pull request on its way into GitHub's markdown, HTML and mermaid.
 *
 * GitHub reads a comment twice: a markdown parser first, then filters over the text of the resulting HTML that
 * make links of @names, #numbers, commit ids, URLs and :emoji:. Backslashes stop the first reader. The second no
 * longer sees them, so there a zero-width space parts what it looks for.
 */
import { pieces, visible } from './plain.ts';

const gap = '&#8203;';

const markup =
  /:\/\/|www(?=\.)|GH(?=-\d)|(?<!\w)[0-9a-f]{7,40}(?!\w)|:(?=[\w+-]+:)|[@#]|[&<>`$]|[\\*_[\]~|]|^[-+=]|^\d+(?=[.)])/gi;

function part(match: string, offset: number): string {
  switch (match[0]) {
    case ':':
      return `:${gap}${match.slice(1)}`;
    case '@':
    case '#':
      return match + gap;
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '`':
      return '&#96;';
    case '$':
      // What GitHub documents for a dollar sign that starts no formula.
      return '<span>$</span>';
  }
  if (/^(www|gh)$/i.test(match)) return match + gap;
  // What is left between the gaps is too short for a commit id.
  if (/^[0-9a-f]{7,}$/i.test(match)) return match.replace(/.{6}(?!$)/g, (six) => six + gap);
  // A number at the start would open a list: the dot is hidden from the parser.
  if (offset === 0 && /^\d/.test(match)) return match + gap;
  return `\\${match}`;
}

/** Plain words as markdown that renders as exactly these words. */
export function words(text: string): string {
  return visible(text).replace(markup, part);
}

/** A name as a code span that it cannot leave. Backticks become quotes; HTML comments are broken, so that no marker is forged. */
export function codeSpan(name: string): string {
  const safe = visible(name).replaceAll('`', "'").replaceAll('<!--', '‹!--').replaceAll('-->', '--›');
  return safe === '' ? '' : `\`${safe}\``;
}

/** A finding's text as markdown: the names between backticks as code spans, the rest as plain words. */
export function markdown(text: string): string {
  let previousIsCode = false;
  return (
    pieces(visible(text))
      .map((piece) => {
        const lead = previousIsCode && piece.code ? ' ' : '';
        previousIsCode = piece.code;
        return lead + (piece.code ? codeSpan(piece.text) : spaced(piece.text));
      })
      .join('')
      // An empty span leaves its spaces behind, and two at the end of a line are a line break.
      .replace(/ {2,}/g, ' ')
      .trim()
  );
}

/** Like `words`, but keeps the spaces that part it from its neighbours. */
function spaced(text: string): string {
  const lead = text.startsWith(' ') ? ' ' : '';
  const trail = text.length > 1 && text.endsWith(' ') ? ' ' : '';
  return lead + words(text) + trail;
}

/** A link whose label is markdown already. Without a usable http address it is the label alone. */
export function link(label: string, address: string | undefined): string {
  const target = address === undefined ? undefined : safeAddress(address);
  return target === undefined ? label : `[${label}](<${target}>)`;
}

function safeAddress(address: string): string | undefined {
  // A relative address is resolved against a made-up host only to be encoded, and given back without it.
  const host = 'http://relative.invalid/';
  if (!URL.canParse(address, host)) return undefined;
  const { protocol, href } = new URL(address, host);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const target = href.startsWith(host) ? href.slice(host.length) : href;
  return target.replace(
    /[\s<>()|\\`"']/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** A path as the path of a URL: everything but the slashes is percent-encoded. */
export function encodedPath(path: string): string {
  // A lone surrogate has no UTF-8; encodeURIComponent would throw.
  return path
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

const inHtml = /[&<>"'@#]|:\/\/|www(?=\.)|GH(?=-\d)|(?<!\w)[0-9a-f]{7,40}(?!\w)|:(?=[\w+-]+:)/gi;

/** Plain words inside an HTML element, where markdown's backslashes mean nothing. */
export function html(text: string): string {
  return visible(text).replace(inHtml, (match) =>
    /["']/.test(match) ? `&#${match.charCodeAt(0)};` : part(match, -1),
  );
}

/** A mermaid label, quotes included. All but letters, digits and a few signs become mermaid's own entities. */
export function mermaidLabel(text: string): string {
  const safe = visible(text).replace(/[^\p{L}\p{M}\p{N} _/.-]|^[-\d]/gu, (c) => `#${c.codePointAt(0)};`);
  return `"${safe}"`;
}
