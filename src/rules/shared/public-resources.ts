/** Resources of Terraform that open data to everybody by a name, such as `allUsers`. */
import { addedLines } from '../../change/lines.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import { bucketOf, bucketsIn, isBarred, isWebsite } from '../../project/terraform/buckets.ts';
import type { Buckets } from '../../project/terraform/buckets.ts';
import { publicAccessOf } from '../../project/terraform/public-access.ts';
import type { PublicAccess } from '../../project/terraform/public-access.ts';
import type { TerraformResource } from '../../project/terraform/terraform-file.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { filesBeside, folderOf, isTerraform, isTrial, terraformIn } from './terraform.ts';

interface Opened extends PublicAccess {
  path: string;
  by: TerraformResource;
}

/** What head opens over base, in files that the agent reviews. */
export async function* publicResources(context: RuleContext): AsyncIterable<RuleFinding> {
  const { head } = context.change;
  const added = newlyOpened(context);
  for (const file of context.files) {
    const lines = addedLines(file);
    const here = added.filter(({ path, line }) => path === file.path && lines.has(line));
    if (here.length === 0) continue;
    const folder = await filesBeside(head, file.path);
    const buckets = bucketsIn(folder);
    const imported = new Set(folder.flatMap((other) => [...other.imported]));
    const seen = new Map<string, number>();
    for (const opened of here) {
      if (isBarred(opened.by, buckets, 'list')) continue;
      const subject = opened.text.toLowerCase();
      const ordinal = (seen.get(subject) ?? 0) + 1;
      seen.set(subject, ordinal);
      yield finding(
        opened,
        reservationOf(opened, buckets, imported, context),
        ordinal === 1 ? subject : `${subject} #${ordinal}`,
      );
    }
  }
}

/** Without what base had: in the same resource, or in one of which this is the new place, name or form. */
function newlyOpened({ change: { base, head, files } }: RuleContext): Opened[] {
  const before = files.flatMap((file) => (file.base ? openedIn(base, file.base.path) : []));
  const after = files.flatMap((file) => (file.head ? openedIn(head, file.path) : []));
  const stays = new Set(
    files.flatMap((file) =>
      file.head ? openersIn(head, file.path).map((by) => placeOf({ path: file.path, by })) : [],
    ),
  );
  const elsewhere = unmatched(before, after, (opened) => [placeOf(opened)]);
  return unmatched(elsewhere.before, elsewhere.after, (opened, side) => {
    const folder = folderOf(opened.path);
    const bucket = bucketOf(opened.by);
    const sameBucket = bucket === undefined ? [] : [`${folder} of ${bucket}`];
    if (side === 'before' && stays.has(placeOf(opened))) return sameBucket;
    return [...sameBucket, folder, `anywhere ${opened.by.address}`];
  }).after;
}

/** Without those that say the same and share a key; each one of base stands for one of head. */
function unmatched(
  before: readonly Opened[],
  after: readonly Opened[],
  keysOf: (opened: Opened, side: 'before' | 'after') => string[],
): { before: Opened[]; after: Opened[] } {
  const byKey = new Map<string, Opened[]>();
  for (const old of before)
    for (const key of keysOf(old, 'before')) {
      const pool = byKey.get(`${old.text} ${key}`);
      if (pool) pool.push(old);
      else byKey.set(`${old.text} ${key}`, [old]);
    }
  const taken = new Set<Opened>();
  const take = (key: string): boolean => {
    const pool = byKey.get(key) ?? [];
    for (let old = pool.pop(); old; old = pool.pop()) {
      if (taken.has(old)) continue;
      taken.add(old);
      return true;
    }
    return false;
  };
  const rest = after.filter((now) => !keysOf(now, 'after').some((key) => take(`${now.text} ${key}`)));
  return { before: before.filter((old) => !taken.has(old)), after: rest };
}

function openedIn(snapshot: Snapshot, path: string): Opened[] {
  return openersIn(snapshot, path).flatMap((by) =>
    publicAccessOf(by).map((access) => ({ ...access, path, by })),
  );
}

function openersIn(snapshot: Snapshot, path: string): TerraformResource[] {
  if (!isTerraform(path)) return [];
  const { resources, data, givers } = terraformIn(snapshot, path);
  return [...resources, ...givers, ...data.filter(({ type }) => type === 'google_iam_policy')];
}

function placeOf({ path, by }: Pick<Opened, 'path' | 'by'>): string {
  return `${folderOf(path)} ${by.address}`;
}

/** Why it is less than a proof that data gets open, or less than bad. */
interface Reservation {
  severity: Severity;
  words?: string;
}

function reservationOf(
  { by, path, role, isSure }: Opened,
  buckets: Buckets,
  imported: ReadonlySet<string>,
  { change }: RuleContext,
): Reservation {
  const label = by.address.split('.').at(-1) ?? '';
  if (isWebsite(by, buckets))
    return { severity: 'medium', words: 'It is a website: see that it holds nothing else.' };
  // Every type of resource begins with its provider.
  if (!by.type.includes('_'))
    return { severity: 'high', words: 'What becomes of it is decided where the value is used.' };
  if (!isSure) return { severity: 'high', words: 'A condition decides whether it does.' };
  // Terraformer calls so what it writes down of things that are there.
  const isTaken = imported.has(by.address) || label.startsWith('tfer--');
  if (isTaken && !hadBefore(change.base, path, by))
    return { severity: 'high', words: 'It was there before Terraform knew it, and may have been as open.' };
  return { severity: isCall(role) || isTrial(path, label) ? 'high' : 'critical' };
}

function hadBefore(base: Snapshot, path: string, { address }: TerraformResource): boolean {
  return terraformIn(base, path).resources.some((resource) => resource.address === address);
}

/** A service that everybody may call still decides itself what it shows; data that everybody may read does not. */
function isCall(role: string | undefined): boolean {
  return role !== undefined && /invoker$/i.test(role);
}

const everybody: ReadonlyMap<string, string> = new Map([
  ['allAuthenticatedUsers', 'whoever is signed in to any account'],
  ['PUBLIC', 'every user of the Snowflake account has this role'],
]);

function finding(
  { by, path, line, member, role }: Opened,
  { severity, words }: Reservation,
  subject: string,
): RuleFinding {
  const reach = everybody.get(member) ?? 'everybody on the internet, without signing in';
  return {
    severity,
    confidence: severity === 'critical' || words === undefined ? 'proven' : 'likely',
    title: `${code(by.address)} ${isCall(role) ? 'may be called by' : 'opens data to'} everybody`,
    message: `It gives ${role === undefined ? 'access' : code(role)} to ${code(member)}: ${reach}.${words === undefined ? '' : ` ${words}`}`,
    resource: path,
    subject,
    location: { path, side: 'head', startLine: line, endLine: line },
  };
}
