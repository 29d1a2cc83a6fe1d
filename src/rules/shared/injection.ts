/** Text that speaks to a language model instead of to people: instructions to reviewers, and made-up turns of a talk. */

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
  /instruct|prompt|review|assistant|language model|\bLLMs?\b|\bAIs?\b|agent|claude|gpt|gemini|copilot|coderabbit|<\||\[INST|<<SYS|>>>|<\/?(?:system|tool|function|assistant)|anweisung|instrucci|instru[cç]|istruzion|指[令示]|提示|инструкц/i;

const whose = String.raw`(?:(?:all|any|every|of|the|these|those|your|my|other|and) ){0,4}`;
const earlier = 'previous|prior|preceding|earlier|above|foregoing|original|initial|existing|system';

/** Nobody says this to a person. */
const plainInstructions = [
  String.raw`\b(?:ignore|disregard|forget|override|bypass|discard) ${whose}(?:(?:${earlier}) ){1,2}(?:[a-z]+ ){0,2}?(?:instructions?|prompts?|directions|directives|guidelines|guidance|context|messages?|rules|orders)\b`,
  String.raw`\b(?:ignore|disregard|forget|override|bypass|discard) (?:all |any |every |of |the )*(?:your )(?:[a-z]+ )?(?:instructions?|prompts?|directives|guidelines|training|programming)\b`,
  String.raw`\b(?:reveal|print|output|repeat|leak|recite|echo|expose|exfiltrate) (?:me |us )?(?:all |of )*(?:your|the) (?:[a-z]+ )?(?:system prompt|initial prompt|hidden prompt|system message|initial instructions|system instructions)\b`,
  String.raw`\byou are (?:now|no longer) (?:a|an|in|bound|my|the|DAN\b|acting|required|reviewing)\b[^.\n]{0,60}\b(?:ai|assistant|model|mode|reviewer|instructions?|rules|restrictions)\b`,
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
  /^\s*(?:#{1,4} ?)(?:System|Assistant|Instruction):?\s*$/g,
];

const vendor = 'chatgpt|claude|gemini|copilot|coderabbit';
const addressee = new RegExp(
  String.raw`\b(?:(?:ai|llm|gpt|${vendor}|automated|automatic|language[- ]model|bot|robot)(?:[- ](?:based|powered|driven|code|pr|pull request))*[- ](?:reviewers?|review (?:agents?|bots?|tools?|models?|systems?)|agents?|assistants?|models?|bots?)|language models?|llms?|ais|(?:${vendor})(?=\s?[,:!]))\b`,
  'gi',
);
/** What somebody would want of a reviewer who does as told. */
const demand = new RegExp(
  [
    String.raw`\bapproved?\b(?! by\b)`,
    String.raw`\blgtm\b`,
    String.raw`\b(?:do not|don't|never|must not|should not|avoid) (?:report|flag|mention|comment|raise|block|warn|complain)(?:ing)?\b`,
    String.raw`\b(?:no|zero|empty) (?:findings?|issues?|problems?|concerns?|list of findings)\b`,
    String.raw`\b(?:skip|ignore|disregard|omit|overlook|suppress) (?:this|these|all|any|every|the (?:following|file|change|line|column|review|issue|finding|problem|diff|rule)s?)\b`,
    String.raw`\b(?:lower|downgrade|reduce|set|rate|mark|classify|treat|consider)\b[^.\n]{0,50}\b(?:severity|severities|low|safe|harmless|approved|resolved|false positives?|informational)\b`,
    String.raw`\b(?:reveal|print|output|repeat|show|leak|send|exfiltrate|include|post|disclose)\b[^.\n]{0,40}\b(?:system prompt|your (?:instructions|prompt|configuration)|api[ _-]?keys?|secrets?|environment variables|credentials|passwords?)\b`,
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
  return suspicionsOf({ text: words, starts: [{ at: 0, line: 1 }] }, false)[0]?.said;
}

interface Run {
  text: string;
  /** Where each line begins, in order. */
  starts: { at: number; line: number }[];
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
    let at = 0;
    const starts = parts.map((part, index) => {
      const start = { at, line: group[index]!.line };
      at += part.length + 1;
      return start;
    });
    return { text: parts.join(' '), starts };
  });
}

function suspicionsOf(run: Run, mayInstruct: boolean): Suspicion[] {
  const at = (kind: Suspicion['kind'], start: number, end: number): Suspicion => {
    const line = run.starts.findLast((it) => it.at <= start)!.line;
    return { line, kind, said: run.text.slice(start, end).trim() };
  };
  const found = [
    ...plainInstructions.flatMap((pattern) =>
      [...run.text.matchAll(pattern)].map((it) => at('instruction', it.index, it.index + it[0].length)),
    ),
    ...turns.flatMap((pattern) =>
      [...run.text.matchAll(pattern)].map((it) => at('turn', it.index, it.index + it[0].length)),
    ),
    ...(mayInstruct ? [] : addressed(run.text).map(([start, end]) => at('instruction', start, end))),
  ];
  return found.toSorted((a, b) => a.line - b.line || (a.said < b.said ? -1 : 1));
}

/** From an addressee to the nearest demand within reach, or the other way round. */
function addressed(text: string): [start: number, end: number][] {
  const demands = [...text.matchAll(demand)].map((it) => [it.index, it.index + it[0].length] as const);
  if (demands.length === 0) return [];
  let next = 0;
  return [...text.matchAll(addressee)].flatMap((it): [number, number][] => {
    const [start, end] = [it.index, it.index + it[0].length];
    while (next < demands.length && demands[next]![1] + reach < start) next++;
    const near = demands[next];
    if (!near || near[0] > end + reach) return [];
    return [[Math.min(start, near[0]), Math.max(end, near[1])]];
  });
}
