/** What a rule says of a migration that comes after others. */
import { createReading, openWorkspace } from '../../src/project/workspace.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import { rule as destructive } from '../../src/rules/quality/migration-destructive.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { memoryChange } from './memory-snapshot.ts';

/** @default rule `quality/migration-destructive` */
export function openMigrations(rule: Pick<Rule, 'check'> = destructive) {
  const { engine, close } = createReading();

  /** `related` places and messages of what is found where `migrations` have run and `added` is new. */
  async function said(
    migrations: readonly string[],
    added: string,
    others: Record<string, string> = {},
    edited: Record<string, string | null> = {},
  ) {
    const base: Record<string, string> = { ...others };
    for (const [index, text] of migrations.entries()) base[`migrations/${index + 1}_a.sql`] = text;
    const head = { ...base, ...edited, [`migrations/${migrations.length + 1}_b.sql`]: added };
    const kept = Object.entries(head).filter((file): file is [string, string] => file[1] !== null);
    const change = await memoryChange(base, Object.fromEntries(kept));
    const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
    const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
    const found = [];
    for await (const { severity, title, message, related = [] } of rule.check(context))
      found.push({
        severity,
        title,
        message,
        places: related.map(({ path, startLine }) => `${path}:${startLine}`),
      });
    return found;
  }

  async function places(...of: Parameters<typeof said>) {
    return (await said(...of)).flatMap((finding) => finding.places);
  }

  return { said, places, engine, close };
}
