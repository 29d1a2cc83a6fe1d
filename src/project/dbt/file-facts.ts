/** What single files say. It depends on their text and path, or on little more, so both revisions share it. */
import type { Snapshot } from '../../change/snapshot.ts';
import { type MacroFile, parseMacroFile } from '../jinja/macro-file.ts';
import type { ColumnList, Output } from '../lineage/facts.ts';
import type { Trace } from '../jinja/evaluate.ts';
import type { JinjaProblem, Template, TemplateScan } from '../jinja/rendered.ts';
import { scanTemplate } from '../jinja/scan.ts';
import { scanPython } from './literal-calls.ts';
import { restrainHeap } from '../heap.ts';
import { extension } from './paths.ts';
import { type ProjectFile, readProjectFile } from './project-file.ts';
import { type PropertiesFile, readPropertiesFile } from './properties.ts';
import { seedOutput, unreadableSeed } from './outputs.ts';
import {
  type Question,
  recorder,
  type Recorder,
  sameAnswers,
  sameShallowAnswers,
  type Surroundings,
} from './questions.ts';

/** What was made of a template, and what that asked. */
export interface Answered<T> {
  result: T;
  questions: readonly Question[];
}

export class FileFacts {
  readonly #known: Map<string, unknown>;
  readonly #changed: ReadonlySet<string>;
  /** Needed until both revisions are linked. */
  readonly #traces = new Map<string, Answered<Trace>>();
  /** Needed until their queries are read. */
  readonly #templates = new Map<string, Answered<Template>>();

  /**
   * @param known by content; shared by all changes of one repository.
   * @param changed paths of which every problem must be known.
   */
  constructor(known: Map<string, unknown>, changed: ReadonlySet<string>) {
    this.#known = known;
    this.#changed = changed;
  }

  /** Of a dbt_project.yml; what is wrong with one that cannot be read. */
  projectFile(snapshot: Snapshot, path: string): ProjectFile | JinjaProblem | undefined {
    return this.#fact('project', snapshot, path, (text) => readProjectFile(path, text));
  }

  properties(snapshot: Snapshot, path: string): PropertiesFile | undefined {
    const whole = this.#changed.has(path);
    const kind = whole ? 'properties' : 'outline';
    return this.#fact(kind, snapshot, path, (text) => readPropertiesFile(path, text, whole));
  }

  /** Of a .sql or .py file. */
  scan(snapshot: Snapshot, path: string): TemplateScan | undefined {
    const read = extension(path) === 'py' ? scanPython : scanTemplate;
    return this.#fact('scan', snapshot, path, (text) => read({ path, text }));
  }

  /** Macros, snapshots and docs of a .sql or .md file. */
  macros(snapshot: Snapshot, path: string): MacroFile | undefined {
    return this.#fact('macros', snapshot, path, (text) => parseMacroFile({ path, text }));
  }

  /**
   * What `read` makes of a template, or what it made of it the last time if everything it asked has the same answer
   * still: between two revisions that is so for most.
   * @param key names all that `read` depends on beside what it asks
   */
  answered<T>(key: string, surroundings: Surroundings, read: (asked: Recorder) => T): T {
    return answered(this.#known as Map<string, Answered<T>>, key, surroundings, read).result;
  }

  /** The same for what a template refers to. */
  trace(key: string, surroundings: Surroundings, read: (asked: Recorder) => Trace): Trace {
    return answered(this.#traces, key, surroundings, read).result;
  }

  forgetTraces(): void {
    this.#traces.clear();
  }

  /** The same for a template with all its renderings, together with what it asked. */
  template(key: string, surroundings: Surroundings, read: (asked: Recorder) => Template): Answered<Template> {
    return answered(this.#templates, key, surroundings, read);
  }

  /** Renderings are larger than what is read from them. */
  forgetTemplate(key: string): void {
    this.#templates.delete(key);
  }

  /** False if `answered` will certainly have to read. */
  mayBeAnswered(key: string, surroundings: Surroundings): boolean {
    const before = this.#known.get(key) as Answered<unknown> | undefined;
    return before !== undefined && sameShallowAnswers(before.questions, surroundings);
  }

  /** The columns of a .csv file. */
  seed(snapshot: Snapshot, path: string, delimiter: unknown): Output {
    const separator = typeof delimiter === 'string' ? delimiter : ',';
    const kind = `seed${separator}`;
    return this.#fact(kind, snapshot, path, (text) => seedOutput(path, text, separator)) ?? unreadableSeed;
  }

  /** The same object for every equal list. */
  only(list: ColumnList): ColumnList {
    const key = `list\0${JSON.stringify(list)}`;
    const known = this.#known.get(key) as ColumnList | undefined;
    if (!known) this.#known.set(key, list);
    return known ?? list;
  }

  /** Undefined if the file is not there or holds no text. */
  #fact<T>(kind: string, snapshot: Snapshot, path: string, read: (text: string) => T): T | undefined {
    const oid = snapshot.entries.get(path)?.oid;
    const text = snapshot.text(path);
    if (oid === undefined || text === undefined) return undefined;
    restrainHeap();
    const facts = this.#ofPaths<T>(kind);
    const first = facts.get(path);
    for (let known = first; known; known = known.older) if (known.oid === oid) return known.fact;
    const fact = read(text);
    facts.set(path, { oid, fact, older: first });
    return fact;
  }

  /** By path, whose hash everything else needs as well: one made up of kind, content and path is slower to find. */
  #ofPaths<T>(kind: string): Map<string, OfContent<T>> {
    const known = this.#known.get(kind) ?? new Map();
    this.#known.set(kind, known);
    return known as Map<string, OfContent<T>>;
  }
}

/** What one content of a file says, and what others said. */
interface OfContent<T> {
  oid: string;
  fact: T;
  older: OfContent<T> | undefined;
}

function answered<T>(
  known: Map<string, Answered<T>>,
  key: string,
  surroundings: Surroundings,
  read: (asked: Recorder) => T,
): Answered<T> {
  const before = known.get(key);
  if (before && sameAnswers(before.questions, surroundings)) return before;
  restrainHeap();
  const asked = recorder(surroundings);
  const result = read(asked);
  const now = { result, questions: asked.questions };
  known.set(key, now);
  return now;
}
