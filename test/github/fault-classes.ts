/** Everything that an answer of GitHub can be instead of the right one: one fault a class. */
import { secondaryLimit } from './faults.ts';
import type { Fault } from './faults.ts';

const answer = (status: number, message: string, headers?: Record<string, string>): Fault => ({
  kind: 'answer',
  status,
  body: { message },
  ...(headers && { headers }),
});

/** By the name that tests and documentation use. A wait that GitHub asks for is a second, so that nobody sits it out. */
export const faultClasses = {
  '401': answer(401, 'Bad credentials'),
  '403 permission': answer(403, 'Resource not accessible by integration', {
    'x-accepted-github-permissions': 'contents=read',
  }),
  '403 secondary': secondaryLimit(1),
  '404': answer(404, 'Not Found'),
  '409': answer(409, 'Conflict'),
  '422': answer(422, 'Validation Failed'),
  '429': answer(429, 'Too Many Requests', { 'retry-after': '1' }),
  '500': answer(500, 'Server Error'),
  '502': answer(502, 'Bad Gateway'),
  '502 after acting': { kind: 'acted', status: 502 },
  'reset before acting': { kind: 'reset', acted: false },
  'reset after acting': { kind: 'reset', acted: true },
  slow: { kind: 'held', until: new Promise(() => {}) },
  truncated: { kind: 'truncated' },
  malformed: { kind: 'malformed' },
} as const satisfies Record<string, Fault>;

export type FaultClass = keyof typeof faultClasses;
