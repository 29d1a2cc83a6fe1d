/** Credentials in a text, found by secretlint. The engine is loaded when the first file is scanned. */

import { Lines } from '../../project/dbt/lines.ts';
import { namedSecrets } from './named-secrets.ts';

export interface Secret {
  /** What it is, for people: `Databricks personal access token`. */
  kind: string;
  /** From 1. */
  line: number;
  /** Never shown; only to tell whether base held it too. */
  value: string;
  /** True if the shape belongs to one provider; false for passwords in URLs and the like. */
  specific: boolean;
}

/** Beyond this the patterns cost more than they find: data files, lock files, bundles. */
const longestText = 1_000_000;

/** secretlint's rules whose matches have no shape of their own. */
const generic = /basicauth|database-connection-string|no-homedir|no-dotenv|pattern/;

/** Values that stand for a credential without being one. */
const placeholder =
  /\[\^|\(\?[:=!<]|\\[dws][+*{]|\{\{|\}\}|\$\{|\$\(|<[^>]*>|%\(|env_var|\*{3,}|x{4,}|\.\.\.|changeme|example|placeholder|your[-_]?|dummy|:(password|passwd|pass|secret|postgres|root|admin|mysecretpassword|test|user)@|@(localhost|127\.0\.0\.1|0\.0\.0\.0|host|db|postgres|mysql|redis)[:/]/i;

/**
 * Finds credentials in order of their lines. Texts over a million characters are not scanned.
 * Rejects only if the engine itself cannot be loaded.
 */
export async function findSecrets(text: string, path: string): Promise<Secret[]> {
  if (text.length > longestText) return [];
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const name = path.split('/').at(-1) ?? path;
  const { messages } = await lintSource({
    source: { content: text, filePath: name, ext: /\.[^.]*$/.exec(name)?.[0] ?? '', contentType: 'text' },
    options: { config: { rules: [{ id: 'recommended', rule: creator }] }, noPhysicFilePath: true },
  });
  const found = messages.map(({ message, range, ruleId, loc }): Secret => {
    const value = text.slice(range[0], range[1]);
    const specific = !generic.test(ruleId);
    return { kind: kindOf(message), line: loc.start.line, value, specific };
  });
  const shaped = [...found, ...awsKeyIds(text)];
  const lines = new Set(shaped.map(({ line }) => line));
  return [...shaped, ...namedSecrets(text, path).filter(({ line }) => !lines.has(line))]
    .filter(({ value }) => !placeholder.test(value))
    .sort((a, b) => a.line - b.line || (a.kind < b.kind ? -1 : 1));
}

/** secretlint looks for the secret half alone; whoever commits the id of a long-lived key rarely keeps the rest apart. */
function awsKeyIds(text: string): Secret[] {
  const lines = new Lines(text);
  return [...text.matchAll(/(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])/g)].map(
    ({ 0: value, index }) => ({
      kind: 'AWS access key ID',
      line: lines.lineAt(index),
      value,
      specific: true,
    }),
  );
}

/** secretlint says "found KIND: value"; the value must not get out. */
function kindOf(message: string): string {
  const kind = /^found ([^:(]+)/i.exec(message)?.[1]?.trim() ?? 'credential';
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
