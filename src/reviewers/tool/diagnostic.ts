/** What a tool says of one place. */
import type { z } from 'zod';
import type { Severity } from '../../finding.ts';

export interface Diagnostic {
  /** As the tool names it. */
  path: string;
  /** Counted from 1; absent if it is about the whole file. */
  line?: number;
  endLine?: number;
  severity: Severity;
  rule: string;
  message: string;
}

/** Both or none, and never backwards. */
export function lines(
  start: number | null | undefined,
  end: number | null | undefined,
): Pick<Diagnostic, 'line' | 'endLine'> {
  return start ? { line: start, endLine: Math.max(start, end ?? start) } : {};
}

/** The first thing that is wrong, in a few words. */
export function issueIn(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is wrong'}`;
}
