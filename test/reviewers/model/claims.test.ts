import { expect, test } from 'vitest';
import { mostClaims, readAnswer } from '../../../src/reviewers/model/claims.ts';

const claim = {
  path: 'm.sql',
  line: 3,
  quote: 'select 1',
  severity: 'high',
  confidence: 'likely',
  title: ' Title ',
  message: 'Message',
  advice: '',
  subject: null,
};

test('a whole answer', () => {
  const { line, ...rest } = claim;
  const answer = { findings: [claim, { ...rest, subject: ' amount ' }, { ...claim, line: -1 }] };
  expect(readAnswer(answer)).toMatchObject({
    ok: true,
    malformed: 0,
    more: 0,
    claims: [{ line, title: 'Title' }, { subject: 'amount' }, {}],
  });
  const { claims } = readAnswer(answer) as { claims: object[] };
  expect(claims[0]).not.toHaveProperty('subject');
  expect(claims[2]).not.toHaveProperty('line');
});

test('nothing found is an answer', () => {
  expect(readAnswer({ findings: [] })).toEqual({ ok: true, claims: [], malformed: 0, more: 0 });
});

test.each([
  [undefined, 'it is no JSON'],
  [{}, 'it is no object with a list of findings'],
  [[claim], 'it is no object with a list of findings'],
  [{ findings: 'none' }, 'it is no object with a list of findings'],
  [{ findings: [{ ...claim, severity: 'blocker' }] }, 'findings.0.severity'],
  [{ findings: [{ ...claim, title: ' ' }] }, 'findings.0.title'],
])('%j is none', (answer, problem) => {
  expect(readAnswer(answer)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});

test('remarks that are none cost only themselves, and are counted', () => {
  const broken = [{ ...claim, confidence: 'proven' }, 7, null];
  expect(readAnswer({ findings: [claim, ...broken] })).toMatchObject({ ok: true, malformed: 3 });
});

test('there is an end to what is said', () => {
  const long = { ...claim, title: 'x'.repeat(5000), message: 'x'.repeat(50_000) };
  const read = readAnswer({ findings: Array.from({ length: mostClaims + 7 }, () => long) });
  expect(read).toMatchObject({ ok: true, more: 7 });
  const { claims } = read as { claims: { title: string; message: string }[] };
  expect(claims).toHaveLength(mostClaims);
  expect([claims[0]!.title.length, claims[0]!.message.length]).toEqual([160, 1500]);
});
