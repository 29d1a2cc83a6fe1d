/** What a model may look up: files of both revisions that its agent reads, and where columns come from. Nothing else. */
import { z } from 'zod';
import type { ChangeSet } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { pathMatcher } from '../../plan/globs.ts';
import type { Workspace } from '../../project/project.ts';
import type { ChatTool, ChatToolCall } from './chat.ts';
import { columnLineage } from './column-lineage.ts';
import { delimited, shortLine, visible } from './hostile-text.ts';
import { safeGlob } from './safe-glob.ts';
import type { Toolbox } from './talk.ts';

export interface SnapshotToolsOptions {
  change: Pick<ChangeSet, 'base' | 'head'>;
  workspace: Workspace;
  /** Globs of the files that the agent reads: to its model no other ones exist. */
  reads: readonly string[];
  /** @default `defaultLimits` */
  limits?: Partial<ToolLimits>;
}

/** Of all calls of one task together, `answerBytes` aside. */
export interface ToolLimits {
  calls: number;
  /** UTF-8, of one answer. */
  answerBytes: number;
  /** UTF-8, of all answers. */
  totalBytes: number;
  /** Files that searching may open. */
  searchedFiles: number;
}

export const defaultLimits: ToolLimits = {
  calls: 20,
  answerBytes: 12_000,
  totalBytes: 60_000,
  searchedFiles: 400,
};

const mostLineCharacters = 400;
const mostMatches = 50;

const revision = z.enum(['base', 'head']).default('head');
const line = z.number().int().min(1).max(10_000_000);
const path = z.string().min(1).max(1000);
const text = z.string().min(1).max(200);

const inputs = {
  read_file: z.object({ path, revision, from: line.default(1), to: line.optional() }),
  search: z.object({ text: text.min(3), glob: text.optional(), revision }),
  list_files: z.object({ glob: text, revision }),
  column_lineage: z.object({ model: text, column: text }),
};

const descriptions: Readonly<Record<keyof typeof inputs, string>> = {
  read_file: 'Numbered lines of a file.',
  search: 'Lines that hold a plain text.',
  list_files: 'Paths that match a glob.',
  column_lineage: 'Where a column of a dbt model comes from and goes.',
};

interface Desk extends SnapshotToolsOptions {
  isRead: (path: string) => boolean;
  left: ToolLimits;
}

/** Counts for one task; the same calls in the same order give the same answers. */
export function openSnapshotTools(options: SnapshotToolsOptions): Toolbox {
  const left = { ...defaultLimits, ...options.limits };
  const desk: Desk = { ...options, isRead: pathMatcher(options.reads), left };
  return {
    tools: Object.entries(inputs).map(([name, schema]) => toolOf(name as keyof typeof inputs, schema)),
    async run(call) {
      if (left.calls <= 0) return 'Error: no call is left; answer with what you know.';
      left.calls--;
      const answer = await answerTo(call, desk).catch(() => 'Error: this cannot be read.');
      const most = Math.min(left.answerBytes, left.totalBytes);
      if (most <= 0) return 'Error: no more can be read; answer with what you know.';
      if (answer.startsWith('Error: ')) return answer;
      const shown = delimited(call.name, cutToBytes(answer, most));
      left.totalBytes -= Buffer.byteLength(shown);
      return shown;
    },
  };
}

function toolOf(name: keyof typeof inputs, schema: z.ZodType): ChatTool {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(schema, {
    io: 'input',
    // Limits are held here; whoever names them pays for them in each request.
    override({ jsonSchema }) {
      for (const key of ['minLength', 'maxLength', 'minimum', 'maximum', 'default'] as const)
        delete jsonSchema[key];
    },
  });
  return { name, description: descriptions[name], inputSchema };
}

async function answerTo({ name, input }: ChatToolCall, desk: Desk): Promise<string> {
  switch (name) {
    case 'read_file':
      return given(inputs.read_file, input, (it) => readFile(it, desk));
    case 'search':
      return given(inputs.search, input, (it) => search(it, desk));
    case 'list_files':
      return given(inputs.list_files, input, (it) => listFiles(it, desk));
    case 'column_lineage':
      return given(inputs.column_lineage, input, (it) => columnLineage(it, desk.workspace, desk.isRead));
    default:
      return `Error: there is no tool of that name; there are ${Object.keys(inputs).join(', ')}.`;
  }
}

/** A model's mistake is told to it in one line, without what it sent. */
async function given<T>(
  schema: z.ZodType<T>,
  input: unknown,
  answer: (input: T) => string | Promise<string>,
): Promise<string> {
  const read = schema.safeParse(input);
  if (read.success) return answer(read.data);
  const { path: keys, message } = read.error.issues[0]!;
  return `Error: ${keys.length === 0 ? 'the input' : keys.join('.')}: ${visible(message).replaceAll('\n', ' ')}`;
}

async function readFile(
  { path: wanted, revision: side, from, to }: z.infer<typeof inputs.read_file>,
  { change, isRead }: Desk,
): Promise<string> {
  const snapshot = change[side];
  const nowhere = `Error: ${side} has no such file that you may read; list_files shows what there is.`;
  if (!isRead(wanted) || snapshot.entries.get(wanted)?.kind !== 'file') return nowhere;
  await snapshot.load([wanted], 'dispensable');
  const content = snapshot.text(wanted);
  if (content === undefined) return 'Error: this is no text file.';
  const lines = linesOf(content);
  const last = Math.min(to ?? lines.length, lines.length);
  if (from > last)
    return `Error: the file has ${lines.length} lines; from ${from} to ${last} there are none.`;
  const shown = lines.slice(from - 1, last).map((it, index) => `${from + index}|${cutLine(it)}`);
  return `${wanted} at ${side}, lines ${from} to ${last} of ${lines.length}\n${shown.join('\n')}`;
}

function cutLine(it: string): string {
  return shortLine(it, mostLineCharacters);
}

async function search(
  { text: wanted, glob, revision: side }: z.infer<typeof inputs.search>,
  desk: Desk,
): Promise<string> {
  const snapshot = desk.change[side];
  const matches = glob === undefined ? () => true : safeGlob(glob);
  if (!matches) return 'Error: glob: too long.';
  const paths = readable(snapshot, desk, matches);
  const looked = paths.slice(0, Math.max(0, desk.left.searchedFiles));
  desk.left.searchedFiles -= looked.length;
  await snapshot.load(looked, 'dispensable');
  const needle = wanted.toLowerCase();
  const found: string[] = [];
  for (const it of looked) {
    for (const [index, content] of linesOf(snapshot.text(it) ?? '').entries()) {
      if (found.length < mostMatches && content.toLowerCase().includes(needle))
        found.push(`${it}:${index + 1}|${cutLine(content)}`);
    }
  }
  const rest = paths.length - looked.length;
  return [
    found.length === 0 ? 'nothing found' : found.join('\n'),
    ...(found.length === mostMatches ? ['(there may be more)'] : []),
    ...(rest > 0 ? [`(${rest} files were not searched; a narrower glob reaches them)`] : []),
  ].join('\n');
}

function listFiles({ glob, revision: side }: z.infer<typeof inputs.list_files>, desk: Desk): string {
  const matches = safeGlob(glob);
  if (!matches) return 'Error: glob: too long.';
  const paths = readable(desk.change[side], desk, matches);
  return paths.length === 0 ? 'no files' : paths.join('\n');
}

function readable(snapshot: Snapshot, { isRead }: Desk, matches: (path: string) => boolean): string[] {
  return [...snapshot.entries.values()]
    .filter(({ kind, path: it }) => kind === 'file' && matches(it) && isRead(it))
    .map(({ path: it }) => it);
}

function linesOf(content: string): string[] {
  return content.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Whole lines as long as they fit; one that does not is cut. */
function cutToBytes(answer: string, most: number): string {
  const shown = visible(answer);
  if (Buffer.byteLength(shown) <= most) return shown;
  const bytes = Buffer.from(shown).subarray(0, most);
  // Half a character at the end would be a replacement character.
  const cut = new TextDecoder().decode(bytes, { stream: true });
  const lineEnd = cut.lastIndexOf('\n');
  return `${lineEnd > 0 ? cut.slice(0, lineEnd) : cut}\n(cut: ask for less at a time)`;
}
