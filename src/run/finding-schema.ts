/** The edge between reviewers and the run: what is not a finding does not get in. */
import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { confidences, severities } from '../finding.ts';

const line = z.int().positive();
const text = z.string().min(1);

const location = z
  .object({ path: text, side: z.enum(['base', 'head']), startLine: line, endLine: line })
  .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });

const edit = z
  .object({ path: text, startLine: line, endLine: line, replacement: z.string() })
  .refine(({ startLine, endLine }) => endLine >= startLine, { error: 'ends before it starts' });

const related = z.object({
  message: z.string(),
  reader: z.object({ name: text, reads: text }).optional(),
});

const finding = z.object({
  rule: z.string().regex(/^[a-z0-9-]+\/[^\s/]+$/, { error: 'is not agent/name' }),
  severity: z.enum(severities),
  confidence: z.enum(confidences),
  title: text,
  message: z.string(),
  why: z.string(),
  advice: z.string(),
  resource: text,
  subject: z.string().optional(),
  location,
  related: z.array(z.intersection(location, related)),
  edits: z.array(edit).min(1).max(1_000).optional(),
});

/** A copy of a finding that nobody else holds, or what is wrong with it. */
export function checkFinding(
  value: unknown,
): { ok: true; finding: Finding } | { ok: false; problem: string } {
  const result = finding.safeParse(value);
  // Zod's `subject?: string | undefined` holds undefined if the input does.
  if (result.success) return { ok: true, finding: withoutUndefined(result.data) };
  const issue = result.error.issues[0]!;
  return { ok: false, problem: `${issue.path.join('.') || 'finding'}: ${issue.message}` };
}

function withoutUndefined({ subject, edits, ...rest }: z.infer<typeof finding>): Finding {
  return { ...rest, ...(subject !== undefined && { subject }), ...(edits !== undefined && { edits }) };
}
