/** How it is said that a migration breaks what rests on a table or column. */
import { code } from '../../finding.ts';
import type { BreakKind } from './break-outcomes.ts';
import type { Break } from './broken-dependents.ts';
import { listed, sentence } from './text.ts';

export const nouns: Record<BreakKind, string> = {
  view: 'view',
  'parsed function': 'function',
  function: 'function',
  trigger: 'trigger',
  'trigger function': 'trigger function',
  'calling trigger': 'trigger',
  policy: 'policy',
  'generated column': 'generated column',
  'typed column': 'column',
  'foreign key': 'foreign key',
  'resting key': 'foreign key',
  'referencing table': 'table',
};

const verbs: Record<BreakKind, [one: string, several: string]> = {
  view: ['reads', 'read'],
  'parsed function': ['needs', 'need'],
  function: ['reads', 'read'],
  trigger: ['names', 'name'],
  'trigger function': ['reads', 'read'],
  'calling trigger': ['runs', 'run'],
  policy: ['rests on', 'rest on'],
  'generated column': ['is computed from', 'are computed from'],
  'typed column': ['is of the type', 'are of the type'],
  'foreign key': ['references', 'reference'],
  'resting key': ['rests on', 'rest on'],
  'referencing table': ['references', 'reference'],
};

/** When what is broken is noticed. */
export const notices: Partial<Record<BreakKind, string>> = {
  view: 'when read next',
  'parsed function': 'when called next',
  function: 'when called next',
  trigger: 'when it runs next',
  'trigger function': 'when a row is written next',
};

/** `the views a and b` */
export function whoOf({ kind, names }: Pick<Break, 'kind' | 'names'>, most = 5): string {
  const noun = names.length === 1 ? nouns[kind] : `${nouns[kind].replace(/y$/, 'ie')}s`;
  return `the ${noun} ${listed(names, most)}`;
}

/** `reads`, or `read` of several. */
export function verbOf({ kind, names }: Pick<Break, 'kind' | 'names'>): string {
  return verbs[kind][names.length === 1 ? 0 : 1];
}

/** One sentence for all that stands in the way, and one for each kind that goes along or fails later. */
export function sentencesOf(breaks: readonly Break[]): string[] {
  const refused = breaks.filter(({ outcome }) => outcome === 'refused');
  const [first] = refused;
  const who = first?.dialect === 'postgres' ? 'Without CASCADE Postgres' : 'MySQL';
  const reasons = refused.map((it) => `${whoOf(it)} of earlier migrations ${verbOf(it)} ${code(it.target)}`);
  return [
    ...(first ? [`${who} refuses it: ${reasons.join('; ')}.`] : []),
    ...breaks.flatMap((it) =>
      it.outcome === 'taken' ? takenSentence(it) : it.outcome === 'broken' ? brokenSentence(it) : [],
    ),
  ];
}

function takenSentence(it: Break): string {
  const rows = `the rows of ${whoOf(it)} of earlier migrations, which ${verbOf(it)} ${code(it.target)}`;
  if (it.kind === 'referencing table') return `CASCADE also takes ${rows}.`;
  const what = `CASCADE takes along ${whoOf(it)} of earlier migrations, which ${verbOf(it)} ${code(it.target)}`;
  if (it.kind === 'foreign key' || it.kind === 'resting key')
    return `${what}: nothing checks these values any more.`;
  if (it.kind === 'typed column')
    return `${what}, and all that ${it.names.length === 1 ? 'it holds' : 'they hold'}.`;
  return `${what}${aboveWords(it)}.`;
}

function brokenSentence(it: Break): string {
  const fails = `${it.names.length === 1 ? 'fails' : 'fail'} ${notices[it.kind]}`;
  const what = `${sentence(whoOf(it))} of earlier migrations ${verbOf(it)} ${code(it.target)} and ${fails}`;
  return `${what}${aboveWords(it)}.`;
}

function aboveWords({ names, above }: Break): string {
  return above.length > 0
    ? `, and with ${names.length === 1 ? 'it' : 'them'} ${whoOf({ kind: 'view', names: above })}`
    : '';
}
