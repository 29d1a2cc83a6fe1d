/** The command line's grammar. */
import { parseArgs } from 'node:util';
import { nearest } from '../config/say.ts';
import { UsageError } from './terminal.ts';

export const commandNames = ['review', 'plan', 'rules', 'demo', 'init'] as const;
export type Command = (typeof commandNames)[number];

export interface Option {
  /** Absent for a switch. */
  value?: string;
  help: string;
}

const where: Record<string, Option> = {
  repo: { value: 'DIR', help: 'work tree or bare repository (default: .)' },
  base: {
    value: 'REV',
    help: 'compare with this revision (default: the merge base with the default branch)',
  },
  head: { value: 'REV', help: 'review this revision (default: the work tree, uncommitted changes included)' },
  config: {
    value: 'FILE',
    help: 'configuration (default: .github/parallel-review.yml of the base revision)',
  },
};

const who: Record<string, Option> = {
  agents: { value: 'A,B', help: 'only these agents: governance, quality, cost, docs' },
  'exclude-agents': { value: 'A,B', help: 'all but these agents' },
  'path-filters': { value: 'GLOBS', help: 'only changed files that match; ! excludes' },
};

const output: Option = { value: 'FILE', help: 'write the report there instead of to standard output' };
const debug: Option = { help: 'show where an unexpected error comes from' };

export const options: Record<Command, Record<string, Option>> = {
  review: {
    ...where,
    ...who,
    'fail-on-severity': { value: 'S', help: 'critical (default), high, medium, low or none' },
    'max-concurrency': { value: 'N', help: 'tasks that run at the same time (default: 4)' },
    'timeout-minutes': { value: 'N', help: 'time budget of the whole review (default: 10)' },
    'sarif-files': { value: 'PATHS', help: 'findings that other tools have written as SARIF' },
    model: {
      value: 'P/NAME',
      help: 'ask this model, too: anthropic/…, openai/…, google/…, github/…, compatible/…',
    },
    'fallback-model': {
      value: 'P/NAME',
      help: 'asked when the first one fails or most of the budget is gone',
    },
    'llm-base-url': { value: 'URL', help: 'address of the models, such as http://localhost:11434/v1' },
    'max-cost-usd': { value: 'N', help: 'most US dollars for models (default: 1)' },
    'max-tokens': { value: 'N', help: 'most tokens for models, such as 400k (default)' },
    'requests-per-minute': { value: 'N', help: 'most requests to one provider (default: 50)' },
    'tokens-per-minute': { value: 'N', help: 'most tokens to and from one provider (default: no limit)' },
    'model-cache': { value: 'DIR', help: 'keep answers of models there, so that none is paid for twice' },
    format: { value: 'F', help: 'terminal (default), markdown, json or sarif' },
    output,
    fix: { help: 'write what mends findings for certain into the work tree, then report what is left' },
    audit: {
      value: 'PATH',
      help: 'append every event to this file, or to one named after the run in this folder',
    },
    verbose: { help: 'say on standard error what happens, line by line' },
    debug,
  },
  plan: { ...where, ...who, format: { value: 'F', help: 'terminal (default) or json' }, output, debug },
  rules: { format: { value: 'F', help: 'terminal (default) or json' }, debug },
  demo: { debug },
  init: { repo: { value: 'DIR', help: 'repository to write to (default: .)' }, debug },
};

export interface Invocation {
  options: Readonly<Record<string, string | boolean | undefined>>;
  positionals: readonly string[];
}

/** Splits the words after the command. Throws `UsageError` for an option or word that it does not take. */
export function parseCommand(command: Command, words: readonly string[]): Invocation {
  const allowed = options[command];
  const { tokens } = parse(words, allowed);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(allowed, token.name) ? allowed[token.name] : undefined;
    if (!known) throw unknownOption(command, token.rawName);
    if (known.value && (token.value === undefined || token.value === '')) {
      throw new UsageError(`${token.rawName} needs a value: ${known.help}`);
    }
    if (!known.value && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
  }
  const { values, positionals } = parse(words, allowed);
  const most = command === 'rules' ? 1 : 0;
  if (positionals.length > most) {
    throw new UsageError(`${command} does not take '${positionals[most]}' (allowed: ${names(command)})`);
  }
  return { options: values, positionals };
}

function parse(words: readonly string[], allowed: Record<string, Option>) {
  return parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(allowed).map(([name, { value }]) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
}

function unknownOption(command: Command, raw: string): UsageError {
  const all = Object.keys(options[command]).map((name) => `--${name}`);
  const near = nearest(raw, all);
  return new UsageError(
    `${command} has no option ${raw}${near ? `; did you mean ${near}?` : ''} (allowed: ${names(command)})`,
  );
}

function names(command: Command): string {
  return Object.keys(options[command])
    .map((name) => `--${name}`)
    .join(', ');
}

/** One of a few words, or a `UsageError` that names them. */
export function oneOf<T extends string>(
  name: string,
  value: string | boolean | undefined,
  allowed: readonly T[],
): T {
  if (value === undefined) return allowed[0]!;
  const found = allowed.find((word) => word === value);
  if (found === undefined)
    throw new UsageError(`--${name} '${String(value)}' is not allowed; allowed: ${allowed.join(', ')}`);
  return found;
}

/** A text option, or undefined. */
export function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
