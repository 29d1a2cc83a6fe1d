/** Keeps secrets out of what is written down. */

const mark = '***';

/** Variables whose values are secrets, by their names: inputs of the Action have dashes. */
const secretName =
  /(?:^|[_-])(?:token|secret|password|passwd|pwd|credentials?|dsn|webhook|(?:api|access|private|secret|signing|encryption)[_-]?key)(?:$|[_-])/i;
/** Where a name says `key` alone, it may be a column's or a cache's: then the value has to look like a secret. */
const perhapsSecretName = /(?:^|[_-])key(?:$|[_-])/i;
/** `name=value,name=value` with values as in a URL, as OpenTelemetry's variables have it. */
const headersName = /_HEADERS$/i;

/** A shorter value would black out ordinary words. */
const shortest = 8;
/** A word of up to so many letters, such as the password `postgres` of a service container, would too. */
const longestWord = 15;

/** What looks like a secret wherever it stands. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  /\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255})/g,
  // With a dash, or with the word of a payment provider: `sk_` and a name is how columns of keys are called.
  /\bsk-[\w-]{20,255}|\b[spr]k_(?:live|test)_\w{10,255}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bdapi[0-9a-f]{32}\b/g,
  /\beyJ[\w-]{10,4000}\.[\w-]{10,4000}\.[\w-]{0,1000}/g,
  /(?<=\bBearer )[\w.~+/=-]{8,4000}/g,
  /(?<=:\/\/[^\s/:@]{0,255}:)[^\s/@]{1,255}(?=@)/g,
];

export type Redact = (text: string) => string;

/**
 * A function that replaces the secrets of this environment, and whatever looks like one, by `***`. Of the
 * environment's also what they are in base64 and in URLs, wherever in a longer text they were encoded.
 */
export function redactor(env: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = secretValues(env).flatMap((it) => [it, ...encodedForms(it)]);
  const known = patternOf(secrets);
  return (text) => {
    const clean = known ? text.replaceAll(known, mark) : text;
    return secretForms.reduce((it, form) => it.replaceAll(form, mark), clean);
  };
}

/** The secrets of an environment that are long enough to be told from words, each once. */
export function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const values = Object.entries(env).flatMap(([name, value = '']) => [
    ...(isSecret(name, value) ? linesOf(value) : []),
    ...(headersName.test(name) ? headerValues(value) : []),
    ...urlPasswords(value),
  ]);
  return [...new Set(values)].filter((value) => value.length >= shortest);
}

function isSecret(name: string, value: string): boolean {
  if (secretName.test(name)) {
    // What this action itself is given is secret whatever it looks like.
    return (
      /^(INPUT|PARALLEL_REVIEW)_/.test(name) || value.length > longestWord || !/^[A-Za-z_]*$/.test(value)
    );
  }
  return (
    perhapsSecretName.test(name) && value.length > longestWord && /\d/.test(value) && /[A-Za-z]/.test(value)
  );
}

function linesOf(value: string): string[] {
  return value.split(/\r?\n/).map((line) => line.trim());
}

function headerValues(value: string): string[] {
  const values = value.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  // Behind the scheme, such as `Bearer`.
  return values.flatMap((it) => [it, decoded(it), decoded(it).replace(/^\w{1,20} +/, '')]);
}

/** Of `scheme://user:password@host`, as proxies and collectors are named. */
function urlPasswords(value: string): string[] {
  return [...value.matchAll(/:\/\/([^\s/@]{1,500})@/g)].flatMap(([, user]) => {
    const password = user!.slice(user!.indexOf(':') + 1);
    // As `Proxy-Authorization` has it: both together.
    return [password, decoded(password), decoded(user!)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As part of a URL or JSON, and in base64: what comes before it shifts its letters in one of three ways. */
function encodedForms(secret: string): string[] {
  const base64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.from(`${'\0'.repeat(before)}${secret}`);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    // Without the letters that share their bits with what stands before.
    return whole.slice([0, 2, 3][before]);
  });
  const forms = [
    ...base64,
    ...base64.map((it) => it.replaceAll('+', '-').replaceAll('/', '_')),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
  return forms.filter((it) => it !== secret && it.length >= shortest);
}

/** The longest first: a secret may be part of another one. */
function patternOf(secrets: readonly string[]): RegExp | undefined {
  if (secrets.length === 0) return undefined;
  const sorted = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((it) => it.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}
