/** Reads a rendered body as GitHub does: a markdown parser, then filters over the text that is left. */
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

// The same cases in every run, so that a red test can be repeated. `SEED=…` looks for new ones.
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 1) });

/** Raw HTML is let through, so that an element that slipped in is seen. */
export function toHtml(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** What GitHub's filters turn into a link, a mention, a cross reference or an image. */
const filters: [string, RegExp][] = [
  ['mention', /(?<!\w)@[a-z0-9]/i],
  ['reference', /#\d|\bGH-\d/i],
  ['commit', /(?<![\w])[0-9a-f]{7,40}(?![\w])/i],
  ['url', /\b[a-z]+:\/\/|\bwww\./i],
  ['emoji', /:[\w+-]+:/],
  ['invisible', /[\u202A-\u202E\u2066-\u2069\u200C-\u200F\uFEFF\u0000-\u0008\u001B]/],
];

/** Everything in the HTML that acts: its elements in order (links with their target), and what the filters would find. */
export function acting(html: string): string[] {
  const tags = [...html.matchAll(/<!--[^]*?-->|<(\/?[a-z][a-z0-9]*)([^>]*)>/gi)].map(
    ([whole, name, attributes]) =>
      name === undefined ? whole : /^(a|img)$/i.test(name) ? `${name}${attributes}` : name.toLowerCase(),
  );
  const prose = html
    .replace(/<(code|pre)[^>]*>[^]*?<\/\1>/g, ' ')
    .replace(/<a [^]*?<\/a>/g, ' ')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&');
  const found = filters.filter(([, pattern]) => pattern.test(prose)).map(([name]) => name);
  return [...tags, ...found];
}

const tricks = [
  '@team',
  '@org/team',
  '#12',
  'GH-7',
  'org/repo#3',
  'https://evil.example/x',
  'www.evil.example',
  'HTTP://evil.example',
  'a@evil.example',
  'mailto:a@evil.example',
  '<img src=x>',
  '<b>',
  '</details>',
  '</sub>',
  '<!-- parallel-review -->',
  '<!--',
  '-->',
  '![x](http://evil.example)',
  '[x](http://evil.example)',
  '[x]: http://evil.example',
  '[^1]',
  '**',
  '__',
  '*',
  '_',
  '~~',
  '`',
  '``',
  '```',
  '~~~',
  '|',
  '\n',
  '\r\n',
  '\n\n',
  '\t',
  ' ',
  '    ',
  '- ',
  '+ ',
  '1. ',
  '2) ',
  '# ',
  '> ',
  '---',
  '===',
  '\\',
  '&lt;',
  '&#64;team',
  '&commat;team',
  ':tada:',
  '$x$',
  '$$',
  '4f1c9a2b7d3e5f60718293a4b5c6d7e8f9012345',
  '\u202E',
  '\u200B',
  '\u2066',
  '\uFEFF',
  '\u001B[31m',
  '\u0000',
  '\uD800',
  '\u{E0041}',
  '⚠️',
  '<https://evil.example>',
  '::error::x',
  '##[error]x',
  '%%{init: {}}%%',
  '"]',
  'click n0 "http://evil.example"',
  '<a href="http://evil.example">',
  '| a | b |\n|---|---|',
  '<script>',
  '[!NOTE]',
  '- [ ] x',
  '&',
  ';',
  'a',
  'Z',
  '9',
  '.',
  '(',
  ')',
];

/** Strings that try to act, glued together in any order, with some noise. */
export const hostile = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...tricks) },
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));
