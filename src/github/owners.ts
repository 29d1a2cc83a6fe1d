/** Whether somebody owns a path by CODEOWNERS of the target branch, which no pull request changes for itself. */
import type { Snapshot } from '../change/snapshot.ts';
import { code } from '../finding.ts';
import { codeownersPaths, decidingEntry, readCodeowners } from '../project/codeowners/codeowners.ts';
import type { OwnersEntry } from '../project/codeowners/codeowners.ts';
import { isRefused } from './client.ts';
import type { Client } from './client.ts';

/** True, or why it is not known to be true: half a sentence. */
export type OwnsPath = (login: string, path: string) => Promise<true | string>;

/** Owners of one path that are looked at. */
const mostOwners = 20;

/** Reads the file when it is first asked. Rejects with octokit's error if a team's members cannot be asked for now. */
export function ownerReader(client: Client, target: Snapshot): OwnsPath {
  let entries: Promise<OwnersEntry[] | undefined> | undefined;
  const known = new Map<string, Promise<boolean | undefined>>();
  const isMember = (team: string, login: string): Promise<boolean | undefined> => {
    const key = `${team} ${login}`.toLowerCase();
    const asked = known.get(key) ?? readMembership(client, team, login);
    known.set(key, asked);
    return asked;
  };
  return async (login, path) => {
    const all = await (entries ??= readEntries(target));
    if (!all) return 'the target branch has no CODEOWNERS file';
    const owners = (decidingEntry(all, path)?.owners ?? []).slice(0, mostOwners);
    if (owners.length === 0) return `${code(path)} has no code owner`;
    if (owners.some((it) => it.toLowerCase() === `@${login.toLowerCase()}`)) return true;
    const teams = owners.filter((it) => /^@[\w-]+\/[\w.-]+$/.test(it)).map((it) => it.slice(1));
    const answers = await Promise.all(teams.map((team) => isMember(team, login)));
    if (answers.includes(true)) return true;
    const unasked = teams.filter((_, index) => answers[index] === undefined);
    const hidden =
      unasked.length === 0
        ? ''
        : `, and the members of ${unasked.map((it) => code(`@${it}`)).join(', ')} are not shown to this token, which takes the organization permission members: read`;
    return `${code(path)} belongs to ${owners.map(code).join(', ')}${hidden}`;
  };
}

async function readEntries(target: Snapshot): Promise<OwnersEntry[] | undefined> {
  const path = codeownersPaths.find((it) => target.entries.has(it));
  if (path === undefined) return undefined;
  await target.load([path]);
  return readCodeowners(target.text(path) ?? '');
}

/** Undefined if the token may not know. */
async function readMembership(
  { octokit }: Client,
  team: string,
  login: string,
): Promise<boolean | undefined> {
  const [org, slug] = team.split('/') as [string, string];
  try {
    const { data } = await octokit.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      org,
      team_slug: slug,
      username: login,
    });
    return data.state === 'active';
  } catch (error) {
    // Of somebody who is no member, GitHub says the same as of a team that it does not show.
    if ((error as { status?: number }).status === 404) return false;
    if (isRefused(error)) return undefined;
    throw error;
  }
}
