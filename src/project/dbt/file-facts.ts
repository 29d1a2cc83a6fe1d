/** What single files say. It depends on their text and path, or on little more, so both revisions share it. */
import type { Snapshot } from '../../change/snapshot.ts';
import { type MacroFile, parseMacroFile } from '../jinja/macro-file.ts';
import type { Environment } from '../jinja/environment.ts';
import type { TemplateSource } from '../jinja/evaluate.ts';
import type { Template, TemplateScan } from '../jinja/rendered.ts';
import { scanTemplate } from '../jinja/scan.ts';
import { scanPython } from './literal-calls.ts';
import { extension } from './paths.ts';
import { type PropertiesFile, readPropertiesFile } from './properties.ts';
import { sharedTrace } from './traces.ts';

export class FileFacts {
  readonly #known: Map<string, unknown>;
  readonly #changed: ReadonlySet<string>;

  /**
   * @param known by content; shared by all changes of one repository.
   * @param changed paths of which every problem must be known.
   */
  constructor(known: Map<string, unknown>, changed: ReadonlySet<string>) {
    this.#known = known;
    this.#changed = changed;
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

  /** What a template refers to in `environment`. See `sharedTrace`. */
  trace(key: string, file: () => TemplateSource, environment: Environment): Template {
    return sharedTrace(this.#known, key, file, environment);
  }

  /** Undefined if the file is not there or holds no text. */
  #fact<T>(kind: string, snapshot: Snapshot, path: string, read: (text: string) => T): T | undefined {
    const oid = snapshot.entries.get(path)?.oid;
    const text = snapshot.text(path);
    if (oid === undefined || text === undefined) return undefined;
    const key = `${kind}\0${oid}\0${path}`;
    const known = this.#known.get(key) as T | undefined;
    if (known !== undefined) return known;
    const fact = read(text);
    this.#known.set(key, fact);
    return fact;
  }
}
