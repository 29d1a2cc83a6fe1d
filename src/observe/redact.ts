/** Keeps secrets out of what is written down. */

const mark = '***';

/** Variables whose values are secrets, by their names: inputs of the Action have dashes. */
const secretName =
  /(?:^|[_-])(?:key|token|secret|password|passwd|pwd|credentials?|dsn|headers|webhook)(?:$|[_-])/i;

/** A shorter value would black out ordinary words. */
const shortest = 8;

/** What looks like a secret wherever it stands. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  /\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255})/g,
  /\b(?:sk|pk|rk)[-_][\w-]{20,255}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\beyJ[\w-]{10,4000}\.[\w-]{10,4000}\.[\w-]{0,1000}/g,
  /(?<=\bBearer )[\w.~+/=-]{8,4000}/g,
  /(?<=:\/\/[^\s/:@]{0,255}:)[^\s/@]{1,255}(?=@)/g,
];

/** A function that replaces the secrets of this environment, and whatever looks like one, by `***`. */
export function redactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name]) => secretName.test(name))
    .flatMap(([, value]) => value?.split(/\r?\n/) ?? [])
    .map((line) => line.trim())
    .filter((line) => line.length >= shortest);
  // The longest first: a secret may be part of another one.
  const known = [...new Set(values)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const value of known) clean = clean.replaceAll(value, mark);
    for (const form of secretForms) clean = clean.replaceAll(form, mark);
    return clean;
  };
}
