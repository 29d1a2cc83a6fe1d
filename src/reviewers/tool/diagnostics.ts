/** What tools say, in the three forms they say it in. It is parsed like anything hostile: by schema, with limits. */
import { z } from 'zod';
import type { AgentCommand } from '../../agents/agent.ts';
import { severities } from '../../finding.ts';
import type { Diagnostic } from './diagnostic.ts';
import { issueIn, lines } from './diagnostic.ts';
import { readSarif } from './sarif.ts';

/** @throws {Error} whose message says in a few words what is wrong with the text. */
export function diagnosticsIn(text: string, format: AgentCommand['format']): Diagnostic[] {
  const value = parsed(text);
  if (format === 'sarif') return readSarif(value);
  return format === 'json' ? readJson(value) : readRdjson(value);
}

function parsed(text: string): unknown {
  if (text.trim() === '') throw new Error('it wrote nothing');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('it wrote no JSON', { cause: error });
  }
}

const line = z.int().min(1).max(1e9);
const plainSchema = z.array(
  z.object({
    path: z.string().min(1).max(4096),
    line: line.nullish(),
    endLine: line.nullish(),
    severity: z.enum(severities),
    rule: z.string().min(1).max(300),
    message: z.string().min(1),
  }),
);

function readJson(value: unknown): Diagnostic[] {
  const read = plainSchema.safeParse(value);
  if (!read.success) throw new Error(`it wrote no array of findings: ${issueIn(read.error)}`);
  return read.data.map(({ line: startLine, endLine, ...rest }) => ({
    ...rest,
    ...lines(startLine, endLine),
  }));
}

const rdSeverities = { ERROR: 'high', WARNING: 'medium', INFO: 'low', UNKNOWN_SEVERITY: 'medium' } as const;
const position = z.object({ line: line.nullish() });
const rdSeverity = z.enum(['ERROR', 'WARNING', 'INFO', 'UNKNOWN_SEVERITY']);

/** Reviewdog's Diagnostic Format: what is not given for one diagnostic holds for the whole. */
const rdSchema = z.object({
  source: z.object({ name: z.string().nullish() }).nullish(),
  severity: rdSeverity.nullish(),
  diagnostics: z.array(
    z.object({
      message: z.string().min(1),
      location: z.object({
        path: z.string().min(1).max(4096),
        range: z.object({ start: position.nullish(), end: position.nullish() }).nullish(),
      }),
      severity: rdSeverity.nullish(),
      code: z.object({ value: z.string().nullish() }).nullish(),
    }),
  ),
});

function readRdjson(value: unknown): Diagnostic[] {
  const read = rdSchema.safeParse(value);
  if (!read.success) throw new Error(`it wrote no rdjson: ${issueIn(read.error)}`);
  const { diagnostics, source, severity: usual } = read.data;
  return diagnostics.map(({ message, location: { path, range }, severity, code }) => ({
    path,
    ...lines(range?.start?.line, range?.end?.line),
    severity: rdSeverities[severity ?? usual ?? 'UNKNOWN_SEVERITY'],
    rule: code?.value || source?.name || 'finding',
    message,
  }));
}
