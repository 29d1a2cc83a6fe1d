/** A few sentences that say what a change does. They judge nothing, and nothing depends on them. */
import { z } from 'zod';
import { plain } from './findings.ts';

export const narrativeLines = 3;

export const narrativeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['lines'],
  properties: {
    lines: { type: 'array', items: { type: 'string' }, description: 'Three short sentences, each once.' },
  },
} as const;

const answer = z.object({ lines: z.array(z.string()).min(1).max(20) });

/** Plain lines. */
export function readNarrative(json: unknown): { ok: true; value: string[] } | { ok: false; problem: string } {
  const read = answer.safeParse(json);
  if (!read.success) return { ok: false, problem: 'it is no object with a list of lines' };
  const lines = read.data.lines.map((line) => plain(line, 300)).filter((line) => line !== '');
  return { ok: true, value: lines.slice(0, narrativeLines) };
}
