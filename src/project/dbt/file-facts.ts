/** What single files say. It depends on their text and path alone, so both revisions share it. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { TemplateScan } from '../jinja/rendered.ts';
import { type BlockFile, type Languages, readBlocks } from './languages.ts';
import { type PropertiesFile, readPropertiesFile } from './properties.ts';

export class FileFacts {
  readonly languages: Languages;
  readonly #known = new Map<string, unknown>();

  constructor(languages: Languages) {
    this.languages = languages;
  }

  properties(snapshot: Snapshot, path: string): PropertiesFile | undefined {
    return this.#fact('properties', snapshot, path, (text) => readPropertiesFile(path, text));
  }

  scan(snapshot: Snapshot, path: string): TemplateScan | undefined {
    return this.#fact('scan', snapshot, path, (text) => this.languages.scan({ path, text }));
  }

  blocks(snapshot: Snapshot, path: string): BlockFile | undefined {
    return this.#fact('blocks', snapshot, path, (text) => readBlocks({ path, text }, this.languages));
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
