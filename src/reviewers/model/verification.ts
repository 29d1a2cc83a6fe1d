/** A second look at what a model found, which can only take away. */
import { z } from 'zod';
import type { Finding } from '../../finding.ts';

/** The form of the answer. */
export const verificationSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['verdicts'],
  properties: {
    verdicts: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['number', 'refuted', 'reason'],
        properties: {
          number: { type: 'integer', description: 'Of the finding.' },
          refuted: { type: 'boolean', description: 'True only if the change itself shows that it is wrong.' },
          reason: { type: 'string' },
        },
      },
    },
  },
} as const;

const answer = z.object({
  verdicts: z.array(z.object({ number: z.number(), refuted: z.boolean() })).max(1000),
});

/** The numbers of those that are refuted. */
export function readVerification(
  json: unknown,
): { ok: true; value: ReadonlySet<number> } | { ok: false; problem: string } {
  const read = answer.safeParse(json);
  if (!read.success) return { ok: false, problem: 'it is no object with a list of verdicts' };
  const refuted = read.data.verdicts.filter((it) => it.refuted).map(({ number }) => number);
  return { ok: true, value: new Set(refuted) };
}

/** What is to be looked at again, numbered from 1. */
export function listOf(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ title, message, severity, location }, index) =>
        `${index + 1}. [${severity}] ${location.path}:${location.startLine}: ${title} — ${message}`,
    )
    .join('\n');
}
