/** A fix as a comment on lines of a pull request, with a suggestion that one click applies. */
import type { Edit } from '../finding.ts';
import { codeSpan, markdown } from './escape.ts';
import { clip, holdsUnseen } from './plain.ts';
import type { ReportFinding } from './schema.ts';
import { severityMarks } from './words.ts';

/** More than this nobody reads before the click. */
const mostReplacement = 10_000;

export interface SuggestionOptions {
  /** Stands first and nowhere else. */
  marker: string;
  /** Its place among the finding's edits, from 1, and their number. */
  part: { index: number; of: number };
}

/**
 * Why an edit cannot be a suggestion; undefined if it can. `lines` are those it replaces, without their ends but for
 * carriage returns.
 */
export function unfitness(
  { replacement }: Pick<Edit, 'replacement'>,
  lines: readonly string[],
): string | undefined {
  // GitHub writes what it applies with line breaks of its own.
  if ([replacement, ...lines].some((it) => it.includes('\r'))) return 'its lines end with carriage returns';
  if (holdsUnseen(replacement)) return 'it holds characters that nobody can see';
  if (replacement.length > mostReplacement) return 'it is too long';
  return undefined;
}

/** The whole body of the comment. Nothing in the replacement can end the block it stands in. */
export function renderSuggestion(
  { severity, title, advice, rule, id }: ReportFinding,
  { replacement }: Pick<Edit, 'replacement'>,
  { marker, part }: SuggestionOptions,
): string {
  const longest = Math.max(2, ...(replacement.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const facts = [codeSpan(rule), `id ${codeSpan(id)}`];
  if (part.of > 1) facts.push(`part ${part.index} of ${part.of}: apply all of them in one batch`);
  return [
    `${marker}\n${severityMarks[severity]} **${markdown(clip(title, 240))}**`,
    ...(advice ? [markdown(clip(advice, 1_200))] : []),
    [`${fence}suggestion`, ...(replacement === '' ? [] : [replacement]), fence].join('\n'),
    `<sub>${facts.join(' · ')}</sub>`,
  ].join('\n\n');
}
