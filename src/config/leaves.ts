/** The single values that can be configured. The message of each schema says what is allowed. */
import { z } from 'zod';
import { failurePolicies } from '../agents/agent.ts';
import { severities } from '../finding.ts';
import { modelNamePattern, modelProviders } from './model-name.ts';

function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: words.join(', ') });
}

function whole(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const someTokens = "1 to 1,000m tokens such as 50000 or '50k'";
const someDollars = 'US dollars, from 0.01 to 10,000';
const someShare = "a share from 0% to 90%, such as '30%'";
const someModel = `${modelProviders.map((it) => `${it}/NAME`).join(', ')}`;
const someEndpoint = 'an https:// address without user and password, or http:// on this machine alone';

const someMinutes = 'a number of minutes, above 0 and at most 360';
const someDuration = "a duration from 1s to 6h, such as '90s' or '3m'";
const someGlob = "a glob relative to the repository, such as 'models/**', at most 300 characters";

export const failOnSeverity = oneOf([...severities, 'none']);
export const ruleSeverity = oneOf([...severities, 'off']);
export const maxConcurrency = whole(1, 64);
export const retries = whole(0, 5);
export const votes = whole(1, 9);
export const maxFindings = whole(1, 10_000);
export const onFailure = oneOf([...failurePolicies, 'retry']);
export const minutes = z
  .number({ error: someMinutes })
  .positive({ error: someMinutes })
  .max(360, { error: someMinutes });

export const requestsPerMinute = whole(1, 100_000);
export const severity = oneOf(severities);
export const forkPolicy = oneOf(['rules-only', 'skip', 'full']);

/** A number, or a text that `tokensOf` reads. */
export const tokens = z
  .union(
    [z.int({ error: someTokens }), z.string().regex(/^\d{1,9}(\.\d{1,3})?[km]?$/, { error: someTokens })],
    {
      error: someTokens,
    },
  )
  .refine((value) => tokensOf(value) >= 1 && tokensOf(value) <= 1e9, { error: someTokens });

/** Of what `tokens` accepts. */
export function tokensOf(value: number | string): number {
  if (typeof value === 'number') return value;
  const unit = { k: 1e3, m: 1e6 }[value.at(-1)!] ?? 1;
  return Math.round(Number.parseFloat(value) * unit);
}

export const dollars = z
  .number({ error: someDollars })
  .min(0.01, { error: someDollars })
  .max(10_000, { error: someDollars });

/** In [0, 1] by `shareOf`. */
export const percentage = z.string({ error: someShare }).regex(/^([0-8]?\d|90)%$/, { error: someShare });

/** Of a text that `percentage` accepts. */
export function shareOf(text: string): number {
  return Number.parseInt(text, 10) / 100;
}

export const modelName = z.string({ error: someModel }).regex(modelNamePattern, { error: someModel });

export const endpoint = z
  .string({ error: someEndpoint })
  .max(2000, { error: someEndpoint })
  .refine(isSafeAddress, { error: someEndpoint });

/** In milliseconds by `durationMs`. */
export const duration = z
  .string({ error: someDuration })
  .regex(/^[1-9]\d{0,4}[smh]$/, { error: someDuration })
  .refine((text) => durationMs(text) <= 6 * 3_600_000, { error: someDuration });

export const glob = z
  .string({ error: someGlob })
  .max(300, { error: someGlob })
  .regex(/^!?(?!\.{0,2}\/)[^\0-\x1f!][^\0-\x1f]*$/, { error: someGlob });

export const globs = z.array(glob, { error: 'a list of globs' }).max(200, { error: 'at most 200 globs' });

/** Of a text that `duration` accepts. */
export function durationMs(text: string): number {
  const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;
  return Number(text.slice(0, -1)) * units[text.at(-1) as keyof typeof units];
}

export const checkName = z
  .string()
  .regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: '1 to 100 characters in one line' });
export const commentWhen = oneOf(['always', 'on-failure', 'never']);
export const instanceId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, {
  error: '1 to 50 letters, digits, dashes and underscores, the first one a letter or digit',
});
export const mode = oneOf(['review', 'plan']);
export const yesNo = z.boolean({ error: 'true, false' });

const inRepository = 'a path inside the repository, without ..';
export const repositoryPath = z
  .string()
  .max(500, { error: inRepository })
  .regex(/^(?!\/|[A-Za-z]:|.*\\)[^\0-\x1f]+$/, { error: inRepository })
  .refine((path) => !path.split('/').includes('..'), { error: inRepository });

const someAddress = 'an https:// address without user and password, http:// on this machine alone, or off';
export const webhook = z
  .string({ error: someAddress })
  .max(2000, { error: someAddress })
  .refine(isSafeAddressOrOff, {
    error: someAddress,
  });

/** What is sent there says who failed at what: nobody on the way may read it. */
function isSafeAddressOrOff(text: string): boolean {
  return text === 'off' || isSafeAddress(text);
}

function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
