/** Commands in a comment that started this run: who may give them, and the sign that they were seen. */
import { describeError } from './client.ts';
import type { CommandComment } from './event.ts';
import type { Preparation } from './setting.ts';

/**
 * True if the comment gives a reason to review: its author has write access, and it asks for something or did before
 * it was changed. Rejects with octokit's error if GitHub does not say who may do what.
 */
export async function heeded(setting: Preparation, comment: CommandComment): Promise<boolean> {
  const { accessOf, runner } = setting;
  const access = await accessOf(comment.author);
  if (access === 'none' || access === 'read') {
    runner.notice(
      `the commands of ${comment.author} are not followed: they take write access to the repository`,
    );
    await acknowledge(setting, comment, '-1');
    return false;
  }
  const malformed = comment.commands.find((it) => it.verb === 'unknown');
  if (malformed) runner.warning(`a command in the comment is not understood; ${malformed.why}`);
  await acknowledge(setting, comment, malformed ? 'confused' : 'eyes');
  // A comment that says something else now may have been an acceptance.
  return comment.commands.length === 0 || comment.commands.some((it) => it.verb !== 'unknown');
}

/** A reaction says that somebody listens; without the permission for it the command works all the same. */
async function acknowledge(
  { client, runner, inputs }: Preparation,
  { id, gone, commands }: CommandComment,
  content: '-1' | 'confused' | 'eyes',
): Promise<void> {
  const { dryRun, mode } = inputs.publishing;
  if (gone || commands.length === 0 || dryRun || mode === 'plan') return;
  try {
    await client.octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
      owner: client.owner,
      repo: client.repo,
      comment_id: id,
      content,
    });
  } catch (error) {
    runner.warning(describeError('the comment got no reaction', error));
  }
}
