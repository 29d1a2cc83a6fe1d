/** Suggestions on the pull request: each once, in one batch, and closed when they are settled. */
import type { Report } from '../report/schema.ts';
import { grouped, plural, troubled } from '../report/words.ts';
import { answerLost, describeError } from './client.ts';
import type { Client } from './client.ts';
import type { Runner } from './runner.ts';
import type { Suggestion } from './suggestions.ts';
import { readThreads, resolveThreads } from './threads.ts';
import type { Thread } from './threads.ts';

/** With one request. */
const mostResolved = 50;

export interface SuggestionTarget {
  client: Client;
  runner: Pick<Runner, 'notice' | 'warning'>;
  pull: number;
  /** The commit that was reviewed; nothing is written if it is not the pull request's head any more. */
  head: string;
  instanceId: string;
}

/**
 * Posts what was never suggested before as one review, without approving or requesting anything, and resolves
 * conversations of ours that are settled and that nobody answered. Throws octokit's error if GitHub refuses the first.
 */
export async function publishSuggestions(
  report: Report,
  suggestions: readonly Suggestion[],
  to: SuggestionTarget,
): Promise<void> {
  const { client, runner, pull, head, instanceId } = to;
  const known = await readThreads(client, pull, instanceId);
  if (known.head !== head) {
    runner.notice(`${head} is not the head of the pull request any more: it gets no suggestions`);
    return;
  }
  await postOnce(unsaid(suggestions, known.threads), to);
  const settled = settledThreads(report, suggestions, known.threads);
  if (settled.length === 0) return;
  try {
    await resolveThreads(client, settled.slice(0, mostResolved));
  } catch (error) {
    const what = 'conversations about settled suggestions stay open (to resolve them takes contents: write)';
    runner.notice(describeError(what, error));
  }
}

/** What no comment says yet, resolved ones included, and no person has dismissed in another form. */
function unsaid(suggestions: readonly Suggestion[], threads: readonly Thread[]): Suggestion[] {
  const said = new Set(threads.map(({ fingerprint, key }) => `${fingerprint}:${key}`));
  const dismissed = new Set(threads.filter((it) => it.dismissed).map(({ fingerprint }) => fingerprint));
  return suggestions.filter(
    ({ fingerprint, key }) => !said.has(`${fingerprint}:${key}`) && !dismissed.has(fingerprint),
  );
}

/** Conversations whose finding is gone, or has another suggestion now. Where not all was reviewed, nothing is known to be gone. */
function settledThreads(
  report: Report,
  suggestions: readonly Suggestion[],
  threads: readonly Thread[],
): string[] {
  if (report.skipped !== undefined || troubled(report).length > 0) return [];
  const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const keys = grouped(suggestions, ({ fingerprint }) => fingerprint);
  return threads
    .filter(({ resolved, alone, fingerprint, key }) => {
      if (resolved || !alone) return false;
      const current = keys.get(fingerprint);
      return !found.has(fingerprint) || (current !== undefined && !current.some((it) => it.key === key));
    })
    .map(({ id }) => id);
}

/** One refused line refuses the whole review: then those alone are sent that every diff shows. */
async function postOnce(suggestions: readonly Suggestion[], to: SuggestionTarget): Promise<void> {
  if (suggestions.length === 0) return;
  try {
    await post(suggestions, to);
  } catch (error) {
    if (answerLost(error)) return postUnlessThere(suggestions, to);
    if ((error as { status?: number }).status !== 422) throw error;
    const sure = suggestions.filter(({ changed }) => changed);
    if (sure.length === 0 || sure.length === suggestions.length) throw error;
    await post(sure, to);
    to.runner.notice(
      `${plural(suggestions.length - sure.length, 'suggestion')} on unchanged lines left out: GitHub does not show them`,
    );
  }
}

/** A review is not repeated blindly: it would be there twice. */
async function postUnlessThere(suggestions: readonly Suggestion[], to: SuggestionTarget): Promise<void> {
  const { threads, head } = await readThreads(to.client, to.pull, to.instanceId);
  const missing = unsaid(suggestions, threads);
  if (missing.length > 0 && head === to.head) await post(missing, to);
}

async function post(
  suggestions: readonly Suggestion[],
  { client: { octokit, owner, repo }, pull, head }: SuggestionTarget,
): Promise<void> {
  await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
    owner,
    repo,
    pull_number: pull,
    commit_id: head,
    event: 'COMMENT',
    body: `${plural(suggestions.length, 'suggestion')} that each mend what was found, for certain.`,
    comments: suggestions.map(({ path, startLine, endLine, body }) => ({
      path,
      body,
      side: 'RIGHT',
      line: endLine,
      ...(startLine < endLine && { start_line: startLine, start_side: 'RIGHT' }),
    })),
    request: { retries: 0 },
  });
}
