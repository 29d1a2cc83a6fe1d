/** Credentials without a shape of their own: what stands where a password belongs, by the rules of the file. */
import { Lines } from '../../project/dbt/lines.ts';
import { isPagePath, isSamplePath, isTestPath } from './path-kinds.ts';
import type { Secret } from './secrets.ts';

const credentialKey =
  /^([^\S\n]*["']?)(password|pass|token|access_token|refresh_token|auth_token|client_secret|private_key|private_key_passphrase|api_key|secret|aws_secret_access_key)["']?[^\S\n]*:[^\S\n]*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'#&*|>{[][^\n]{0,500}?))[^\S\n]{0,50}(?:#.*)?$/gim;
/** What databases of a developer's own machine are opened with. */
const trivial =
  /^([a-z]{0,12}[_-](?:password|passwd|pass|secret)\d*|.{1,3}|password\d*|passw0rd|postgres|mysql|root|admin|test|tests|testing|secret|dbt|duckdb|trino|spark|user|none|null|true|false|localhost|mysecretpassword|dummy|integration_tests?)$/i;

/** The host of a database on the machine that dbt runs on, or in a container beside it. */
const ownHost =
  /^[^\S\n]*["']?(host|server|hostname)["']?[^\S\n]*:[^\S\n]*["']?(localhost|127\.0\.0\.1|::1|host\.docker\.internal)\b/im;

/** True if the mapping in YAML that a line stands in names such a host. */
function isOfOwnMachine(lines: readonly string[], line: number): boolean {
  const indent = (text: string): number => text.search(/\S/);
  const own = indent(lines[line - 1] ?? '');
  const isOutside = (text: string): boolean => indent(text) >= 0 && indent(text) < own;
  const before = lines.slice(0, line).findLastIndex(isOutside);
  const after = lines.findIndex((text, index) => index >= line && isOutside(text));
  const block = lines.slice(before + 1, after < 0 ? undefined : after);
  return block.some((text) => indent(text) === own && ownHost.test(text));
}

/** Whatever stands at a credential's key in dbt's profiles is one, whatever its shape. */
function profileSecrets(text: string, name: string): Secret[] {
  if (!/^profiles([._-].*)?\.ya?ml$/i.test(name)) return [];
  const lines = new Lines(text);
  const written = text.split('\n');
  return [...text.matchAll(credentialKey)].flatMap(
    ({ 0: whole, 2: key, 3: double, 4: single, 5: plain, index }) => {
      const value = double ?? single ?? plain ?? '';
      if (trivial.test(value)) return [];
      const line = lines.lineAt(index + whole.length);
      if (isOfOwnMachine(written, line)) return [];
      return { kind: `Value of ${key!.toLowerCase()}`, line, value, specific: false };
    },
  );
}

/** Where a file other than a profile names a password; the value is the last group. */
interface Form {
  files: RegExp;
  /** Global; the first group is the name, the last one that is set the value. */
  pattern: RegExp;
}

const forms: readonly Form[] = [
  {
    files: /\.sql$/i,
    pattern:
      /\b(?:create|alter)\s{1,20}(?:or\s{1,20}replace\s{1,20})?(?:role|user|login)\b[^;]{0,500}?\b(password|identified\s{1,20}by)\s{0,20}=?\s{0,20}'([^'\n]{1,200})'/gi,
  },
  {
    files: /\.(tf|tfvars)$/i,
    pattern: /^[ \t]*(\w{0,40}(?:password|passwd))[ \t]*=[ \t]*"([^"\n]{1,200})"/gim,
  },
  {
    files: /(^|\/)(\.env(\.(prod|production|staging))?|secrets\.toml)$/i,
    pattern:
      /^[ \t]*(?:export[ \t]+)?(\w{0,60}(?:password|passwd|secret|token|api_?key|access_?key))[ \t]*=[ \t]*(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|([^\s"'#]{1,500}))/gim,
  },
  // What the clients of warehouses read from their surroundings.
  {
    files: /./,
    pattern:
      /\b(PGPASSWORD|MYSQL_PWD|SNOWSQL_PWD|(?:SNOWFLAKE|REDSHIFT|DBT_ENV_SECRET)_PASSWORD)["']?[ \t]{0,5}[=:][ \t]{0,5}(?:"([^"\s]{1,200})"|'([^'\s]{1,200})'|([^\s"'`;,]{1,200}))/g,
  },
];

/** Files that others copy and fill in. */
const template = /[._-](example|sample|template|dist|tmpl|tpl)(\.|$)/i;

/** Named like a password, and made like one: people give examples in words, and keep what they generate. */
export function namedSecrets(text: string, path: string): Secret[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = profileSecrets(text, name);
  if (isTestPath(path) || isSamplePath(path) || isPagePath(path) || template.test(name)) return found;
  const places = new Lines(text);
  const lines = new Set(found.map(({ line }) => line));
  for (const { files, pattern } of forms) {
    if (!files.test(path)) continue;
    for (const match of text.matchAll(pattern)) {
      const value = match.slice(2).find((group) => group !== undefined) ?? '';
      const line = places.lineAt(match.index + match[0].length);
      if (!isGenerated(value) || trivial.test(value) || lines.has(line)) continue;
      lines.add(line);
      found.push({
        kind: `Value of ${match[1]!.replaceAll(/\s+/g, ' ')}`,
        line,
        value,
        specific: false,
      });
    }
  }
  return found;
}

/** Letters and digits in one value that neither refers to anything nor is a path, an address or a name in words. */
function isGenerated(value: string): boolean {
  if (
    value.length < 8 ||
    /[$<>{}()]|^(var|local|data|secrets?|vault|arn|projects|https?)[./:]|[\s/]/i.test(value)
  )
    return false;
  const digits = value.replaceAll(/\D/g, '').length;
  return (
    digits > 0 &&
    digits < value.length &&
    !/^[a-z]+[-_. ]?\d{0,4}$/i.test(value) &&
    !/^(?:[^\W_]+[-_])+v?\d+$/i.test(value)
  );
}
