/** What a model says it found: its answer, read as strictly as anything that comes from outside. */
import { z } from 'zod';
import type { Severity } from '../../finding.ts';
import { severities } from '../../finding.ts';

/** One remark, as the model made it. */
export interface Claim {
  path: string;
  /** One or a few lines of the file, word for word. */
  quote: string;
  /** The number that stood before the first of them. */
  line?: number;
  severity: Severity;
  confidence: 'likely' | 'possible';
  title: string;
  message: string;
  advice: string;
  /** The column, model or grantee that it is about. */
  subject?: string;
}

/** Of one answer: what has more to say has nothing to say. */
export const mostClaims = 50;

const text = (most: number) => z.string().transform((it) => it.trim().slice(0, most));

const claim = z.object({
  path: z.string().min(1).max(1000),
  quote: z.string().min(1).max(4000),
  line: z.number().nullish(),
  severity: z.enum(severities),
  confidence: z.enum(['likely', 'possible']),
  title: text(160).refine((it) => it !== ''),
  message: text(1500),
  advice: text(800),
  subject: z.string().max(200).nullish(),
});

const answer = z.object({ findings: z.array(z.unknown()).max(1000) });

/** What the model is asked to follow; what the keys mean stands in the introduction. Every key is required, because some providers allow no others. */
export const answerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['findings'],
  properties: {
    findings: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: [
          'path',
          'line',
          'quote',
          'severity',
          'confidence',
          'title',
          'message',
          'advice',
          'subject',
        ],
        properties: {
          path: { type: 'string' },
          line: { type: ['integer', 'null'] },
          quote: { type: 'string' },
          severity: { type: 'string', enum: [...severities] },
          confidence: { type: 'string', enum: ['likely', 'possible'] },
          title: { type: 'string' },
          message: { type: 'string' },
          advice: { type: 'string' },
          subject: { type: ['string', 'null'] },
        },
      },
    },
  },
} as const;

export type ReadAnswer =
  | {
      ok: true;
      claims: Claim[];
      /** Remarks that were none. */ malformed: number;
      /** Remarks over `mostClaims`. */ more: number;
    }
  /** In a few words: what is wrong with the whole answer. */
  | { ok: false; problem: string };

/** From the JSON of an answer, or what stands in its place, to claims. */
export function readAnswer(json: unknown): ReadAnswer {
  if (json === undefined) return { ok: false, problem: 'it is no JSON' };
  const whole = answer.safeParse(json);
  if (!whole.success) return { ok: false, problem: 'it is no object with a list of findings' };
  const read = whole.data.findings.map((it) => claim.safeParse(it));
  const claims = read.flatMap(({ data }) => (data ? [withoutNull(data)] : []));
  if (claims.length === 0 && read.length > 0) {
    const issue = read[0]!.error!.issues[0]!;
    return { ok: false, problem: `findings.0.${issue.path.join('.')}: ${issue.message}` };
  }
  return {
    ok: true,
    claims: claims.slice(0, mostClaims),
    malformed: read.length - claims.length,
    more: Math.max(0, claims.length - mostClaims),
  };
}

function withoutNull({ line, subject, ...rest }: z.infer<typeof claim>): Claim {
  return {
    ...rest,
    ...(typeof line === 'number' && Number.isSafeInteger(line) && line > 0 && { line }),
    ...(subject?.trim() && { subject: subject.trim() }),
  };
}
