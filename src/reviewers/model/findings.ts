/** From what a model claims to findings: what it quotes must be there, and it is never believed more than it may be. */
import type { Finding, Severity } from '../../finding.ts';
import { atLeast } from '../../finding.ts';
import type { ChangeSet } from '../../change/change-set.ts';
import type { Workspace } from '../../project/project.ts';
import type { Claim } from './claims.ts';
import { visible } from './hostile-text.ts';
import type { Place } from './locate.ts';
import { locateQuote } from './locate.ts';

export interface ClaimContext {
  agent: string;
  change: ChangeSet;
  workspace: Workspace;
  /** Changed files that the model was shown, by their paths. */
  shown: ReadonlySet<string>;
  maxSeverity: Severity;
}

export interface Located {
  findings: Finding[];
  /** Titles of claims whose quote is nowhere. */
  unfounded: string[];
}

const why = 'A language model read the change and says so; nothing of it is proven.';

/** A claim about a line that the change does not touch is no more than a low hint. */
export function findingsOf(claims: readonly Claim[], context: ClaimContext): Located {
  const findings = new Map<string, Finding>();
  const unfounded: string[] = [];
  for (const claim of claims) {
    const place = locateQuote(context.change, context.shown, claim);
    if (!place) {
      unfounded.push(plain(claim.title, 100));
      continue;
    }
    const finding = findingOf(claim, place, context);
    const same = `${finding.resource} ${finding.subject}`;
    const known = findings.get(same);
    if (known) findings.set(same, both(known, finding));
    else findings.set(same, finding);
  }
  return { findings: [...findings.values()], unfounded };
}

function findingOf(claim: Claim, { inChange, ...location }: Place, context: ClaimContext): Finding {
  const capped = atLeast(context.maxSeverity, claim.severity) ? claim.severity : context.maxSeverity;
  const advice = plain(claim.advice, 800);
  return {
    rule: `${context.agent}/model`,
    severity: inChange ? capped : 'low',
    confidence: inChange ? claim.confidence : 'possible',
    title: plain(claim.title, 160),
    message: plain(claim.message, 1500),
    why,
    advice: advice || 'Look at it, and decide.',
    resource: resourceAt(location.path, location.side, context.workspace) ?? location.path,
    subject: subjectOf(claim),
    location,
    related: [],
  };
}

/** What it names if that stands in the quote, else the quote: neither moves with lines. */
function subjectOf({ subject, quote }: Claim): string {
  const known = subject !== undefined && quote.includes(subject) ? subject : quote;
  return plain(known.replaceAll('`', ''), 120) || '(blank)';
}

/** The one dbt resource that is defined by the file, if it is one. */
function resourceAt(path: string, side: 'base' | 'head', { projects }: Workspace): string | undefined {
  const ids = projects.flatMap((project) =>
    [...(project[side]?.resources.values() ?? [])]
      .filter((resource) => resource.path === path)
      .map(({ id }) => id),
  );
  return ids.length === 1 ? ids[0] : undefined;
}

/** Two claims about one thing are one finding: the worse one, with the other's words. */
function both(a: Finding, b: Finding): Finding {
  const [first, second] = atLeast(a.severity, b.severity) ? [a, b] : [b, a];
  if (first.message.includes(second.title)) return first;
  return { ...first, message: plain(`${first.message} Also: ${second.title}.`, 1500) };
}

/** One line of text without anything hidden in it; a backtick that has no partner goes. */
export function plain(text: string, most: number): string {
  const line = visible(text).replaceAll(/\s+/g, ' ').trim();
  const short = line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
  return (short.match(/`/g)?.length ?? 0) % 2 === 0 ? short : short.replaceAll('`', '');
}
