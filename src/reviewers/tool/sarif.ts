/** SARIF 2.1.0, as far as it says what is wrong where. */
import { z } from 'zod';
import type { Severity } from '../../finding.ts';
import type { Diagnostic } from './diagnostic.ts';
import { issueIn, lines } from './diagnostic.ts';

const line = z.int().min(1).max(1e9);
const level = z.enum(['none', 'note', 'warning', 'error']);
const properties = z.object({ 'security-severity': z.union([z.string(), z.number()]).nullish() }).nullish();
const rule = z.object({
  id: z.string(),
  defaultConfiguration: z.object({ level: level.nullish() }).nullish(),
  properties,
});
const result = z.object({
  ruleId: z.string().nullish(),
  ruleIndex: z.int().min(-1).nullish(),
  rule: z.object({ id: z.string().nullish(), index: z.int().min(-1).nullish() }).nullish(),
  level: level.nullish(),
  kind: z.string().nullish(),
  message: z.object({ text: z.string().nullish(), markdown: z.string().nullish() }),
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({
            artifactLocation: z.object({ uri: z.string().max(8192).nullish() }).nullish(),
            region: z.object({ startLine: line.nullish(), endLine: line.nullish() }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  suppressions: z.array(z.unknown()).nullish(),
  baselineState: z.string().nullish(),
  properties,
});
const log = z.object({
  runs: z
    .array(
      z.object({
        tool: z.object({ driver: z.object({ name: z.string().nullish(), rules: z.array(rule).nullish() }) }),
        results: z.array(result).nullish(),
      }),
    )
    .max(100),
});

/** Results that somebody has suppressed, that passed or that are gone are none. @throws {Error} if it is no SARIF. */
export function readSarif(value: unknown): Diagnostic[] {
  const read = log.safeParse(value);
  if (!read.success) throw new Error(`it wrote no SARIF: ${issueIn(read.error)}`);
  return read.data.runs.flatMap(({ tool: { driver }, results }) =>
    (results ?? []).filter(isOpen).flatMap((it) => {
      const known = ruleOf(it, driver.rules ?? []);
      const text = it.message.text ?? it.message.markdown;
      const place = it.locations?.[0]?.physicalLocation;
      const path = pathOf(place?.artifactLocation?.uri);
      if (!text || path === undefined) return [];
      return {
        path,
        ...lines(place?.region?.startLine, place?.region?.endLine),
        severity: severityOf(it, known),
        rule: it.ruleId ?? it.rule?.id ?? known?.id ?? driver.name ?? 'finding',
        message: text,
      };
    }),
  );
}

type Result = z.infer<typeof result>;
type Rule = z.infer<typeof rule>;

function isOpen({ suppressions, kind, baselineState }: Result): boolean {
  const isFound = (kind ?? 'fail') === 'fail' && baselineState !== 'absent';
  return isFound && (suppressions ?? []).length === 0;
}

function ruleOf({ ruleId, ruleIndex, rule: reference }: Result, rules: readonly Rule[]): Rule | undefined {
  const index = ruleIndex ?? reference?.index ?? -1;
  const id = ruleId ?? reference?.id;
  return rules[index] ?? rules.find((it) => it.id === id);
}

/** Code scanning's number, where there is one, else the level. */
function severityOf({ level: said, properties: own }: Result, known: Rule | undefined): Severity {
  const score = Number(own?.['security-severity'] ?? known?.properties?.['security-severity'] ?? NaN);
  if (Number.isFinite(score))
    return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  const levels = { error: 'high', warning: 'medium', note: 'low', none: 'low' } as const;
  return levels[said ?? known?.defaultConfiguration?.level ?? 'warning'];
}

/** A relative path, or one of this machine; other schemes are no files. */
function pathOf(uri: string | null | undefined): string | undefined {
  if (!uri) return undefined;
  const local = uri.replace(/^file:\/\/(localhost)?(?=\/)/i, '');
  if (/^[a-z][a-z0-9+.-]+:/i.test(local)) return undefined;
  try {
    return decodeURIComponent(local);
  } catch {
    return local;
  }
}
