/** Reads one YAML file. Whatever is in it, the answer is a value: pull requests break YAML all the time. */
import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { CST, Document, Node, YAMLMap, YAMLParseError } from 'yaml';
import { hasLooseLine } from './loose-lines.ts';
import { looseTokens } from './loose-tokens.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';

export interface YamlProblem {
  message: string;
  start: number;
  end: number;
  /** Set if the text went over a limit of length, depth or repetition; else it is no YAML. */
  limit?: true;
}

export interface YamlFile {
  /** Undefined for an empty file and for one with a problem: half a file means something else. */
  root: YamlNode | undefined;
  problem?: YamlProblem;
  /** By name, of a file without a problem. */
  anchors?: ReadonlyMap<string, YamlNode>;
}

export interface YamlPart {
  /** Where the text begins in its file: all places count from the file's beginning. @default 0 */
  offset?: number;
  /** What an anchor holds that stands before the text. @default nothing */
  anchor?: (name: string) => YamlNode | undefined;
}

/** Longest text that is read, in UTF-16 code units. */
const maxLength = 4_000_000;
/** Most nodes with all aliases expanded. */
const maxNodes = 1_000_000;

/** Parses the first document of `text`, which is a file or a part of one; never throws. */
export function parseYaml(text: string, part: YamlPart = {}): YamlFile {
  if (text.length > maxLength) return tooMuch(`the file is longer than ${maxLength} characters`);
  // A carriage return by itself ends a line, which the library does not know.
  const file = compose(text.replaceAll(/\r(?!\n)/g, '\n'), part);
  return file.root && isEmpty(file.root) ? { root: undefined } : file;
}

function compose(text: string, part: YamlPart): YamlFile {
  const { stackTraceLimit } = Error;
  // A hostile file has thousands of errors, and to trace each takes most of the time.
  Error.stackTraceLimit = 0;
  try {
    return convert(text, part);
  } catch (error) {
    if (error instanceof TooDeep || error instanceof RangeError) return tooMuch('it is nested too deeply');
    if (error instanceof BadAlias) return failed(error.message, error.start, error.end);
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function convert(text: string, part: YamlPart): YamlFile {
  const { offset = 0 } = part;
  const [document, second] = documents(text);
  if (!document) return { root: undefined };
  const error = document.errors[0];
  // The library's own stack: how deep that is depends on the machine, so the text is not called wrong.
  if (error?.code === 'RESOURCE_EXHAUSTION') return tooMuch('it is nested too deeply');
  if (error) return failed(firstLine(error.message), error.pos[0] + offset, error.pos[1] + offset);
  if (second)
    return failed('it holds more than one document', second.range[0] + offset, second.range[0] + offset);
  if (!document.contents) return { root: undefined };
  const converter = new Converter(text, part);
  return limited(converter.convert(document.contents), converter.anchors);
}

/** The first two documents, as dbt's reader takes them. */
function documents(text: string): Document.Parsed[] {
  const strict = () => composed(new Parser().parse(text), text.length);
  const loose = () => composed(looseTokens(text), text.length);
  // The strict reading is the faster one, but takes an escaped quote at the end of a line for the end of a text.
  const isLoose = hasLooseLine(text);
  const first = isLoose ? loose() : strict();
  const code = first[0]?.errors[0]?.code;
  if (!code || code === 'RESOURCE_EXHAUSTION') return first;
  const second = isLoose ? strict() : loose();
  const isRead = second[0]?.errors.length === 0;
  // Where both fail, the strict reading knows better where.
  return isRead === isLoose ? first : second;
}

/** dbt's reader asks for no space before a comment; the library does, and between brackets even at the margin. */
function counts({ message }: YAMLParseError): boolean {
  return !message.startsWith('Comments must be separated');
}

function composed(tokens: Iterable<CST.Token>, length: number): Document.Parsed[] {
  const composer = new Composer({
    version: '1.1',
    uniqueKeys: false,
    merge: false,
    stringKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const [document, second] = composer.compose(tokens, true, length);
  if (document) document.errors = document.errors.filter(counts);
  return [document, second].filter((one) => one !== undefined);
}

function limited(root: YamlNode, anchors: ReadonlyMap<string, YamlNode>): YamlFile {
  return root.size > maxNodes ? tooMuch('its aliases expand to too much') : { root, anchors };
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function failed(message: string, start: number, end: number): YamlFile {
  return { root: undefined, problem: { message, start, end } };
}

function tooMuch(message: string): YamlFile {
  return { root: undefined, problem: { message, start: 0, end: 0, limit: true } };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

class TooDeep extends Error {}

class BadAlias extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

const maxDepth = 200;

/** From the library's nodes to ours. An anchor is converted once and shared by its aliases. */
class Converter {
  readonly #text: string;
  readonly #offset: number;
  readonly anchors = new Map<string, YamlNode>();
  readonly #anchor: YamlPart['anchor'];
  #depth = 0;

  constructor(text: string, { offset = 0, anchor }: YamlPart) {
    this.#text = text;
    this.#offset = offset;
    this.#anchor = anchor;
  }

  convert(node: Node): YamlNode {
    if (++this.#depth > maxDepth) throw new TooDeep();
    const converted = this.#dispatch(node);
    this.#depth--;
    const anchor = isAlias(node) ? undefined : (node as { anchor?: string }).anchor;
    if (anchor) this.anchors.set(anchor, converted);
    return converted;
  }

  #dispatch(node: Node): YamlNode {
    const [start, end] = this.#range(node);
    if (isAlias(node)) {
      const target = this.anchors.get(node.source) ?? this.#anchor?.(node.source);
      if (!target)
        throw new BadAlias(`the alias *${node.source} stands in itself or before its anchor`, start, end);
      return target;
    }
    if (isMap(node)) return this.#map(node, start, end);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(item as Node));
      return { kind: 'list', items, start, end, size: total(items) };
    }
    return isScalar(node) ? this.#scalar(node.value, node.source, start, end) : nullAt(start, end);
  }

  #scalar(value: unknown, source: string | undefined, start: number, end: number): YamlScalar {
    const text = source ?? '';
    // dbt's reader has no single-letter booleans: `y` is a column's name.
    const plain =
      value === null || typeof value === 'number' || (typeof value === 'boolean' && text.length > 1);
    return { kind: 'scalar', value: plain ? value : text, text, start, end, size: 1 };
  }

  #map(node: YAMLMap, start: number, end: number): YamlMap {
    const entries = new Map<string, YamlEntry>();
    const merged: YamlNode[] = [];
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      if (!isScalar(key)) continue;
      const [keyStart, keyEnd] = this.#range(key);
      const name = key.source ?? String(key.value ?? '');
      const value = pair.value ? this.convert(pair.value as Node) : nullAt(keyEnd, keyEnd);
      if (name === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]));
      else {
        entries.delete(name);
        entries.set(name, { key: { start: keyStart, end: keyEnd }, value });
      }
    }
    for (const other of merged) {
      if (other.kind !== 'map') continue;
      for (const [name, entry] of other.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return {
      kind: 'map',
      entries,
      start,
      end,
      size: total([...entries.values()].map((entry) => entry.value)),
    };
  }

  /** Without the white space and comments that block collections end with. */
  #range(node: Node): [number, number] {
    const [start, valueEnd] = node.range ?? [0, 0];
    let end = Math.max(start, valueEnd);
    while (end > start && /\s/.test(this.#text[end - 1] ?? '')) end--;
    return [start + this.#offset, end + this.#offset];
  }
}

function nullAt(start: number, end: number): YamlScalar {
  return { kind: 'scalar', value: null, text: '', start, end, size: 1 };
}

function total(nodes: readonly YamlNode[]): number {
  return nodes.reduce((sum, node) => sum + node.size, 1);
}
