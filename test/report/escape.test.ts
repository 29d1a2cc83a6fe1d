import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, encodedPath, html, link, markdown, mermaidLabel, words } from '../../src/report/escape.ts';
import { acting, hostile, toHtml } from './hostile.ts';

/** The text that a reader sees, without the zero-width spaces put in for GitHub's filters. */
function seen(source: string): string {
  return toHtml(source)
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('\u200B', '');
}

const wrappers = new Set(['p', '/p', 'span', '/span', 'code', '/code']);

describe('words', () => {
  it.each([
    'a_b_c and *x* and **y** ~~z~~',
    '<b>bold</b> & &lt;',
    '[x](http://a.example) ![y](z)',
    '@team #12 GH-7 org/repo#3',
    'https://a.example www.a.example a@b.example',
    '| a | b |',
    '$x$ and $$y$$',
    ':tada: 4f1c9a2b7 a\\*b',
    '# no heading',
    '- no list',
    '+ no list',
    '12. no list',
    '3) no list',
    '> no quote',
    '=== ---',
    '`lonely tick',
    '[!NOTE] [^1] - [ ] x',
  ])('shows %j as it is', (text) => {
    expect(seen(words(text))).toBe(text);
  });

  it('acts in no way, whatever the text is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(acting(toHtml(words(text))).filter((it) => !wrappers.has(it))).toEqual([]);
        expect(acting(toHtml(words(text))).filter((it) => /code/.test(it))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('spells out what cannot be seen, and leaves emoji alone', () => {
    expect(words('a\u202Eb')).toBe('a‹U+202E›b');
    expect(words('a\u200Bb\u{E0041}\uD800')).toBe('a‹U+200B›b‹U+E0041›‹U+D800›');
    expect(words('⚠️ 🛑 naïve 日本')).toBe('⚠️ 🛑 naïve 日本');
  });
});

describe('codeSpan and markdown', () => {
  it('keep any name inside one code span', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const tags = acting(toHtml(`x ${codeSpan(name)} y`));
        expect(['p,/p', 'p,code,/code,/p']).toContain(tags.join());
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes names of pairs of backticks and words of the rest', () => {
    expect(markdown('`a_b` is *gone* from `c`')).toBe('`a_b` is \\*gone\\* from `c`');
    expect(markdown('`a``b` and a lonely ` tick')).toBe('`a` `b` and a lonely &#96; tick');
    expect(toHtml(markdown('$`x`$'))).toBe('<p><span>$</span><code>x</code><span>$</span></p>');
  });

  it('leaves no line break behind where a span is empty', () => {
    expect(markdown('a `` ` ` b `` ')).toBe('a b');
    // Escaped apart, the two would meet again as one commit id.
    expect(markdown('9``4f1c9a2b7')).toBe(words('94f1c9a2b7'));
  });

  it('lets no text out of its paragraph', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(acting(toHtml(markdown(text))).filter((it) => !wrappers.has(it))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('cannot be made to hold a marker', () => {
    fc.assert(fc.property(hostile, (text) => !/<!--|-->/.test(markdown(`\`${text}\` ${text}`))));
  });
});

describe('link', () => {
  it('leads where it says and nowhere else', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const target = `https://github.example/blob/${encodedPath(path)}#L1`;
        const source = toHtml(link('`x`', target));
        expect(source).toMatch(
          /^<p><a href="https:\/\/github\.example\/[^"<>\s]*#L1"><code>x<\/code><\/a><\/p>$/,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('drops an address that is no web address', () => {
    expect(link('x', 'javascript:alert(1)')).toBe('x');
    expect(link('x', undefined)).toBe('x');
    expect(link('x', 'models/a b.sql#L3')).toBe('[x](<models/a%20b.sql#L3>)');
    expect(link('x', 'https://a.example/(a)>|')).toBe('[x](<https://a.example/%28a%29%3E%7C>)');
  });
});

describe('html', () => {
  it('stays text inside an element', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(acting(`<summary>${html(text)}</summary>`)).toEqual(['summary', '/summary']);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('mermaidLabel', () => {
  it('holds no character of the mermaid language', () => {
    expect(mermaidLabel('stg_orders')).toBe('"stg_orders"');
    expect(mermaidLabel('a"]; click n0 "x')).toBe('"a#34;#93;#59; click n0 #34;x"');
    fc.assert(
      fc.property(hostile, (text) => /^"([\p{L}\p{M}\p{N} _/.‹›+-]|#\d+;)*"$/u.test(mermaidLabel(text))),
      { numRuns: 1_000 },
    );
  });
});
