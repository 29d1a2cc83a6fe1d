/** Text that speaks to a language model instead of to people: instructions to reviewers, and made-up turns of a talk. */
import { Lines } from '../../project/dbt/lines.ts';

/** A line of a file, counted from 1, without invisible characters. */
export interface Line {
  line: number;
  text: string;
}

export interface Suspicion {
  line: number;
  kind: 'instruction' | 'turn';
  /** The words, in one line. */
  said: string;
}

/** What is scanned of one file; what stands behind it no model gets to see either. */
export const mostScanned = 1_000_000;

/** Any of these is in whatever the patterns below match, and in few files. */
const rare =
  /instruct|prompt|review|assistant|language model|\bLLMs?\b|\bAIs?\b|agent|claude|gpt|gemini|copilot|coderabbit|you are (?:now|no longer)|override|system:|human:|findings|decode|everything above|<\||\[INST|<<SYS|>>>|<\/?(?:system|tool|function|assistant)|anweisung|instrucci|instru[cç]|istruzion|指[令示]|提示|инструкц/i;

const whose = String.raw`(?:(?:all|any|every|of|the|these|those|your|my|other|and) ){0,4}`;
const earlier = 'previous|prior|preceding|earlier|above|foregoing|original|initial|existing|system';

/** Nobody says this to a person. */
const plainInstructions = [
  String.raw`\b(?:ignore|disregard|forget|override|bypass|discard) ${whose}(?:(?:${earlier}) ){1,2}(?:[a-z]+ ){0,2}?(?:instructions?|prompts?|directions|directives|guidelines|guidance|context|messages?|rules|orders)\b`,
  String.raw`\b(?:ignore|disregard|forget|override|bypass|discard) (?:all |any |every |of |the )*(?:your )(?:[a-z]+ )?(?:instructions?|prompts?|directives|guidelines|training|programming)\b`,
  String.raw`\b(?:reveal|print|output|repeat|leak|recite|echo|expose|exfiltrate) (?:me |us )?(?:all |of )*(?:your|the) (?:[a-z]+ )?(?:system prompt|initial prompt|hidden prompt|system message|initial instructions|system instructions)\b`,
  String.raw`\byou are (?:now|no longer) (?:a|an|in|bound|my|the|DAN\b|acting|required|reviewing)\b[^.\n]{0,60}\b(?:ai|assistant|model|mode|reviewer|instructions?|rules|restrictions)\b`,
  String.raw`\b(?:repeat|print|output|copy|reproduce|quote) (?:everything|all (?:of )?(?:the )?(?:text|words|lines|content)|the (?:text|words|lines)) (?:above|before this|so far|you were given)\b`,
  String.raw`\bdecode (?:and|then|it and|this and) (?:follow|execute|run|obey|do)\b`,
  String.raw`\b(?:report|return|raise) no findings\b`,
  String.raw`\bas an? (?:ai|llm|language model|automated)(?: [a-z]+){0,3},? you (?:must|should|will|have to|are)\b`,
  String.raw`\b(?:respond|reply|answer|return|output)(?: only| just| nothing but| exactly)? with:? ?(?:only |just |an? )?["'\x60{[ ]{0,4}(?:findings|verdicts|lgtm|approved|no findings|empty (?:list|array)(?: of findings))`,
  String.raw`\bnew (?:system )?(?:instructions?|prompt|directives?)(?: for (?:the |this |all )?(?:ai|model|llm|assistant|reviewers?|agents?))?(?: follow\b| begins?\b| starts?\b|: ?(?:you|ignore|approve|from now|do not|always|report)\b)`,
  String.raw`\bignoriere? (?:(?:alle|die|sämtliche|deine) ){0,3}(?:vorherigen|vorigen|bisherigen|obigen|früheren) (?:anweisungen|instruktionen|befehle|regeln)`,
  String.raw`\bignore[zr]? (?:(?:toutes?|les|tes|vos) ){0,3}(?:instructions?|consignes) (?:précédentes?|antérieures?|ci-dessus)`,
  String.raw`\bignor[ae](?:r|d)? (?:(?:todas?|las|tus|sus|as|suas|tutte|le|os?) ){0,3}(?:instrucciones|instruções|istruzioni) (?:anteriores|previas|prévias|precedenti)`,
  String.raw`(?:忽略|无视|無視)(?:所有|一切|全部|你)?(?:之前|以上|先前|前面|上述|上面)的?(?:所有|一切|全部)?(?:指令|指示|提示|说明)`,
  String.raw`(?:以前|上記|これまで|前)の(?:すべての)?(?:指示|命令|プロンプト)を(?:すべて)?無視`,
  String.raw`(?:игнорируй(?:те)?|забудь(?:те)?) (?:все )?(?:предыдущие|прежние) (?:инструкции|указания)`,
].map((source) => new RegExp(source, 'giu'));

/** Tokens and tags in which the turns of a talk are written, and our own markers. */
const turns = [
  /<\|(?:im_start|im_end|system|user|assistant|tool|endoftext|eot_id|start_header_id|begin_of_text)\|>/gi,
  /\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>/g,
  /<\/?(?:system[-_](?:prompt|message|reminder|instructions?)|tool_(?:results?|response|calls?)|function_(?:results?|calls?)|assistant)>/gi,
  /<<<(?:end of )?[a-z_ ]{1,30} [0-9a-f]{8,64}>>>/gi,
  /(?:^|[\s*#>"'([])(?:SYSTEM|System) (?:OVERRIDE|[Oo]verride|PROMPT|[Pp]rompt|MESSAGE|[Mm]essage|INSTRUCTIONS?|[Ii]nstructions?|NOTICE|[Nn]otice)\s?:\s?\S/g,
  /\bassistant:\s*\{\s*"/gi,
];

const vendor = 'chatgpt|claude|gemini|copilot|coderabbit';
/** Before `LLM` stands for a thing of that name, as in `LLM code` and `LLM-made`, unless this follows. */
const afterName =
  'must|should|shall|will|may|can|please|approve|merge|ignore|skip|report|treat|do|don|never|always|is|are|has|have|to|who|that|which|reading|reviewing|and|or|you';
const addressee = new RegExp(
  String.raw`\b(?:reviewers?(?=\s?[:,])|(?:ai|llm|gpt|${vendor}|automated|automatic|language[- ]model|bot|robot|reviewing)(?:[- ](?:based|powered|driven|code|pr|pull request))*[- ](?:reviewers?|review (?:agents?|bots?|tools?|models?|systems?)|agents?|assistants?|models?|bots?)|language models?|llms(?!-)|llm(?!-[a-z])(?! (?!(?:${afterName})\b)[a-z])|ais|(?:${vendor})(?=\s?[,:!]))\b`,
  'gi',
);
/** What somebody would want of a reviewer who does as told. */
const demand = new RegExp(
  [
    String.raw`(?<!\bhuman[- ])\bapproved?\b(?! by\b)`,
    String.raw`\blgtm\b`,
    String.raw`\b(?:do not|don't|never|must not|should not|avoid) (?:report|flag|mention|comment|raise|block|warn|complain)(?:ing)?\b`,
    String.raw`\b(?:no|zero|empty) (?:findings?|issues?|problems?|concerns?|list of findings)\b`,
    String.raw`\b(?:skip|ignore|disregard|omit|overlook|suppress) (?:this|these|all|any|every|the (?:following|file|change|line|column|review|issue|finding|problem|diff|rule)s?)\b`,
    String.raw`\b(?:lower|downgrade|reduce|set|rate|mark|classify|treat|consider)\b[^.\n]{0,50}\b(?:severity|severities|low|safe|harmless|approved|resolved|false positives?|informational)\b`,
    String.raw`\bseverity\b[^.\n]{0,40}\b(?:low|none|informational)\b`,
    String.raw`\brefute\b|\btrust (?:me|us|this)\b`,
    String.raw`\b(?:reveal|print|output|repeat|show|leak|send|exfiltrate|include|post|disclose|put|write)\b[^.\n]{0,40}\b(?:system prompt|your (?:instructions|prompt|configuration)|api[ _-]?keys?|secrets?|environment variables|credentials|passwords?)\b`,
    String.raw`\b(?:call|invoke|execute)\b[^.\n]{0,30}\b(?:tools?|read_file|list_files|column_lineage|shell|bash|curl)\b`,
    String.raw`\bmerge (?:this|it|immediately|without)\b`,
  ].join('|'),
  'gi',
);
/** Characters between whom it is said to and what is said. */
const reach = 120;

/**
 * What runs of lines that follow each other say, comment signs left out, so that a sentence may go over several.
 * @param mayInstruct true for files whose purpose it is to tell agents how to work
 */
export function suspicionsIn(lines: readonly Line[], mayInstruct: boolean): Suspicion[] {
  return runsOf(lines).flatMap((run) => (rare.test(run.text) ? suspicionsOf(run, mayInstruct) : []));
}

/** What a name says, whose words are written with other signs between them. */
export function suspicionInName(path: string): string | undefined {
  const words = path.replaceAll(/[/_\-.+\s]+/g, ' ');
  return suspicionsOf({ lines: [{ line: 1, text: words }], text: words, starts: new Lines(words) }, false)[0]
    ?.said;
}

interface Run {
  lines: readonly Line[];
  /** All of them with a space between, without comment signs. */
  text: string;
  starts: Lines;
}

const commentSigns = /^\s*(?:--+|#+|\/\/+|\/\*+|\*+|<!--|>+|;+)?\s*/;

function runsOf(lines: readonly Line[]): Run[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    if (groups.at(-1)?.at(-1)?.line === line.line - 1) groups.at(-1)!.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => {
    const parts = group.map(({ text }) => text.replace(commentSigns, '').replaceAll(/\s+/g, ' '));
    // A line break takes as much room as the space.
    return { lines: group, text: parts.join(' '), starts: new Lines(parts.join('\n')) };
  });
}

function suspicionsOf(run: Run, mayInstruct: boolean): Suspicion[] {
  const at = (kind: Suspicion['kind'], start: number, end: number): Suspicion => {
    const { line } = run.lines[run.starts.lineAt(start) - 1]!;
    return { line, kind, said: run.text.slice(start, end).trim() };
  };
  const found = [
    ...plainInstructions.flatMap((it) => matchesOf(it, run.text)).map((it) => at('instruction', ...it)),
    ...turns.flatMap((it) => matchesOf(it, run.text)).map((it) => at('turn', ...it)),
    ...headings(run),
    ...(mayInstruct ? [] : addressed(run.text)).map((it) => at('instruction', ...it)),
  ];
  return found.toSorted((a, b) => a.line - b.line || (a.said < b.said ? -1 : 1));
}

type Stretch = [start: number, end: number];

/** Nobody reads a longer list. */
const mostMatches = 20;

function matchesOf(pattern: RegExp, text: string): Stretch[] {
  const found: Stretch[] = [];
  for (const it of text.matchAll(pattern)) {
    if (found.push([it.index, it.index + it[0].length]) >= mostMatches) break;
  }
  return found;
}

/** As some models are shown whose turn it is. */
function headings({ lines }: Run): Suspicion[] {
  return lines
    .filter(({ text }) => /^\s*#{1,4} ?(?:System|Assistant|Human|Instruction):\s*$/.test(text))
    .map(({ line, text }) => ({ line, kind: 'turn', said: text.trim() }));
}

/** What one may ask of people, too. */
const decent = /^(?:approve|lgtm|merge|skip|ignore|disregard|omit|overlook|suppress)/i;

/** From an addressee to the nearest demand within reach, or the other way round. */
function addressed(text: string): Stretch[] {
  const demands = [...text.matchAll(demand)].map((it) => ({
    from: it.index,
    to: it.index + it[0].length,
    isDecent: decent.test(it[0]),
  }));
  if (demands.length === 0) return [];
  let next = 0;
  const found = [...text.matchAll(addressee)].flatMap((it): Stretch[] => {
    const [start, end] = [it.index, it.index + it[0].length];
    while (next < demands.length && demands[next]!.to + reach < start) next++;
    // A reviewer may be a person, and what comes before is not said to them.
    const mayBePerson = /^reviewers?$/i.test(it[0]);
    for (const { from, to, isDecent } of within(demands, next, end + reach)) {
      if (!mayBePerson || (from >= end && !isDecent)) return [[Math.min(start, from), Math.max(end, to)]];
    }
    return [];
  });
  return found.slice(0, mostMatches);
}

/** Those that begin before `end`, from `first` on. */
function* within<T extends { from: number }>(all: readonly T[], first: number, end: number): Generator<T> {
  for (let at = first; at < all.length && all[at]!.from <= end; at++) yield all[at]!;
}
