/** Who may do what in the repository, as GitHub says now; names and badges in comments prove nothing. */
import { accessLevels } from '../merge/acceptance.ts';
import type { Access } from '../merge/acceptance.ts';
import type { Client } from './client.ts';

/** Asks once for each login. */
export type AccessOf = (login: string) => Promise<Access>;

/** Rejects with octokit's error if GitHub refuses. */
export function accessReader(client: Client): AccessOf {
  const known = new Map<string, Promise<Access>>();
  return (login) => {
    const key = login.toLowerCase();
    const asked = known.get(key) ?? readAccess(client, login);
    known.set(key, asked);
    return asked;
  };
}

async function readAccess({ octokit, owner, repo }: Client, login: string): Promise<Access> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      owner,
      repo,
      username: login,
    });
    // `permission` folds maintain into write; custom roles stand in `role_name` and mean what `permission` says.
    if (data.permission === 'write' && data.role_name === 'maintain') return 'maintain';
    return accessLevels.find((level) => level === data.permission) ?? 'none';
  } catch (error) {
    // Of a user who is gone, GitHub says that there is none.
    if ((error as { status?: number }).status === 404) return 'none';
    throw error;
  }
}
