/** Which tests a file holds and which of them are switched off. A pure function of its text. */

export interface TestCase {
  name: string;
  isSkipped: boolean;
  /** Of the call or the function; counted from 1. */
  line: number;
  /** What stands about it in its own lines: a reason, a link. */
  note: string;
}

/** Undefined for files whose tests are not known by their form. */
export function readTests(path: string, text: string): TestCase[] | undefined {
  if (/\.[cm]?[jt]sx?$/.test(path)) return ofCalls(text, script);
  if (/\.rb$/.test(path)) return ofCalls(text, ruby);
  if (/\.py$/.test(path)) return ofFunctions(text, python);
  return /\.(java|kt)$/.test(path) ? ofFunctions(text, jvm) : undefined;
}

/** A call with the test's name as its first argument. */
interface CallForm {
  call: RegExp;
  isSkipped(match: RegExpExecArray): boolean;
  name(match: RegExpExecArray): string;
}

const script: CallForm = {
  call: /^\s*(x?)(?:describe|it|test|context|suite|specify)((?:\.\w{1,20}){0,3})\s*\(\s*(?:'((?:[^'\\]|\\.){1,300})'|"((?:[^"\\]|\\.){1,300})"|`((?:[^`\\]|\\.){1,300})`)/,
  isSkipped: ([, x, modifiers]) => x === 'x' || /\.skip\b/.test(modifiers ?? ''),
  name: ([, , , single, double, template]) => single ?? double ?? template ?? '',
};

const ruby: CallForm = {
  call: /^\s*(x?)(?:describe|it|context|specify|example)[ (]+(?:'([^']{1,300})'|"([^"]{1,300})")/,
  isSkipped: ([, x]) => x === 'x',
  name: ([, , single, double]) => single ?? double ?? '',
};

function ofCalls(text: string, { call, isSkipped, name }: CallForm): TestCase[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = line.length <= maxLine ? call.exec(line) : null;
    if (!match) return [];
    const note = `${lines[index - 1] ?? ''}\n${line}`;
    return [{ name: name(match), isSkipped: isSkipped(match), line: index + 1, note }];
  });
}

/** A function or class with marks on the lines before it. */
interface FunctionForm {
  mark: RegExp;
  skip: RegExp;
  head: RegExp;
}

const python: FunctionForm = {
  mark: /^\s*(?:@|#|[)\]]|["'\w].*[,"'(]$)/,
  skip: /^\s*@(?:pytest\.mark\.skip\b(?!if)|unittest\.skip\b(?!If|Unless)|skip\b\()/,
  head: /^\s*(?:async\s+)?(?:def|class)\s+(\w{1,200})/,
};

const jvm: FunctionForm = {
  mark: /^\s*(?:@|\/\/|\*|\/\*)/,
  skip: /^\s*@(?:Disabled|Ignore)\b/,
  head: /^\s*(?:(?:public|private|protected|internal|static|final|suspend|open|abstract)\s+)*(?:void|fun|class)\s+`?([\w ]{1,200})/,
};

function ofFunctions(text: string, { mark, skip, head }: FunctionForm): TestCase[] {
  const found: TestCase[] = [];
  let marks: { line: string; number: number }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const match = line.length <= maxLine ? head.exec(line) : null;
    const name = match?.[1];
    if (name !== undefined) {
      const skipping = marks.find((it) => skip.test(it.line));
      const note = marks.map((it) => it.line).join('\n');
      found.push({ name, isSkipped: skipping !== undefined, line: skipping?.number ?? index + 1, note });
    }
    if (name === undefined && line.length <= maxLine && mark.test(line))
      marks.push({ line, number: index + 1 });
    else marks = [];
    if (marks.length > maxMarks) marks = [];
  }
  return found;
}

/** Longest line that is read, in UTF-16 code units, and most lines of marks before a function. */
const maxLine = 2000;
const maxMarks = 30;
