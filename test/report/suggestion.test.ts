import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSuggestion, unfitness } from '../../src/report/suggestion.ts';
import { hostile } from './hostile.ts';
import { finding, sampleReport } from './sample.ts';

const marker = '<!-- parallel-review:default:suggestion:ab:cd -->';
const [reported] = sampleReport({ findings: [finding()] }).findings;

function render(replacement: string, more: Partial<typeof reported> = {}, of = 1): string {
  return renderSuggestion({ ...reported!, ...more }, { replacement }, { marker, part: { index: 1, of } });
}

/** What GitHub takes for the suggestion: all up to the first line that is a fence as long as the one that began it. */
function suggested(body: string): string | undefined {
  const lines = body.split('\n');
  const start = lines.findIndex((line) => /^`{3,}suggestion$/.test(line));
  const fence = lines[start]!.replace('suggestion', '');
  const end = lines.findIndex((line, index) => {
    const run = /^ {0,3}(`{3,})\s*$/.exec(line)?.[1];
    return index > start && run !== undefined && run.length >= fence.length;
  });
  return lines.slice(start + 1, end).join('\n');
}

describe('renderSuggestion', () => {
  it('begins with the marker, tells the finding and suggests the text', () => {
    const body = render('where id is null');
    expect(body.startsWith(`${marker}\n`)).toBe(true);
    expect(body).toContain('```suggestion\nwhere id is null\n```');
    expect(body).toContain(`\`${reported!.rule}\``);
  });

  it('tells of several edits that they belong together', () => {
    expect(render('x', {}, 2)).toContain('part 1 of 2');
  });

  it('is left by no fence in the text', () => {
    for (const text of ['```', 'a\n````\nb', '`````suggestion\nevil\n`````', '~~~', '```\n@everyone\n```'])
      expect(suggested(render(text))).toBe(text);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('`', '``', '```', '````', ' ', 'x', '\n', '~~~', '<!--')),
        (parts) => {
          const text = parts.join('');
          expect(suggested(render(text))).toBe(text);
        },
      ),
    );
  });

  it('says nothing that the pull request could act with, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const body = render('x', { title: text, advice: text });
        expect(body.split('```suggestion')).toHaveLength(2);
        expect(body.slice(marker.length)).not.toContain('<!--');
      }),
    );
  });
});

describe('unfitness', () => {
  it.each([
    ['a\r\nb', [], 'carriage'],
    ['a', ['b\r'], 'carriage'],
    ['a\u202Eb', [], 'nobody can see'],
    ['a\u200Bb', [], 'nobody can see'],
    ['x'.repeat(10_001), [], 'too long'],
  ])('%j for %j is not fit', (replacement, lines, why) => {
    expect(unfitness({ replacement }, lines)).toContain(why);
  });

  it('takes tabs, line breaks and any letters', () => {
    expect(unfitness({ replacement: '\tselect 1 -- ⚠️ für 日本\n\nfrom x' }, ['a', ''])).toBeUndefined();
  });
});
