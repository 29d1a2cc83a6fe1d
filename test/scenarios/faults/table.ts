/** What docs/reliability.md shows: the expectations, a row for each route and outcome. */
import { markdownTable } from '../../../scripts/generate/markdown.ts';
import { expected } from './expected.ts';
import { plays, stages } from './play.ts';
import type { Outcome } from './play.ts';

export function faultsTable(): string {
  const rows = Object.keys(stages).flatMap((route) => {
    const byOutcome = new Map<string, { outcome: Outcome; faults: string[] }>();
    for (const it of plays.filter((play) => play.route === route)) {
      const outcome = expected(it);
      const key = JSON.stringify(outcome);
      const entry = byOutcome.get(key) ?? { outcome, faults: [] };
      entry.faults.push(`${it.fault} ${it.times}`);
      byOutcome.set(key, entry);
    }
    // The rest is what most faults come to: nothing that is seen.
    const entries = [...byOutcome.values()].sort((a, b) => isComplete(a.outcome) - isComplete(b.outcome));
    return entries.map(({ outcome, faults }) => [
      `\`${route.replace('/repos/{owner}/{repo}', '')}\``,
      isComplete(outcome) ? (entries.length > 1 ? 'any other' : 'any') : merged(faults),
      outcome.check,
      { none: 'none', new: 'written', old: 'as it was' }[outcome.comment],
      outcome.summary ? 'written' : 'none',
      String(outcome.code),
    ]);
  });
  return markdownTable(['Route', 'Fault', 'Check run', 'Comment', 'Summary', 'Exit code'], rows);
}

function isComplete({ code, check, comment }: Outcome): number {
  return code === 0 && check === 'success' && comment === 'new' ? 1 : 0;
}

/** `401 once` and `401 always` are `401`. */
function merged(faults: readonly string[]): string {
  const names = [...new Set(faults.map((it) => it.replace(/ (once|always)$/, '')))];
  return names
    .map((name) => {
      const [one, lasting] = ['once', 'always'].map((times) => faults.includes(`${name} ${times}`));
      return one && lasting ? name : `${name} ${one ? 'once' : 'always'}`;
    })
    .join(', ');
}
