import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, wrap } from '../../src/report/ansi.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Task } from '../../src/run/task.ts';
import { hostile } from './hostile.ts';
import { finding, sampleReport } from './sample.ts';

const escape = '\u001B';

describe('renderTerminal', () => {
  const plain = renderTerminal(sampleReport(), { colour: false });

  it('reads well', () => {
    expect(plain).toMatchSnapshot();
  });

  it('differs by colours alone if asked for them', () => {
    const coloured = renderTerminal(sampleReport(), { colour: true });
    expect(plain).not.toContain(escape);
    expect(coloured).toContain(`${escape}[31m`);
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain);
  });

  it('shows what merging had to say', () => {
    const notes = ['The edit that docs suggests is left out: quality changes line 3 of `a.sql`.'];
    const printed = renderTerminal(sampleReport({ findings: [finding({ notes })] }), { colour: false });
    expect(printed).toContain(
      '    Note The edit that docs suggests is left out: quality changes line 3 of a.sql.',
    );
  });

  it('says once why a rule matters, and with each finding what to do', () => {
    const findings = ['a.sql', 'b.sql'].map((path) =>
      finding({
        ...{ why: 'It goes stale.', advice: 'Mend it.' },
        location: { path, side: 'head', startLine: 1, endLine: 1 },
      }),
    );
    const printed = renderTerminal(sampleReport({ findings }), { colour: false });
    expect(printed.match(/Why  It goes stale\./g)).toHaveLength(1);
    expect(printed.match(/Do   Mend it\./g)).toHaveLength(2);
  });

  it('shows what blocks first', () => {
    const at = (text: string) => plain.indexOf(text);
    expect(at('email reaches')).toBeLessThan(at('does not block'));
    expect(at('does not block')).toBeLessThan(at('events lost'));
  });

  it.each([40, 80, 100, 300])('keeps to %d columns, and to 100 at most', (width) => {
    for (const line of renderTerminal(sampleReport(), { colour: false, width }).split('\n')) {
      expect(columns(line)).toBeLessThanOrEqual(Math.min(width, 100));
    }
  });

  it('lets no control character, hidden character or command of the runner through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const report = sampleReport({
          notes: [text],
          findings: [
            finding({
              title: text,
              message: text,
              why: text,
              advice: text,
              rule: text,
              notes: [text],
              location: { path: text, side: 'head', startLine: 1, endLine: 1 },
            }),
          ],
          agents: sampleReport().agents.map((agent) => ({ ...agent, reason: text })),
          coverage: { changedFiles: 1, reviewedFiles: 0, notReviewed: [{ path: text, reason: text }] },
        });
        const printed = renderTerminal(report, { colour: false, width: 40 });
        // eslint-disable-next-line no-control-regex
        expect(printed).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E]/);
        expect(printed).not.toMatch(/^\s*::/m);
        expect(printed).not.toContain('##[');
      }),
      { numRuns: 300 },
    );
  });
});

describe('wrap', () => {
  it('loses nothing but spaces and is never too wide', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 4, max: 60 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('counts wide characters twice', () => {
    expect(columns('日本')).toBe(4);
    expect(wrap('日本日本', 4)).toEqual(['日本', '日本']);
  });
});

describe('renderPlan', () => {
  const task = (changes: Partial<Task>): Task => ({
    id: 'quality/rules/1',
    agent: 'quality',
    reviewer: 'rules',
    lane: 'standard',
    files: ['models/orders.sql'],
    after: [],
    onFailure: 'fail',
    timeoutMs: 180_000,
    ...changes,
  });

  it('shows waves, agents, lanes, files, and what is left out', () => {
    const many = Array.from({ length: 11 }, (_, i) => `models/m${i}.sql`);
    const plan = {
      tasks: [
        task({ id: 'governance/rules/1', agent: 'governance', lane: 'safety' }),
        task({ files: many }),
        task({
          id: 'docs/rules/1',
          agent: 'docs',
          lane: 'optional',
          onFailure: 'continue',
          after: ['quality/rules/1'],
        }),
      ],
      waves: [['governance/rules/1', 'quality/rules/1'], ['docs/rules/1']],
      conflicts: [],
      skipped: [{ agent: 'performance', reason: 'turned off' }],
      unread: [{ path: 'logo\u202E.png', reason: 'binary' }],
    };
    expect(renderPlan(plan, { colour: false })).toMatchSnapshot();
    expect(renderPlan(plan, { colour: true }).replaceAll(/\u001B\[\d+m/g, '')).toBe(
      renderPlan(plan, { colour: false }),
    );
  });
});
