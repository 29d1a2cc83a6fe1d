/** Comments that silence findings: a pure function. What blocks is never silenced. */
import type { Config } from '../config/config.ts';
import { code } from '../finding.ts';
import type { MergedFinding } from './merge.ts';

/** A comment in a file at head that asks to ignore a rule on some lines, which count from 1. */
export interface Ignore {
  path: string;
  line: number;
  rule: string;
  /** Empty if none is given; then it does not count. */
  reason: string;
  from: number;
  to: number;
  /** True if the pull request itself adds it. */
  added: boolean;
}

/** A finding that was silenced, and by what. */
export interface IgnoredFinding {
  finding: MergedFinding;
  by: Ignore;
}

export interface Judged {
  findings: MergedFinding[];
  ignored: IgnoredFinding[];
  notes: string[];
}

export interface IgnoreContext {
  ruleIds: readonly string[];
  config: Pick<Config, 'agents' | 'excluded'>;
  /** The line at head where a finding stands, or stood; undefined if its file is gone. */
  lineAtHead(finding: MergedFinding): { path: string; line: number } | undefined;
}

/** Findings keep their order. */
export function applyIgnores(
  findings: readonly MergedFinding[],
  ignores: readonly Ignore[],
  context: IgnoreContext,
): Judged {
  const kept: MergedFinding[] = [];
  const ignored: IgnoredFinding[] = [];
  const byRule = new Map<string, Ignore[]>();
  for (const ignore of ignores.filter(({ reason }) => isReason(reason))) {
    const key = JSON.stringify([ignore.path, ignore.rule]);
    const others = byRule.get(key);
    if (others) others.push(ignore);
    else byRule.set(key, [ignore]);
  }
  for (const finding of findings) {
    const place = context.lineAtHead(finding);
    const by = place
      ? byRule
          .get(JSON.stringify([place.path, finding.rule]))
          ?.find(({ from, to }) => from <= place.line && place.line <= to)
      : undefined;
    if (!by) kept.push(finding);
    else if (finding.blocking) kept.push(withNote(finding, by));
    else ignored.push({ finding, by });
  }
  return { findings: kept, ignored, notes: notesOn(ignores, ignored, context) };
}

/** A word at least: dots and dashes are no reason. */
function isReason(text: string): boolean {
  return /\p{L}{2}/u.test(text);
}

function withNote(finding: MergedFinding, by: Ignore): MergedFinding {
  const note = `The comment at ${placed(by)} asks to ignore this, but what blocks the merge cannot be ignored.`;
  return { ...finding, notes: [...(finding.notes ?? []), note] };
}

function notesOn(
  ignores: readonly Ignore[],
  ignored: readonly IgnoredFinding[],
  { ruleIds, config }: IgnoreContext,
): string[] {
  const known = new Set(ruleIds);
  const agents = [...config.agents.map(({ name }) => name), ...config.excluded];
  // Other reviewers have rules of their own.
  const isUnknown = (rule: string) =>
    !known.has(rule) &&
    (!rule.includes('/') || agents.some((name) => rule.startsWith(`${name}/`)) || rule === '');
  const own = ignores.filter(({ added }) => added);
  const unknown = own.filter(({ rule }) => isUnknown(rule));
  const baseless = own.filter(({ rule, reason }) => !isUnknown(rule) && !isReason(reason));
  const fresh = ignored.filter(({ by }) => by.added);
  return [
    ...(fresh.length > 0
      ? [
          `${fresh.length === 1 ? 'One finding is' : `${fresh.length} findings are`} ignored by comments that this pull request adds: ${several(fresh.map(({ by }) => placed(by)))}.`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `Ignore comments that name no rule: ${several(unknown.map((it) => `${code(it.rule || '(nothing)')} at ${placed(it)}`))}.`,
        ]
      : []),
    ...(baseless.length > 0
      ? [
          `Ignore comments that give no reason: ${several(baseless.map((it) => `${code(it.rule)} at ${placed(it)}`))}.`,
        ]
      : []),
  ];
}

function placed({ path, line }: Ignore): string {
  return code(`${path}:${line}`);
}

function several(all: readonly string[]): string {
  const distinct = [...new Set(all)];
  const more = distinct.length > 3 ? ` and ${distinct.length - 3} more` : '';
  return `${distinct.slice(0, 3).join(', ')}${more}`;
}
